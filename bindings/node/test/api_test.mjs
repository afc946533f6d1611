// What a user of the package relies on, on a file.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import * as ringback from 'ringback';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { CallerSchema, CreateCallerRequestSchema } from 'ringback/proto';
import { anHourAgo, JONES, NO_ANSWER, scratchFolder } from './support.mjs';

const { RingbackError } = ringback;

async function openFile(t) {
  const client = await ringback.open(`sqlite:${join(scratchFolder(), 'calls.db')}`);
  t.after(() => client.close());
  return client;
}

test('import and require give the same', () => {
  const required = createRequire(import.meta.url)('ringback');
  assert.equal(required.open, ringback.open);
  assert.deepEqual(Object.keys(required).sort(), Object.keys(ringback).sort());
  assert.match(ringback.version, /^\d+\.\d+\.\d+$/);
  const { version } = createRequire(import.meta.url)('ringback/package.json');
  assert.equal(ringback.version, version);
  assert.ok(ringback.methodNames.includes('ringback.v1.CallerService.CreateCaller'));
});

test('the card says who is calling and why we called them', async (t) => {
  const client = await openFile(t);
  const caller = await client.call('CallerService.CreateCaller', JONES);
  const attempt = await client.call('ringback.v1.AttemptService.RecordAttempt', NO_ANSWER);
  const card = await client.lookup({
    ani: 'sip:+12025550143@carrier.example', agent: 'sam', verification: 'VERIFICATION_A',
  });
  assert.match(card.openingLine, /^Why, yes we did, Mr\. Jones\. .*your autumn heating check/);
  assert.equal(card.ani, 'sip:+12025550143@carrier.example');
  assert.equal(card.e164, '+12025550143');
  assert.equal(card.verifyIdentity, false);
  assert.equal(card.partial, false);
  assert.ok(Array.isArray(card.nextSteps));
  const [match] = card.matches;
  assert.equal(match.caller, caller.name);
  assert.equal(match.confidence, 'CONFIDENCE_KNOWN');
  assert.equal(match.doNotCall, false);
  assert.equal(match.reasons[0].code, 'CODE_NUMBER_OF_CALLER');
  assert.equal(match.attempts[0].name, attempt.name);
  assert.equal(match.attempts[0].channel, 'CHANNEL_CALL');
  assert.equal(match.attempts[0].outcome, 'OUTCOME_NO_ANSWER');
  assert.equal(match.lastAgentName, 'Tracy');
  assert.equal(match.lastAgentPresence, 'PRESENCE_UNSPECIFIED');
});

test('times on the card are those of the JSON, and undefined when they are not known', async (t) => {
  const client = await openFile(t);
  const times = [anHourAgo('.250'), anHourAgo(), anHourAgo('.000007'), '1999-12-31T23:59:59.999Z'];
  for (const startTime of times) {
    await client.call('AttemptService.RecordAttempt', {
      attempt: { ...NO_ANSWER.attempt, startTime, endTime: startTime },
    });
  }
  await client.call('AttemptService.StartAttempt', {
    attempt: { agent: 'tenants/default/agents/tracy', dialedNumber: '(202) 555-0143' },
  });
  const listed = await client.call('CallerContextService.LookupCaller', { ani: '+12025550143' });
  const card = await client.lookup({ ani: '+12025550143' });
  const of = ({ matches: [match] }) => match.attempts.map(({ name, startTime, endTime }) => (
    { name, startTime, endTime }));
  assert.deepEqual(of(card), of(listed).map((attempt) => ({ endTime: undefined, ...attempt })));
  assert.ok(of(card).some(({ startTime }) => startTime === anHourAgo('.000007')));
  assert.ok(of(card).some(({ endTime }) => endTime === undefined));
});

test('a number that means nothing is an answer', async (t) => {
  const client = await openFile(t);
  const card = await client.lookup({ ani: 'anonymous' });
  assert.equal(card.withheld, true);
  assert.equal(card.e164, '');
  assert.deepEqual(card.matches, []);
  assert.equal((await client.lookup({})).withheld, true);
});

test('text of any language comes back as it went in', async (t) => {
  const client = await openFile(t);
  for (const ani of ['"Jürgen Müller" <sip:+493012345@x.example>', '😀☎', 'ירושלים']) {
    assert.equal((await client.lookup({ ani })).ani, ani);
  }
});

test('an error has its code, reason and field', async (t) => {
  const client = await openFile(t);
  const bad = { caller: { displayName: 'Bad', phones: [{ number: '+12025550143' }, { number: '12' }] } };
  await assert.rejects(client.call('CallerService.CreateCaller', bad), (error) => {
    assert.ok(error instanceof RingbackError && error instanceof Error);
    assert.equal(error.name, 'RingbackError');
    assert.equal(error.code, 'INVALID_ARGUMENT');
    assert.equal(error.codeNumber, 3);
    assert.equal(error.reason, 'INVALID_FIELD');
    assert.equal(error.field, 'caller.phones[1].number');
    assert.match(error.message, /too short/);
    assert.match(error.stack, /api_test/);
    return true;
  });
  await assert.rejects(client.lookup({ parent: 'tenants/nobody' }), { code: 'NOT_FOUND', codeNumber: 5 });
  await assert.rejects(client.call('CallerService.NoSuch'), { code: 'INVALID_ARGUMENT', field: 'method' });
  await assert.rejects(client.call('EventService.WatchEvents'), { code: 'INVALID_ARGUMENT' });
  await assert.rejects(client.call('CallerService.ListCallers', { shoeSize: 43 }),
    { code: 'INVALID_ARGUMENT', reason: 'MALFORMED_REQUEST' });
});

