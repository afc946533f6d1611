// Ringback for Node and Electron: who is calling, and why did we call them?
//
// Nothing here blocks the event loop: files and servers are worked on by threads of the library.
// Words of enumerations, and times, are those of ProtoJSON wherever they appear: a time is RFC 3339
// in UTC with up to six decimals, "2026-11-22T19:18:13.250Z". `new Date(time)` reads it, to the
// millisecond.
/// <reference types="node" />
import { EventEmitter } from 'node:events';
import type {
  Channel, Confidence, KnownEventType, LeadState, Outcome, Presence, ReasonCode, Verification,
  WatchEvent,
} from './contract.js';

// The enumerations, and what an event is.
export * from './contract.js';

/** The version of libringback that runs: "0.1.0". */
export const version: string;

/** The methods that `Client.call()` takes: "ringback.v1.AttemptService.FinishAttempt" and so on. */
export const methodNames: readonly string[];

// ------------------------------------------------------------------ errors

/** The names of google.rpc.Code that an error may have. */
export type Code =
  | 'CANCELLED'
  | 'UNKNOWN'
  | 'INVALID_ARGUMENT'
  | 'DEADLINE_EXCEEDED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'ABORTED'
  | 'OUT_OF_RANGE'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE'
  | 'DATA_LOSS'
  | 'UNAUTHENTICATED';

/**
 * What every promise here is rejected with, and what a watch emits as 'error'.
 *
 * `CANCELLED` is what an AbortSignal (`cause` is its reason) or `close()` has ended;
 * `DEADLINE_EXCEEDED` what was not answered in time: a write may then have been made, or not.
 */
export class RingbackError extends Error {
  private constructor();
  readonly name: 'RingbackError';
  /** The code's name. */
  readonly code: Code;
  /** The code's number, as gRPC has it. */
  readonly codeNumber: number;
  /** For programs: "INVALID_FIELD"; the names are those of ringback.v1.ErrorReason. Or "". */
  readonly reason: string;
  /** The field of the request that broke a rule, named as in the contract: "name_hint". Or "". */
  readonly field: string;
}

// ------------------------------------------------------------------ opening

/** TLS, for a server on another machine. Each is the path of a PEM file. */
export interface OpenOptions {
  /** Who vouches for the server. Without it there is no TLS. */
  tlsCa?: string;
  /** What we show to the server. */
  tlsCertificate?: string;
  /** The certificate's private key, without a passphrase. */
  tlsKey?: string;
}

/**
 * Opens a file, "sqlite:PATH", creating it when it is not there; or connects to a server,
 * "127.0.0.1:7443", "unix:/run/ringback.sock", "dns:///host:7443". Relative paths are those of the
 * process.
 *
 * A server is not waited for: calls to one that is not there are UNAVAILABLE, and it is tried again
 * with every call. INVALID_ARGUMENT for another target and for TLS files that cannot be used;
 * FAILED_PRECONDITION for a file that is open in another program, belongs to one, or was written by
 * a newer Ringback.
 */
export function open(target: string, options?: OpenOptions): Promise<Client>;

/** How long to wait, and what ends the waiting. */
export interface CallOptions {
  /** In milliseconds; 0 and none: what is usual for what is asked. */
  timeoutMs?: number;
  /** Cancels when it aborts. */
  signal?: AbortSignal;
}

/** A file that is open, or a server that is connected. Made by `open()`. */
export class Client {
  private constructor();

  /**
   * Who is calling? Has no side effect, and is answered within `timeoutMs`, 1,000 if it is not
   * given, at most 60,000. A number that means nothing is an answer, not an error. With a file, an
   * answer that does not come in time is a card marked `partial`; with a server, DEADLINE_EXCEEDED.
   *
   * INVALID_ARGUMENT for a request that breaks a rule, NOT_FOUND for an unknown tenant, UNAVAILABLE
   * for a server that is not there.
   */
  lookup(request: LookupRequest): Promise<Card>;

