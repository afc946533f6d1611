// What a TypeScript program sees of the package: types_use.ts compiles strictly, as both kinds of module; the Connect
// client compiles, and does what it should against a running server.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { test } from 'node:test';

function run(...args) {
  // Without the variable that tells a test that another test runs it.
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  assert.equal(status, 0, stdout + stderr);
}

const tsc = (...args) => run('node_modules/typescript/bin/tsc', '--strict', '--noUncheckedIndexedAccess',
  '--exactOptionalPropertyTypes', '--target', 'es2022', '--module', 'node16', '--types', 'node', ...args);

for (const ending of ['cts', 'mts']) {
  test(`the types hold in a strict program, .${ending}`, () => {
    copyFileSync('types_use.ts', `types_use.${ending}`);
    tsc('--noEmit', `types_use.${ending}`);
  });
}

test('a Connect client compiles and is served', () => {
  tsc('--skipLibCheck', '--allowJs', '--outDir', 'built', 'connect_use.mts');
  run('--test', 'built/connect_use.mjs');
});