test('arguments that cannot be passed on are refused by name', async (t) => {
  const client = await openFile(t);
  const cases = [
    [() => client.lookup(), 'request'],
    [() => client.lookup({ ani: 12 }), 'ani'],
    [() => client.lookup({ ani: '555\u0000666' }), 'ani'],
    [() => client.lookup({ nameHint: {} }), 'name_hint'],
    [() => client.lookup({ verification: 'A' }), 'verification'],
    [() => client.lookup({ timeoutMs: '1000' }), 'timeout_ms'],
    [() => client.lookup({ timeoutMs: -1 }), 'timeout_ms'],
    [() => client.lookup({ timeoutMs: 2 ** 40 }), 'timeout_ms'],
    [() => client.lookup({ timeoutMs: 60_001 }), 'timeout_ms'],
    [() => client.lookup({ signal: 'now' }), 'signal'],
    [() => client.lookup({ name_hint: 'x' }), 'name_hint'],
    [() => client.call('CallerService.ListCallers', {}, { timeout: 5 }), 'timeout'],
    [() => client.call(7), 'method'],
    [async () => client.watch({ timeoutMs: 0.5 }), 'timeout_ms'],
    [() => ringback.open(7), 'target'],
    [() => ringback.open('sqlite:x\u0000y'), 'target'],
    [() => ringback.open('sqlite:x', { tlsCA: 'x' }), 'tls_c_a'],
    [() => ringback.open('127.0.0.1:1', { tlsCa: 7 }), 'tls_ca'],
  ];
  for (const [call, field] of cases) {
    await assert.rejects(call(), (error) => {
      assert.deepEqual([error.code, error.field, error.name], ['INVALID_ARGUMENT', field, 'RingbackError'],
        `${call}: ${error.message}`);
      return true;
    });
  }
  assert.throws(() => new ringback.Client(), TypeError);
  assert.throws(() => new ringback.Watch(), TypeError);
});

test('what cannot be opened is told by open()', async (t) => {
  const folder = scratchFolder();
  await assert.rejects(ringback.open(''), { code: 'INVALID_ARGUMENT' });
  await assert.rejects(ringback.open('sqlite:/no/such/folder/calls.db'), RingbackError);
  await assert.rejects(ringback.open('127.0.0.1:7443', { tlsCa: '/no/such/file.pem' }),
    { code: 'INVALID_ARGUMENT', field: 'tls_ca' });
  const first = await ringback.open(`sqlite:${folder}/calls.db`);
  t.after(() => first.close());
  await assert.rejects(ringback.open(`sqlite:${folder}/calls.db`), { code: 'FAILED_PRECONDITION' });
});

test('calls take messages in the binary form', async (t) => {
  const client = await openFile(t);
  const request = create(CreateCallerRequestSchema, JONES);
  const bytes = await client.call('CallerService.CreateCaller', toBinary(CreateCallerRequestSchema, request));
  assert.ok(bytes instanceof Uint8Array);
  const caller = fromBinary(CallerSchema, bytes);
  assert.equal(caller.phones[0].number, '+12025550143');
  // A part of a longer buffer counts as that part.
  const buffer = Buffer.concat([Buffer.from('??'), toBinary(CreateCallerRequestSchema, request), Buffer.from('??')]);
  await client.call('CallerService.CreateCaller', buffer.subarray(2, -2));
  const all = await client.call('CallerService.ListCallers');
  assert.equal(all.callers.length, 2);
  assert.equal((await client.call('CallerService.ListCallers', new Uint8Array())).length > 0, true);
});

test('JSON requests may hold dates and bigints', async (t) => {
  const client = await openFile(t);
  const attempt = await client.call('AttemptService.RecordAttempt', {
    attempt: { ...NO_ANSWER.attempt, startTime: new Date(1763629200250), endTime: undefined },
  });
  assert.equal(attempt.startTime, '2025-11-20T09:00:00.250Z');
  const { callers = [] } = await client.call('CallerService.ListCallers', { pageSize: 5n });
  assert.deepEqual(callers, []);
  const loop = {};
  loop.loop = loop;
  await assert.rejects(client.call('CallerService.ListCallers', loop), TypeError);
});

test('many calls at once are all answered', async (t) => {
  const client = await openFile(t);
  await client.call('CallerService.CreateCaller', JONES);
  const cards = await Promise.all(Array.from({ length: 500 }, (_, i) => (
    client.lookup({ ani: i % 2 ? '+12025550143' : `+1202555${1000 + i}`, timeoutMs: 30_000 }))));
  assert.equal(cards.filter(({ matches }) => matches.length === 1).length, 250);
});

test('closing ends what is under way, once', async () => {
  const client = await ringback.open(`sqlite:${join(scratchFolder(), 'calls.db')}`);
  const watch = client.watch();
  const ended = new Promise((resolve) => { watch.on('end', resolve); });
  const first = client.close();
  assert.equal(client.close(), first);
  await first;
  await ended;
  await assert.rejects(client.lookup({ ani: '+12025550143' }), RingbackError);
  await assert.rejects(client.call('CallerService.ListCallers'), RingbackError);
  await assert.rejects(client.watch().ready, RingbackError);
});

test('clients and watches are disposable where the runtime has it', { skip: !Symbol.asyncDispose }, async () => {
  const target = `sqlite:${join(scratchFolder(), 'calls.db')}`;
  const client = await ringback.open(target);
  const watch = client.watch();
  await watch[Symbol.asyncDispose]();
  await assert.rejects(watch.ready, { code: 'CANCELLED' });
  await client[Symbol.asyncDispose]();
  const again = await ringback.open(target);
  again[Symbol.dispose]();
  await again.close();
});
