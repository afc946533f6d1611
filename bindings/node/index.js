// Ringback for Node and Electron; index.d.ts says what each thing does.
'use strict';

const { EventEmitter } = require('node:events');
const native = require('./ringback.node');

// The names of google.rpc.Code, by number.
const CODES = [
  'OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND',
  'ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED',
  'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED',
];
const CANCELLED = 1;
const INVALID_ARGUMENT = 3;

const VERIFICATIONS = native.verifications();

const OPEN_OPTIONS = ['tlsCa', 'tlsCertificate', 'tlsKey'];
const CALL_OPTIONS = ['timeoutMs', 'signal'];
const LOOKUP_FIELDS = [
  'ani', 'dnis', 'agent', 'nameHint', 'parent', 'verification', ...CALL_OPTIONS,
];

// Nobody else makes a Client or a Watch.
const INSIDE = Symbol('inside');

class RingbackError extends Error {
  constructor({ code, message, reason = '', field = '' }, options) {
    super(message, options);
    this.code = CODES[code] ?? 'UNKNOWN';
    this.codeNumber = code;
    this.reason = reason;
    this.field = field;
  }
}
Object.defineProperty(RingbackError.prototype, 'name', {
  value: 'RingbackError', writable: true, configurable: true,
});

function invalid(field, message) {
  return new RingbackError({
    code: INVALID_ARGUMENT, message: `${field}: ${message}`, reason: 'INVALID_FIELD', field,
  });
}

// The field's name as the contract has it, which is how all errors name fields.
function snake(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function cancelled(signal) {
  const error = { code: CANCELLED, message: 'the call was aborted by its signal' };
  return new RingbackError(error, { cause: signal.reason });
}

// Refuses what is no object, and properties that nobody would look at.
function checkObject(value, name, known) {
  if (value === null || typeof value !== 'object') throw invalid(name, 'must be an object');
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) throw invalid(snake(key), `is not one of ${known.join(', ')}`);
  }
}

function checkOptions({ timeoutMs, signal }) {
  if (timeoutMs !== undefined && (!Number.isInteger(timeoutMs) || timeoutMs !== (timeoutMs | 0))) {
    throw invalid('timeout_ms', 'must be a whole number of milliseconds');
  }
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw invalid('signal', 'must be an AbortSignal');
  }
}

function verificationNumber(word = VERIFICATIONS[0]) {
  const number = VERIFICATIONS.indexOf(word);
  if (number < 0) throw invalid('verification', `must be one of ${VERIFICATIONS.join(', ')}`);
  return number;
}

