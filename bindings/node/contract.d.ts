// Made from the contract by tools/generate; not to be edited.

/**
 * What the network says about the calling number (STIR/SHAKEN, RFC 8224 and ATIS-1000074). In the
 * contract ringback.v1.Verification.
 */
export type Verification =
  | 'VERIFICATION_UNSPECIFIED'
  | 'VERIFICATION_NONE'
  | 'VERIFICATION_A'
  | 'VERIFICATION_B'
  | 'VERIFICATION_C'
  | 'VERIFICATION_FAILED';

/** How sure a match is. Later versions may add some. In the contract ringback.v1.Confidence. */
export type Confidence =
  | 'CONFIDENCE_UNSPECIFIED'
  | 'CONFIDENCE_GUESS'
  | 'CONFIDENCE_POSSIBLE'
  | 'CONFIDENCE_LIKELY'
  | 'CONFIDENCE_KNOWN'
  | 'CONFIDENCE_CONFIRMED'
  | (string & {});

/**
 * How an attempt ended: its disposition. Later versions may add some. In the contract
 * ringback.v1.OutboundAttempt.Outcome.
 */
export type Outcome =
  | 'OUTCOME_UNSPECIFIED'
  | 'OUTCOME_IN_PROGRESS'
  | 'OUTCOME_NO_ANSWER'
  | 'OUTCOME_BUSY'
  | 'OUTCOME_VOICEMAIL'
  | 'OUTCOME_CONNECTED'
  | 'OUTCOME_WRONG_NUMBER'
  | 'OUTCOME_NOT_IN_SERVICE'
  | 'OUTCOME_REFUSED'
  | 'OUTCOME_DO_NOT_CALL'
  | 'OUTCOME_FAILED'
  | (string & {});

/**
 * How a touch reaches the customer. Later versions may add some. In the contract
 * ringback.v1.Channel.
 */
export type Channel =
  | 'CHANNEL_UNSPECIFIED'
  | 'CHANNEL_CALL'
  | 'CHANNEL_EMAIL'
  | 'CHANNEL_SMS'
  | 'CHANNEL_LETTER'
  | (string & {});

/** How far we are. Later versions may add some. In the contract ringback.v1.Lead.State. */
export type LeadState =
  | 'STATE_UNSPECIFIED'
  | 'STATE_NEW'
  | 'STATE_WORKING'
  | 'STATE_ADVANCED'
  | 'STATE_WON'
  | 'STATE_LOST'
  | 'STATE_RETURNED'
  | (string & {});

/**
 * Whether an agent can take a call. Later versions may add some. In the contract
 * ringback.v1.Presence.
 */
export type Presence =
  | 'PRESENCE_UNSPECIFIED'
  | 'PRESENCE_FREE'
  | 'PRESENCE_ON_CALL'
  | 'PRESENCE_AWAY'
  | (string & {});

/** What kind of evidence. Later versions may add some. In the contract ringback.v1.Reason.Code. */
export type ReasonCode =
  | 'CODE_UNSPECIFIED'
  | 'CODE_CONFIRMED_BEFORE'
  | 'CODE_REJECTED_BEFORE'
  | 'CODE_NUMBER_OF_CALLER'
  | 'CODE_DIALED_THIS_NUMBER'
  | 'CODE_RECENT_ATTEMPT'
  | 'CODE_SAME_HOUSEHOLD'
  | 'CODE_SAME_COMPANY'
  | 'CODE_SAME_NUMBER_BLOCK'
  | 'CODE_CALLER_ID_SHOWN'
  | 'CODE_CALLED_FROM_DNIS'
  | 'CODE_NAME_HINT'
  | 'CODE_ALREADY_RETURNED'
  | 'CODE_NUMBER_WAS_WRONG'
  | (string & {});

/**
 * What kind of thing happened. Those that this version knows. In the contract
 * ringback.v1.EventType.
 */