  /**
   * Calls a method of ringback.v1 by its name, "CallerService.CreateCaller" or
   * "ringback.v1.CallerService.CreateCaller". Request and answer are ProtoJSON as objects; a field
   * that the method does not know is an error, and a 64-bit number may be a bigint. The types
   * `...Json` of "ringback/proto" describe both:
   * `client.call<CallerJson>('CallerService.CreateCaller', request)`.
   *
   * When it is answered, a write is durable. A request that has the same requestId as an earlier
   * one gets the earlier answer.
   */
  call<Response = Record<string, any>>(
    method: string,
    request?: object,
    options?: CallOptions,
  ): Promise<Response>;

  /** The same with messages in the binary form, as `toBinary()` and `fromBinary()` have them. */
  call(method: string, request: Uint8Array, options?: CallOptions): Promise<Uint8Array>;

  /**
   * Begins to watch a tenant's events. Nothing that is written after `ready` is missed, however
   * late it is read.
   */
  watch(options?: WatchOptions): Watch;

  /**
   * Closes. Calls that are under way are CANCELLED, watches end. Later calls of this do nothing.
   * What is not closed is closed when the process or the worker ends; it does not keep it alive.
   */
  close(): Promise<void>;

  /** `close()`, not waited for; where the runtime has Symbol.dispose. */
  [Symbol.dispose](): void;
  /** `close()`; where the runtime has Symbol.asyncDispose. */
  [Symbol.asyncDispose](): Promise<void>;
}

// ------------------------------------------------------------------ the look-up

/** A call that rings. What is not known is left out. */
export interface LookupRequest extends CallOptions {
  /** The calling number as it came: any spelling, a SIP or tel URI, "anonymous". */
  ani?: string;
  /** The number that was called, as it came. */
  dnis?: string;
  /** Who will pick up: "tenants/default/agents/tracy", or the id alone. */
  agent?: string;
  /** The name that came with the call: SIP display name, CNAM. */
  nameHint?: string;
  /** "tenants/acme"; none: "tenants/default"; "tenants/-": the tenant who has `dnis`. */
  parent?: string;
  /** The attestation of the calling number. */
  verification?: Verification;
}

/** The card: who is calling, why we called them, and what to say. Texts not known are "". */
export interface Card {
  /** The calling number as it came, whatever was found. */
  ani: string;
  /** Or "" when it is withheld or no number. */
  e164: string;
  /** "(202) 555-0143" */
  national: string;
  /** "US" */
  region: string;
  /** Whose call it is: "tenants/default". */
  tenant: string;
  /** The caller hides the number. */
  withheld: boolean;
  /** It is a number that its country's plan assigns. */
  valid: boolean;
  /** The number is not attested; check who it is before anything private is read out. */
  verifyIdentity: boolean;
  /** A part was left out to keep the time. */
  partial: boolean;
  /** What to say first. */
  openingLine: string;
  /** What to do in this call, most urgent first. */
  nextSteps: string[];
  /** Everybody who may be calling, best first. */
  matches: Match[];
}

/** Somebody who may be calling. */
export interface Match {
  /** "tenants/default/callers/...", or "" for a number that nobody has saved. */
  caller: string;
  /** "Robert Jones" */
  displayName: string;
  honorific: string;
  givenName: string;
  familyName: string;
  company: string;
  confidence: Confidence;
  /** A number of theirs must not be called; say so before promising to ring back. */
  doNotCall: boolean;
  /** What the matches are ordered by: above 0, at most 1. */
  score: number;
  /** Why; never empty. */
  reasons: Reason[];
  /** Newest first. */
  attempts: Attempt[];
  /** Newest first. */
  leads: Lead[];
  /** Newest first. */
  notes: Note[];
  /** Who tried last: a resource name. */
  lastAgent: string;
  /** "Tracy" */
  lastAgentName: string;
  lastAgentPresence: Presence;
}

/** A piece of evidence. */
export interface Reason {
  code: ReasonCode;
  /** "Tracy rang this number 12 minutes ago, no answer" */
  text: string;
  /** The resource that is the evidence. */
  resource: string;
}

