// Watching events: on a file, and from a server that goes away.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { open, RingbackError } from 'ringback';
import { JONES, NO_ANSWER, scratchFolder, startServer } from './support.mjs';

async function openFile(t) {
  const client = await open(`sqlite:${join(scratchFolder(), 'calls.db')}`);
  t.after(() => client.close());
  return client;
}

const createMany = (client, count) => Promise.all(Array.from({ length: count }, (_, i) => (
  client.call('CallerService.CreateCaller', { caller: { displayName: `Caller ${i}` } }))));

test('listeners get each event, in order, then the end', async (t) => {
  const client = await openFile(t);
  const watch = client.watch();
  const events = [];
  const done = new Promise((resolve) => {
    watch.on('event', (event) => events.push(event) === 1000 && resolve());
  });
  await watch.ready;
  await createMany(client, 1000);
  await done;
  assert.deepEqual(events.map(({ name }) => name),
    Array.from({ length: 1000 }, (_, i) => `tenants/default/events/${i + 1}`));
  assert.equal(events[0].type, 'EVENT_TYPE_CALLER_CREATED');
  assert.match(events[0].caller.displayName, /^Caller \d+$/);
  assert.equal(watch.resumeToken, events.at(-1).resumeToken);
  watch.close();
  watch.close();
  await once(watch, 'end');
});

test('what is written after `ready` is not missed, however late it is read', async (t) => {
  const client = await openFile(t);
  const watch = client.watch();
  await watch.ready;
  await client.call('CallerService.CreateCaller', JONES);
  await client.call('AttemptService.RecordAttempt', NO_ANSWER);
  const types = [];
  for await (const event of watch) {
    types.push(event.type);
    if (types.length === 2) break;
  }
  assert.deepEqual(types, ['EVENT_TYPE_CALLER_CREATED', 'EVENT_TYPE_ATTEMPT_FINISHED']);
  assert.throws(() => watch[Symbol.asyncIterator](), /read once/);
});

test('a watch goes on behind a token, and knows its filters', async (t) => {
  const client = await openFile(t);
  await createMany(client, 3);
  await client.call('AttemptService.RecordAttempt', NO_ANSWER);
  const first = client.watch({ resumeToken: 'start' });
  for await (const event of first) {
    assert.equal(event.name, 'tenants/default/events/1');
    break;
  }
  for await (const event of client.watch({ resumeToken: first.resumeToken })) {
    assert.equal(event.name, 'tenants/default/events/2');
    break;
  }
  const types = ['EVENT_TYPE_ATTEMPT_FINISHED'];
  for await (const event of client.watch({ resumeToken: 'start', types })) {
    assert.equal(event.name, 'tenants/default/events/4');
    break;
  }
});

test('a watch that cannot begin says why, in each way of reading', async (t) => {
  const client = await openFile(t);
  const expected = { code: 'NOT_FOUND', name: 'RingbackError' };
  await assert.rejects(client.watch({ parent: 'tenants/nobody' }).ready, expected);
  await assert.rejects(async () => {
    for await (const event of client.watch({ parent: 'tenants/nobody' })) assert.fail(event.name);
  }, expected);
  const listened = client.watch({ parent: 'tenants/nobody' }).on('event', assert.fail);
  const told = [];
  await new Promise((resolve) => {
    listened.on('error', (error) => told.push(error)).on('end', resolve);
  });
  assert.equal(told.length, 1);
  assert.ok(told[0] instanceof RingbackError);
  assert.equal(told[0].code, 'NOT_FOUND');
  await assert.rejects(client.watch({ shoeSize: 43 }).ready, { code: 'INVALID_ARGUMENT' });
});

test('a signal ends a watch', async (t) => {
  const client = await openFile(t);
  const controller = new AbortController();
  const watch = client.watch({ signal: controller.signal });
  await watch.ready;
  setImmediate(() => controller.abort());
  for await (const event of watch) assert.fail(event.name);
  const late = client.watch({ signal: controller.signal }).on('event', assert.fail);
  await once(late, 'end');
});

test('closing from a listener lets no further event through', async (t) => {
  const client = await openFile(t);
  await createMany(client, 10);
  let seen = 0;
  const watch = client.watch({ resumeToken: 'start' }).on('event', () => {
    seen += 1;
    if (seen === 3) watch.close();
  });
  await once(watch, 'end');
  assert.equal(seen, 3);
});

test('a watch is read in one way only', async (t) => {
  const client = await openFile(t);
  const watch = client.watch().on('event', () => {});
  assert.throws(() => watch[Symbol.asyncIterator](), /read once/);
  const other = client.watch();
  other[Symbol.asyncIterator]();
  assert.throws(() => other.on('event', () => {}), /iterator/);
});

test('a listener that throws is the program\'s own affair; the watch goes on', async (t) => {
  const client = await openFile(t);
  await createMany(client, 2);
  const thrown = [];
  const usual = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => thrown.push(error.message));
  t.after(() => {
    process.removeAllListeners('uncaughtException');
    for (const listener of usual) process.on('uncaughtException', listener);
  });
  let seen = 0;
  const watch = client.watch({ resumeToken: 'start' });
  await new Promise((resolve) => {
    watch.on('event', () => {
      seen += 1;
      if (seen === 2) setImmediate(resolve);
      throw new Error(`thrown ${seen}`);
    });
  });
  assert.deepEqual(thrown, ['thrown 1', 'thrown 2']);
});

test('a slow reader makes the library wait, and loses nothing', async (t) => {
  const client = await openFile(t);
  const watch = client.watch();
  await watch.ready;
  await createMany(client, 2000);
  let next = 1;
  for await (const event of watch) {
    assert.equal(event.name, `tenants/default/events/${next}`);
    next += 1;
    if (next % 100 === 0) await new Promise(setImmediate);
    if (next > 2000) break;
  }
});

test('a server that goes away is UNAVAILABLE, and the token goes on with the next one', async (t) => {
  const folder = scratchFolder();
  const server = await startServer({ folder });
  const client = await open(server.address);
  t.after(() => client.close());
  const watch = client.watch();
  const iterator = watch[Symbol.asyncIterator]();
  await watch.ready;
  await client.call('CallerService.CreateCaller', JONES);
  await iterator.next();
  await server.stop();
  await assert.rejects(iterator.next(), { code: 'UNAVAILABLE', name: 'RingbackError' });
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });

  const again = await startServer({ folder });
  t.after(() => again.stop());
  const resumed = client.watch({ resumeToken: watch.resumeToken, timeoutMs: 20_000 });
  await resumed.ready;
  await client.call('AttemptService.RecordAttempt', NO_ANSWER);
  for await (const event of resumed) {
    assert.equal(event.type, 'EVENT_TYPE_ATTEMPT_FINISHED');
    break;
  }
});