export type KnownEventType =
  | 'EVENT_TYPE_UNSPECIFIED'
  | 'EVENT_TYPE_TENANT_CREATED'
  | 'EVENT_TYPE_TENANT_UPDATED'
  | 'EVENT_TYPE_AGENT_CREATED'
  | 'EVENT_TYPE_AGENT_UPDATED'
  | 'EVENT_TYPE_AGENT_DELETED'
  | 'EVENT_TYPE_CALLER_CREATED'
  | 'EVENT_TYPE_CALLER_UPDATED'
  | 'EVENT_TYPE_CALLER_DELETED'
  | 'EVENT_TYPE_LEAD_CREATED'
  | 'EVENT_TYPE_LEAD_UPDATED'
  | 'EVENT_TYPE_CALL_NOTE_CREATED'
  | 'EVENT_TYPE_ATTEMPT_STARTED'
  | 'EVENT_TYPE_ATTEMPT_FINISHED'
  | 'EVENT_TYPE_ATTEMPT_RETURNED'
  | 'EVENT_TYPE_CALL_STARTED'
  | 'EVENT_TYPE_CALL_ANSWERED'
  | 'EVENT_TYPE_CALL_ENDED'
  | 'EVENT_TYPE_CALLER_IDENTIFIED'
  | 'EVENT_TYPE_LEAD_ADVANCED'
  | 'EVENT_TYPE_LEAD_CLOSED'
  | 'EVENT_TYPE_LEAD_RETURNED'
  | 'EVENT_TYPE_LEAD_REOPENED'
  | 'EVENT_TYPE_LEAD_HANDED_OFF'
  | 'EVENT_TYPE_LEAD_ENROLMENT_CHANGED'
  | 'EVENT_TYPE_CONTACT_DUE'
  | 'EVENT_TYPE_CONTACT_LATE'
  | 'EVENT_TYPE_CONTACT_LEASED'
  | 'EVENT_TYPE_CONTACT_COMPLETED'
  | 'EVENT_TYPE_CONTACT_RELEASED'
  | 'EVENT_TYPE_CADENCE_CHANGED'
  | 'EVENT_TYPE_SCRIPT_CHANGED'
  | 'EVENT_TYPE_ARTICLE_CHANGED'
  | 'EVENT_TYPE_QUESTION_ASKED'
  | 'EVENT_TYPE_QUESTION_ANSWERED'
  | 'EVENT_TYPE_APPOINTMENT_BOOKED'
  | 'EVENT_TYPE_APPOINTMENT_MOVED'
  | 'EVENT_TYPE_APPOINTMENT_CANCELLED'
  | 'EVENT_TYPE_BOOKABLE_RESOURCE_CHANGED'
  | 'EVENT_TYPE_WEBHOOK_CHANGED'
  | 'EVENT_TYPE_DELIVERY_DEAD';

/**
 * What kind of thing happened. Later versions may add some. In the contract ringback.v1.EventType.
 */
export type EventType =
  | KnownEventType
  | (string & {});

/**
 * Something that happened: a ringback.v1.Event in ProtoJSON, that is `EventJson`. Of the resources
 * it has the one that it is about, as it is when the event is sent; none when it is gone. A type
 * that this version does not know is a number.
 */
export interface WatchEvent {
  /**
   * `tenants/{tenant}/events/{seq}`; `seq` counts from 1 without a gap, in the order of the
   * commits. The oldest are removed with the tenant's retention.
   */
  name: string;
  /** What kind of thing. */
  type: EventType | number;
  /** When it was committed. */
  eventTime: string;
  /** The agent concerned, if one is. */
  agent?: string;
  /** The name of the resource that it is about. */
  resource?: string;
  /** Of TENANT_*. */
  tenant?: Record<string, any>;
  /** Of AGENT_*. */
  agentResource?: Record<string, any>;
  /** Of CALLER_CREATED, CALLER_UPDATED, CALLER_DELETED. */
  caller?: Record<string, any>;
  /** Of LEAD_*. */
  lead?: Record<string, any>;
  /** Of CALL_NOTE_CREATED. */
  callNote?: Record<string, any>;
  /** Of ATTEMPT_*. */
  attempt?: Record<string, any>;
  /** Of CALL_* and CALLER_IDENTIFIED. */
  call?: Record<string, any>;
  /** Of CONTACT_*. */
  dueContact?: Record<string, any>;
  /** Of CADENCE_CHANGED. */
  cadence?: Record<string, any>;
  /** Of SCRIPT_CHANGED. */
  script?: Record<string, any>;
  /** Of ARTICLE_CHANGED. */
  article?: Record<string, any>;
  /** Of QUESTION_*. */
  question?: Record<string, any>;
  /** Of APPOINTMENT_*. */
  appointment?: Record<string, any>;
  /** Of BOOKABLE_RESOURCE_CHANGED. */
  bookableResource?: Record<string, any>;
  /** Of WEBHOOK_CHANGED; without its secret. */
  webhook?: Record<string, any>;
  /** Of DELIVERY_DEAD. */
  delivery?: Record<string, any>;
  /** With CALL_STARTED, the card. */
  context?: Record<string, any>;
  /** Watch with this token to go on after this event. */
  resumeToken: string;
}
