"""The card: who is calling, why we called them, what to say. Plain values that do not change."""

from __future__ import annotations

import dataclasses
import datetime
import enum
from typing import Optional, Tuple


class _Number(enum.IntEnum):
    """A number of the contract. Later versions may add some: one that is not known is taken as 0."""

    @classmethod
    def _missing_(cls, value: object) -> Optional[_Number]:
        return cls(0) if isinstance(value, int) and value != 0 else None


class Verification(_Number):
    """What the network says about the calling number: STIR/SHAKEN (RFC 8224, RFC 8588)."""

    UNSPECIFIED = 0
    NONE = 1
    A = 2
    B = 3
    C = 4
    FAILED = 5


class Confidence(_Number):
    """How sure a match is."""

    UNSPECIFIED = 0
    GUESS = 1
    POSSIBLE = 2
    LIKELY = 3
    KNOWN = 4
    CONFIRMED = 5


class Outcome(_Number):
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


class Channel(_Number):
    """The channel of an attempt."""

    UNSPECIFIED = 0
    CALL = 1
    EMAIL = 2
    SMS = 3
    LETTER = 4


class LeadState(_Number):
    """The state of a lead."""

    UNSPECIFIED = 0
    NEW = 1
    WORKING = 2
    ADVANCED = 3
    WON = 4
    LOST = 5
    RETURNED = 6


class Presence(_Number):
    """Whether an agent can take a call."""

    UNSPECIFIED = 0
    FREE = 1
    ON_CALL = 2
    AWAY = 3


class ReasonCode(_Number):
    """What kind of evidence a Reason is."""

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


@dataclasses.dataclass(frozen=True)
class Reason:
    """A piece of evidence: its code, in words, and the resource that it is."""

    code: ReasonCode
    text: str
    resource: str


@dataclasses.dataclass(frozen=True)
class Attempt:
    """A touch that we made. Texts that are not known are "", times None; numbers are E.164; times
    are UTC."""

    name: str
    agent: str
    dialed_number: str
    caller_id: str
    campaign: str
    purpose: str
    offer: str
    start_time: Optional[datetime.datetime]
    end_time: Optional[datetime.datetime]
    channel: Channel
    outcome: Outcome


@dataclasses.dataclass(frozen=True)
class Lead:
    """A lead that is not closed. `owner` is an agent's resource name, or ""."""

    name: str
    interest: str
    owner: str
    team: str
    state: LeadState


@dataclasses.dataclass(frozen=True)
class Note:
    """A note of an earlier call. `agent` is a resource name, or ""."""

    name: str
    agent: str
    text: str
    note_time: Optional[datetime.datetime]


@dataclasses.dataclass(frozen=True)
class Match:
    """Somebody who may be calling.

    `caller` is "tenants/default/callers/...", or "" for a number that nobody has saved. `score` is
    what the matches are ordered by, above 0 and at most 1. `reasons` has at least one; `attempts`,
    `leads` and `notes` are newest first. `do_not_call`: a number of theirs must not be called; say
    so before promising to ring back. `last_agent` is who tried last, a resource name or "".
    """

    caller: str
    display_name: str
    honorific: str
    given_name: str
    family_name: str
    company: str
    confidence: Confidence
    do_not_call: bool
    score: float
    reasons: Tuple[Reason, ...]
    attempts: Tuple[Attempt, ...]
    leads: Tuple[Lead, ...]
    notes: Tuple[Note, ...]
    last_agent: str
    last_agent_name: str
    last_agent_presence: Presence


@dataclasses.dataclass(frozen=True)
class Card:
    """Who is calling, why we called them, and what to say.

    `ani` is the calling number as it came, whatever was found; `e164` is "" when it is `withheld`
    or no number. `tenant` is whose call it is. `verify_identity`: the number is not attested; check
    who it is before anything private is read out. `partial`: a part was left out to keep the time.
    `matches` is everybody who may be calling, best first; `opening_line` what to say first, and
    `next_steps` what to do in this call, most urgent first.
    """

    ani: str
    e164: str
    national: str
    region: str
    tenant: str
    withheld: bool
    valid: bool
    verify_identity: bool
    partial: bool
    opening_line: str
    next_steps: Tuple[str, ...]
    matches: Tuple[Match, ...]
