// What index.d.ts promises, as the compiler sees it. Only compiled, once as a module of each kind.
import {
  Card, Client, Code, KnownEventType, methodNames, open, Outcome, RingbackError, Verification,
  version, Watch, WatchEvent,
} from 'ringback';
import type {
  CallerJson, CreateCallerRequestJson, EventJson, EventTypeJson, VerificationJson,
} from 'ringback/proto';

async function lookups(client: Client, signal: AbortSignal): Promise<string> {
  const card: Card = await client.lookup({
    ani: '+12025550143', dnis: '+12025550100', agent: 'sam', nameHint: 'Jones', parent: 'tenants/-',
    verification: 'VERIFICATION_A', timeoutMs: 500, signal,
  });
  const outcome: Outcome | undefined = card.matches[0]?.attempts[0]?.outcome;
  const start: string | undefined = card.matches[0]?.attempts[0]?.startTime;
  if (outcome === 'OUTCOME_NO_ANSWER' && start) return new Date(start).toISOString();
  // A server of a later version may say what this one does not know.
  if (outcome === 'OUTCOME_OF_LATER') return '';
  // @ts-expect-error not a field of the request
  await client.lookup({ number: '+12025550143' });
  // @ts-expect-error not an attestation
  await client.lookup({ verification: 'A' });
  // @ts-expect-error a number has to be told as text
  await client.lookup({ ani: 12025550143 });
  // @ts-expect-error a card has no such field
  return card.opening_line;
}

async function calls(client: Client): Promise<void> {
  const request: CreateCallerRequestJson = { caller: { displayName: 'Ada' } };
  const caller = await client.call<CallerJson>('CallerService.CreateCaller', request);
  const name: string | undefined = caller.name;
  const anything = await client.call('CallerService.ListCallers', {}, { timeoutMs: 5 });
  console.log(name, anything.callers, version.length, methodNames[0]);
  const bytes: Uint8Array = await client.call('CallerService.ListCallers', new Uint8Array());
  console.log(bytes);
  // @ts-expect-error not an option
  await client.call('CallerService.ListCallers', {}, { timeout: 5 });
}

async function watches(client: Client): Promise<void> {
  const watch: Watch = client.watch({ types: ['EVENT_TYPE_CALL_STARTED'], resumeToken: 'start' });
  await watch.ready;
  watch
    .on('event', (event: WatchEvent) => console.log(event.type, event.context?.openingLine))
    .on('error', (error) => console.log(error.code, watch.resumeToken))
    .once('end', () => {});
  for await (const event of client.watch()) {
    const json: EventJson = event as EventJson;
    console.log(json.call?.name, event.name);
    if (event.type === 'EVENT_TYPE_OF_LATER' || event.type === 1000) return;
  }
  // @ts-expect-error not an event of a watch
  watch.on('data', () => {});
  // @ts-expect-error not a type of event
  client.watch({ types: ['CALL_STARTED'] });
  watch.close();
}

// Events have all the parts and types that the contract has, and no others.
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
export const everyPart: Same<keyof EventJson, keyof WatchEvent> = true;
export const everyType: Same<EventTypeJson, KnownEventType> = true;
export const everyVerification: Same<VerificationJson, Verification> = true;

function failures(error: unknown): Code | undefined {
  if (!(error instanceof RingbackError)) return undefined;
  const words: string[] = [error.message, error.reason, error.field];
  const number: number = error.codeNumber;
  // @ts-expect-error cannot be changed
  error.reason = words[number];
  // @ts-expect-error no such code
  if (error.code === 'INVALID') return undefined;
  return error.code;
}

export async function main(): Promise<void> {
  const controller = new AbortController();
  const client = await open('localhost:7443', { tlsCa: 'a.pem', tlsCertificate: 'b.pem', tlsKey: 'c.pem' });
  await lookups(client, controller.signal).catch(failures);
  await calls(client);
  await watches(client);
  await client.close();
  await client[Symbol.asyncDispose]();
  // @ts-expect-error made by open() alone
  console.log(new Client());
}
