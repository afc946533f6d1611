// A gRPC client of @connectrpc, with the package's types, against a running server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import {
  AttemptService, CallerContextService, CallerService, Confidence, EventService, EventType,
  OutboundAttempt_Outcome, TenantService,
} from 'ringback/proto';
import { startServer } from './support.mjs';

test('tenants, the look-up and the watch', async (t) => {
  const server = await startServer({ listen: '127.0.0.1:0' });
  t.after(() => server.stop());
  const transport = createGrpcTransport({ baseUrl: `http://${server.address}` });

  const tenant = await createClient(TenantService, transport).getTenant({ name: 'tenants/default' });
  assert.equal(tenant.name, 'tenants/default');

  const stop = new AbortController();
  const watch = createClient(EventService, transport).watchEvents(
    { resumeToken: 'start' }, { signal: stop.signal });
  const caller = await createClient(CallerService, transport).createCaller({
    caller: {
      honorific: 'Mr.', givenName: 'Robert', familyName: 'Jones',
      phones: [{ number: '(202) 555-0143' }],
    },
  });
  await createClient(AttemptService, transport).recordAttempt({
    attempt: {
      agent: 'tenants/default/agents/tracy', dialedNumber: '(202) 555-0143',
      purpose: 'your autumn heating check', outcome: OutboundAttempt_Outcome.NO_ANSWER,
    },
  });

  const card = await createClient(CallerContextService, transport).lookupCaller({
    ani: 'sip:+12025550143@carrier.example',
  });
  assert.match(card.openingLine, /^Why, yes we did, Mr\. Jones\./);
  assert.equal(card.matches[0]?.caller?.name, caller.name);
  assert.equal(card.matches[0]?.confidence, Confidence.KNOWN);

  const types: EventType[] = [];
  try {
    for await (const event of watch) {
      types.push(event.type);
      if (event.payload.case === 'caller') assert.equal(event.payload.value.name, caller.name);
      if (types.length === 2) stop.abort();
    }
  } catch (error) {
    assert.equal(ConnectError.from(error).code, Code.Canceled);
  }
  assert.deepEqual(types, [EventType.CALLER_CREATED, EventType.ATTEMPT_FINISHED]);

  await assert.rejects(createClient(TenantService, transport).getTenant({ name: 'tenants/nobody' }),
    (error) => ConnectError.from(error).code === Code.NotFound);
});