/** A touch that we made. */
export interface Attempt {
  /** "tenants/default/attempts/..." */
  name: string;
  /** Who tried: a resource name. */
  agent: string;
  /** E.164. */
  dialedNumber: string;
  /** The number that we showed, E.164. */
  callerId: string;
  campaign: string;
  /** "your autumn heating check" */
  purpose: string;
  /** What to offer, in words. */
  offer: string;
  /** When; undefined when it is not known. */
  startTime: string | undefined;
  /** When it was over; undefined when it is not, or not known. */
  endTime: string | undefined;
  channel: Channel;
  outcome: Outcome;
}

/** A lead that is not closed. */
export interface Lead {
  /** "tenants/default/leads/..." */
  name: string;
  /** "a new boiler" */
  interest: string;
  /** An agent's resource name. */
  owner: string;
  team: string;
  state: LeadState;
}

/** A note of an earlier call. */
export interface Note {
  /** "tenants/default/callNotes/..." */
  name: string;
  /** Who wrote it: a resource name. */
  agent: string;
  text: string;
  /** When; undefined when it is not known. */
  noteTime: string | undefined;
}

// ------------------------------------------------------------------ events

/** What to watch, and from where on. */
export interface WatchOptions extends CallOptions {
  /** "tenants/acme"; none: "tenants/default". */
  parent?: string;
  /** Only these; none: all. */
  types?: KnownEventType[];
  /** Only those that concern this agent: "tenants/default/agents/tracy". */
  agent?: string;
  /** `Watch.resumeToken` of an earlier watch; "start": from the oldest event kept; none: from now. */
  resumeToken?: string;
  /** How long the watch may take to find its place; none: 5,000. */
  timeoutMs?: number;
}

/**
 * A watch of events. It is read once, in one of two ways: by listeners to 'event', or by
 * `for await`, which closes it when it is left. It keeps the process alive until it is over.
 *
 * 'error' says why a watch is over that nobody closed: UNAVAILABLE when the server went away and
 * RESOURCE_EXHAUSTED when events were not taken for some seconds (watch again with `resumeToken`),
 * OUT_OF_RANGE when the events from there on are no longer kept. `for await` throws it instead. As
 * with every emitter, an 'error' that nobody listens to is an uncaught exception. 'end' comes last,
 * in any case.
 */
export class Watch extends EventEmitter implements AsyncIterable<WatchEvent> {
  private constructor();

  /** Settled when the watch has its place in the log, or has none. It need not be waited for. */
  readonly ready: Promise<void>;

  /** Of the last event that was delivered; "" before the first. */
  readonly resumeToken: string;

  /** Ends the watch, as the AbortSignal does; no event comes after it. */
  close(): void;

  /** `close()`; where the runtime has Symbol.dispose. */
  [Symbol.dispose](): void;
  /** `close()`; where the runtime has Symbol.asyncDispose. */
  [Symbol.asyncDispose](): Promise<void>;

  [Symbol.asyncIterator](): AsyncIterator<WatchEvent, void, undefined>;

  on(name: 'event', listener: (event: WatchEvent) => void): this;
  on(name: 'error', listener: (error: RingbackError) => void): this;
  on(name: 'end', listener: () => void): this;
  once(name: 'event', listener: (event: WatchEvent) => void): this;
  once(name: 'error', listener: (error: RingbackError) => void): this;
  once(name: 'end', listener: () => void): this;
  addListener(name: 'event', listener: (event: WatchEvent) => void): this;
  addListener(name: 'error', listener: (error: RingbackError) => void): this;
  addListener(name: 'end', listener: () => void): this;
  off(name: 'event', listener: (event: WatchEvent) => void): this;
  off(name: 'error', listener: (error: RingbackError) => void): this;
  off(name: 'end', listener: () => void): this;
  removeListener(name: 'event', listener: (event: WatchEvent) => void): this;
  removeListener(name: 'error', listener: (error: RingbackError) => void): this;
  removeListener(name: 'end', listener: () => void): this;
}
