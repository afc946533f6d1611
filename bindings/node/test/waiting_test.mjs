// A server that never answers, slowness and aborts: what waits ends in time, and nothing blocks.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { open } from 'ringback';
import { scratchFolder, silentServer, startServer } from './support.mjs';

// A client of a server that hangs: it is connected, and gets no answer to anything.
async function openHung(t) {
  const server = await startServer();
  const client = await open(server.address);
  t.after(async () => {
    await client.close();
    await server.stop('SIGKILL');
  });
  await client.lookup({ ani: '+12025550143', timeoutMs: 30_000 });
  await server.hang();
  return client;
}

// How often a timer has ticked while something was waited for.
async function ticksDuring(work) {
  let ticks = 0;
  const timer = setInterval(() => { ticks += 1; }, 1);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return ticks;
}

test('the event loop turns while a look-up hangs, and the look-up keeps its deadline', async (t) => {
  const client = await openHung(t);
  const ticks = await ticksDuring(() => assert.rejects(
    client.lookup({ ani: '+12025550143', timeoutMs: 300 }), { code: 'DEADLINE_EXCEEDED' }));
  assert.ok(ticks > 0);
});

test('many that hang do not take the threads of the rest of the program', async (t) => {
  const client = await openHung(t);
  const { readFile } = await import('node:fs/promises');
  const hanging = [];
  for (let i = 0; i < 32; i += 1) {
    hanging.push(assert.rejects(client.lookup({ timeoutMs: 60_000 }), { code: 'CANCELLED' }));
    hanging.push(assert.rejects(client.call('CallerService.ListCallers'), { code: 'CANCELLED' }));
    hanging.push(assert.rejects(client.watch({ timeoutMs: 60_000 }).ready, { code: 'CANCELLED' }));
  }
  // libuv's own threads do this; it would never come if the calls above had them.
  assert.ok((await readFile(new URL(import.meta.url))).length > 0);
  await client.close();
  await Promise.all(hanging);
});

test('a call and a watch keep their timeouts, and the event loop turns', async (t) => {
  const client = await openHung(t);
  const ticks = await ticksDuring(async () => {
    await assert.rejects(client.call('CallerService.ListCallers', {}, { timeoutMs: 200 }),
      { code: 'DEADLINE_EXCEEDED' });
    await assert.rejects(client.watch({ timeoutMs: 200 }).ready, { code: 'DEADLINE_EXCEEDED' });
  });
  assert.ok(ticks > 0);
});

test('a signal cancels what is under way', async (t) => {
  const client = await openHung(t);
  const controller = new AbortController();
  const { signal } = controller;
  const reason = new Error('the caller hung up');
  const waiting = [
    client.lookup({ ani: '+12025550143', timeoutMs: 60_000, signal }),
    client.call('CallerService.ListCallers', {}, { signal }),
  ].map((promise) => assert.rejects(promise, { name: 'RingbackError', code: 'CANCELLED', cause: reason }));
  setImmediate(() => controller.abort(reason));
  await Promise.all(waiting);
  await assert.rejects(client.lookup({ ani: '+12025550143', signal }), { code: 'CANCELLED', cause: reason });
  await assert.rejects(client.lookup({ timeoutMs: 60_000, signal: AbortSignal.timeout(50) }),
    (error) => error.code === 'CANCELLED' && error.cause.name === 'TimeoutError');
});

test('a signal that aborts afterwards changes nothing, and holds nothing', async (t) => {
  const client = await open(`sqlite:${join(scratchFolder(), 'calls.db')}`);
  t.after(() => client.close());
  const { getEventListeners } = await import('node:events');
  const controller = new AbortController();
  const card = await client.lookup({ ani: '+12025550143', signal: controller.signal });
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  controller.abort();
  assert.equal(card.e164, '+12025550143');
});

test('closing ends what waits', async (t) => {
  const client = await openHung(t);
  const waiting = [
    client.lookup({ timeoutMs: 60_000 }),
    client.call('CallerService.ListCallers'),
    client.watch({ timeoutMs: 60_000 }).ready,
  ].map((promise) => assert.rejects(promise, { code: 'CANCELLED' }));
  await client.close();
  await Promise.all(waiting);
});

// The client may be gone before the watch's thread has asked for it.
test('a client that is closed at once cancels the watch that it began', async () => {
  const target = `sqlite:${scratchFolder()}/calls.db`;
  for (let round = 0; round < 20; ++round) {
    const client = await open(target);
    const ready = assert.rejects(client.watch().ready, { code: 'CANCELLED' });
    await client.close();
    await ready;
  }
});

test('a server that takes the connection and never says a word', async (t) => {
  const server = await silentServer();
  t.after(() => server.stop());
  const client = await open(server.address);
  t.after(() => client.close());
  const ticks = await ticksDuring(() => assert.rejects(
    client.lookup({ ani: '+12025550143', timeoutMs: 300 }),
    ({ code }) => code === 'DEADLINE_EXCEEDED' || code === 'UNAVAILABLE'));
  assert.ok(ticks > 0);
});

test('a server that is not there is UNAVAILABLE; once it is there, the same client has it', async (t) => {
  const folder = scratchFolder();
  const address = `unix:${folder}/ringback.sock`;
  const client = await open(address);
  t.after(() => client.close());
  await assert.rejects(client.lookup({ ani: '+12025550143' }), { code: 'UNAVAILABLE' });
  await assert.rejects(client.call('CallerService.ListCallers'), { code: 'UNAVAILABLE' });
  await assert.rejects(client.watch().ready, { code: 'UNAVAILABLE' });
  const server = await startServer({ folder, listen: address });
  t.after(() => server.stop());
  for (;;) {
    try {
      assert.equal((await client.lookup({ ani: '+12025550143' })).e164, '+12025550143');
      return;
    } catch (error) {
      assert.equal(error.code, 'UNAVAILABLE', error.stack);
      await new Promise((resolve) => { setTimeout(resolve, 10); });
    }
  }
});

test('a server with TLS is reached with its authority, and only so', async (t) => {
  const folder = scratchFolder();
  const { execFileSync } = await import('node:child_process');
  const pem = (name) => join(folder, name);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj',
    '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', pem('key.pem'), '-out',
    pem('cert.pem')], { stdio: 'ignore' });
  const server = await startServer({
    listen: '127.0.0.1:0', flags: ['--tls-cert', pem('cert.pem'), '--tls-key', pem('key.pem')],
  });
  t.after(() => server.stop());
  const target = `localhost:${server.address.split(':')[1]}`;
  const client = await open(target, { tlsCa: pem('cert.pem') });
  t.after(() => client.close());
  assert.equal((await client.lookup({ ani: '+12025550143', timeoutMs: 30_000 })).valid, true);
  const plain = await open(target);
  t.after(() => plain.close());
  await assert.rejects(plain.lookup({ ani: '+12025550143' }), { code: 'UNAVAILABLE' });
  await assert.rejects(open(target, { tlsCa: pem('key.pem') }), { code: 'INVALID_ARGUMENT', field: 'tls_ca' });
});
