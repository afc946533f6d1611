"""The card: who is calling, why we called them, what to say. Plain values that do not change."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Optional, Tuple

from ringback.enumerations import Channel, Confidence, LeadState, Outcome, Presence, ReasonCode


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
