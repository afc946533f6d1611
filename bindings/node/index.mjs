// The same for `import`.
import ringback from './index.js';

export const { open, version, methodNames, Client, Watch, RingbackError } = ringback;