// ProtoJSON writes 64-bit numbers as strings.
function toJson(request) {
  if (request === undefined || request === null) return '';
  return JSON.stringify(request, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
}

// Waits for what `start` starts, {promise, operation}; the signal cancels it.
async function settle(signal, start) {
  if (signal?.aborted) throw cancelled(signal);
  const { promise, operation } = start();
  const abort = () => native.cancel(operation);
  signal?.addEventListener('abort', abort);
  try {
    return await promise;
  } catch (raw) {
    if (signal?.aborted && raw.code === CANCELLED) throw cancelled(signal);
    throw new RingbackError(raw);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

class Watch extends EventEmitter {
  #native;
  #signal;
  #onEnd;
  #abort = () => this.close();
  // How it is read: undefined until it is decided, 'events' or 'iterator'.
  #mode;
  // {error}, once it is over.
  #over;
  #resumeToken = '';

  constructor(inside, handle, request, timeoutMs, signal, onEnd) {
    if (inside !== INSIDE) throw new TypeError('use client.watch()');
    super();
    this.#signal = signal;
    this.#onEnd = onEnd;
    const { watch, promise } = native.watch(handle, request, timeoutMs);
    this.#native = watch;
    this.ready = this.#begin(promise);
    this.ready.catch(() => {});  // it is told by 'error' and by the iterator as well
    signal?.addEventListener('abort', this.#abort);
    if (signal?.aborted) this.close();
    this.on('newListener', (name) => {
      if (name === 'event') this.#flow();
    });
  }

  get resumeToken() {
    return this.#resumeToken;
  }

  close() {
    this.#finish(undefined);
  }

  [Symbol.asyncIterator]() {
    if (this.#mode) throw new Error("a watch is read once: by 'event' listeners or by one iterator");
    this.#mode = 'iterator';
    return this.#iterate();
  }

  async #begin(promise) {
    let failure;
    try {
      await promise;
    } catch (raw) {
      failure = raw;
    }
    // Who closed it, or the client, meanwhile is told so, however it failed to begin.
    if (this.#over) failure = { code: CANCELLED, message: 'the watch was closed' };
    if (!failure) return;
    const error = new RingbackError(failure);
    this.#finish(error);
    throw error;
  }

  #finish(error) {
    if (this.#over) return;
    this.#over = { error };
    native.watchClose(this.#native);
    this.#signal?.removeEventListener('abort', this.#abort);
    this.#onEnd(this);
    process.nextTick(() => {
      try {
        const told = this.#mode === 'events' || (!this.#mode && this.listenerCount('error') > 0);
        if (error && told) this.emit('error', error);
      } finally {
        this.emit('end');
      }
    });
  }

  // The next events, or undefined when there will be no more.
  async #take() {
    try {
      if (!this.#over) return (await native.watchNext(this.#native)).map((text) => JSON.parse(text));
    } catch (raw) {
      this.#finish(new RingbackError(raw));
    }
    return undefined;
  }

  #flow() {
    if (this.#mode === 'events') return;
    if (this.#mode) throw new Error('the watch is read by an iterator');
    this.#mode = 'events';
    // Whoever is about to add more listeners may do so first.
    process.nextTick(() => this.#pump());
  }

  async #pump() {
    for (;;) {
      for (const event of (await this.#take()) ?? []) {
        if (this.#over) break;
        this.#resumeToken = event.resumeToken;
        try {
          this.emit('event', event);
        } catch (error) {
          // What a listener throws is the program's own, as with any emitter; the watch goes on.
          process.nextTick(() => { throw error; });
        }
      }
      if (this.#over) return;
    }
  }

  async* #iterate() {
    try {
      for (;;) {
        for (const event of (await this.#take()) ?? []) {
          if (this.#over) break;
          this.#resumeToken = event.resumeToken;
          yield event;
        }
        if (this.#over?.error) throw this.#over.error;
        if (this.#over) return;
      }
    } finally {
      this.close();
    }
  }
}

class Client {
  #handle;
  #closed;
  #watches = new Set();

  constructor(inside, handle) {
    if (inside !== INSIDE) throw new TypeError('use ringback.open()');
    this.#handle = handle;
  }

  async lookup(request) {
    checkObject(request, 'request', LOOKUP_FIELDS);
    checkOptions(request);
    const verification = verificationNumber(request.verification);
    return settle(request.signal, () => native.lookup(this.#handle, { ...request, verification }));
  }

  async call(method, request, options = {}) {
    if (typeof method !== 'string') throw invalid('method', 'must be a string');
    checkObject(options, 'options', CALL_OPTIONS);
    checkOptions(options);
    const binary = request instanceof Uint8Array;
    const bytes = binary ? request : toJson(request);
    const answer = await settle(options.signal, () => (
      native.call(this.#handle, method, bytes, options.timeoutMs ?? 0)));
    return binary ? answer : JSON.parse(answer);
  }

  watch(options = {}) {
    if (options === null || typeof options !== 'object') {
      throw invalid('options', 'must be an object');
    }
    checkOptions(options);
    const { timeoutMs = 0, signal, ...request } = options;
    const watch = new Watch(INSIDE, this.#handle, toJson(request), timeoutMs, signal,
      (ended) => this.#watches.delete(ended));
    this.#watches.add(watch);
    return watch;
  }

  close() {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close() {
    for (const watch of this.#watches) watch.close();
    try {
      await native.close(this.#handle);
    } catch (raw) {
      throw new RingbackError(raw);
    }
  }
}

// Where the runtime has them; others have no `using` either.
if (Symbol.dispose) {
  Client.prototype[Symbol.dispose] = function dispose() { this.close(); };
  Watch.prototype[Symbol.dispose] = function dispose() { this.close(); };
}
if (Symbol.asyncDispose) {
  Client.prototype[Symbol.asyncDispose] = function dispose() { return this.close(); };
  Watch.prototype[Symbol.asyncDispose] = async function dispose() { this.close(); };
}

async function open(target, options = {}) {
  if (typeof target !== 'string') throw invalid('target', 'must be a string');
  checkObject(options, 'options', OPEN_OPTIONS);
  try {
    return new Client(INSIDE, await native.open(target, options));
  } catch (raw) {
    throw new RingbackError(raw);
  }
}

module.exports = {
  open,
  version: native.version(),
  methodNames: native.methodNames(),
  Client,
  Watch,
  RingbackError,
};
