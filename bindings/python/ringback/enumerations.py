"""The enumerations of the contract. Made from the contract by tools/generate; not to be edited."""

from ringback._number import Number


class Verification(Number):
    """What the network says about the calling number (STIR/SHAKEN, RFC 8224 and ATIS-1000074)."""

    UNSPECIFIED = 0
    NONE = 1
    A = 2
    B = 3
    C = 4
    FAILED = 5


class Confidence(Number):
    """How sure a match is."""

    UNSPECIFIED = 0
    GUESS = 1
    POSSIBLE = 2
    LIKELY = 3
    KNOWN = 4
    CONFIRMED = 5


class Outcome(Number):
    """How an attempt ended: its disposition."""

    UNSPECIFIED = 0
    IN_PROGRESS = 1
    NO_ANSWER = 2
    BUSY = 3
    VOICEMAIL = 4
    CONNECTED = 5
    WRONG_NUMBER = 6
    NOT_IN_SERVICE = 7
    REFUSED = 8
    DO_NOT_CALL = 9
    FAILED = 10


class Channel(Number):
    """How a touch reaches the customer."""

    UNSPECIFIED = 0
    CALL = 1
    EMAIL = 2
    SMS = 3
    LETTER = 4


class LeadState(Number):
    """How far we are."""

    UNSPECIFIED = 0
    NEW = 1
    WORKING = 2
    ADVANCED = 3
    WON = 4
    LOST = 5
    RETURNED = 6


class Presence(Number):
    """Whether an agent can take a call."""

    UNSPECIFIED = 0
    FREE = 1
    ON_CALL = 2
    AWAY = 3


class ReasonCode(Number):
    """What kind of evidence."""

    UNSPECIFIED = 0
    CONFIRMED_BEFORE = 1
    REJECTED_BEFORE = 2
    NUMBER_OF_CALLER = 3
    DIALED_THIS_NUMBER = 4
    RECENT_ATTEMPT = 5
    SAME_HOUSEHOLD = 6
    SAME_COMPANY = 7
    SAME_NUMBER_BLOCK = 8
    CALLER_ID_SHOWN = 9
    CALLED_FROM_DNIS = 10
    NAME_HINT = 11
    ALREADY_RETURNED = 12
    NUMBER_WAS_WRONG = 13


class EventType(Number):
    """What kind of thing happened."""

    UNSPECIFIED = 0
    TENANT_CREATED = 1
    TENANT_UPDATED = 2
    AGENT_CREATED = 3
    AGENT_UPDATED = 4
    AGENT_DELETED = 5
    CALLER_CREATED = 6
    CALLER_UPDATED = 7
    CALLER_DELETED = 8
    LEAD_CREATED = 9
    LEAD_UPDATED = 10
    CALL_NOTE_CREATED = 11
    ATTEMPT_STARTED = 12
    ATTEMPT_FINISHED = 13
    ATTEMPT_RETURNED = 14
    CALL_STARTED = 15
    CALL_ANSWERED = 16
    CALL_ENDED = 17
    CALLER_IDENTIFIED = 18
    LEAD_ADVANCED = 19
    LEAD_CLOSED = 20
    LEAD_RETURNED = 21
    LEAD_REOPENED = 22
    LEAD_HANDED_OFF = 23
    LEAD_ENROLMENT_CHANGED = 24
    CONTACT_DUE = 25
    CONTACT_LATE = 26
    CONTACT_LEASED = 27
    CONTACT_COMPLETED = 28
    CONTACT_RELEASED = 29
    CADENCE_CHANGED = 30
    SCRIPT_CHANGED = 31
    ARTICLE_CHANGED = 32
    QUESTION_ASKED = 33
    QUESTION_ANSWERED = 34
    APPOINTMENT_BOOKED = 35
    APPOINTMENT_MOVED = 36
    APPOINTMENT_CANCELLED = 37
    BOOKABLE_RESOURCE_CHANGED = 38
    WEBHOOK_CHANGED = 39
    DELIVERY_DEAD = 40
