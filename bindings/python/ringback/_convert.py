"""From Python's values to the library's, and back."""

from __future__ import annotations

import ctypes
import datetime
import json
import math
import os
from typing import Any, Dict, Iterable, List, Mapping, Optional, Union

from ringback._library import (
    RbAttempt,
    RbBuffer,
    RbCard,
    RbLookupRequest,
    RbMatch,
    RbOpenOptions,
    text,
)
from ringback.card import Attempt, Card, Lead, Match, Note, Reason
from ringback.enumerations import Channel, Confidence, LeadState, Outcome, Presence, ReasonCode
from ringback.errors import InvalidArgument

PathLike = Union[str, "os.PathLike[str]"]

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_MOST_INT32 = 2**31 - 1


def _invalid(field: str, problem: str) -> InvalidArgument:
    return InvalidArgument(f"{field}: {problem}", "INVALID_FIELD", field)


def milliseconds(timeout: Optional[float], field: str = "timeout") -> int:
    """Seconds as the library takes them, None as 0, its own default."""
    if timeout is None:
        return 0
    if not 0 < timeout < math.inf:
        raise _invalid(field, f"{timeout} is not a time above 0 s")
    return min(max(1, math.ceil(timeout * 1000)), _MOST_INT32)


def _signalled(value: Optional[str]) -> Optional[bytes]:
    """What the network sent, which may be anything: a phone that rings is no place for an error."""
    if value is None:
        return None
    return value.encode("utf-8", "surrogatepass").replace(b"\0", "\ufffd".encode())


def given(field: str, value: Optional[str]) -> Optional[bytes]:
    """What the program says itself, which must be text."""
    if value is None:
        return None
    if "\0" in value:
        raise _invalid(field, f"{value!r} has a NUL in it")
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise _invalid(field, f"{value!r} is not Unicode") from None


def _path(field: str, value: Optional[PathLike]) -> Optional[bytes]:
    raw = None if value is None else os.fsencode(value)
    if raw is not None and b"\0" in raw:
        raise _invalid(field, f"{value!r} has a NUL in it")
    return raw


def target_bytes(target: str) -> bytes:
    """A target for rb_open(), whose path may be any that the file system has."""
    raw = _path("target", target)
    assert raw is not None
    return raw


def open_options(
    tls_ca: Optional[PathLike], tls_certificate: Optional[PathLike], tls_key: Optional[PathLike]
) -> RbOpenOptions:
    """How to open."""
    return RbOpenOptions(
        ctypes.sizeof(RbOpenOptions),
        _path("tls_ca", tls_ca),
        _path("tls_certificate", tls_certificate),
        _path("tls_key", tls_key),
    )


def lookup_request(
    ani: Optional[str],
    dnis: Optional[str],
    agent: Optional[str],
    name_hint: Optional[str],
    parent: Optional[str],
    verification: int,
    timeout: Optional[float],
) -> RbLookupRequest:
    """A call that rings."""
    if not 0 <= verification <= _MOST_INT32:
        raise _invalid("verification", f"{verification} is no Verification")
    return RbLookupRequest(
        ctypes.sizeof(RbLookupRequest),
        _signalled(ani),
        _signalled(dnis),
        given("agent", agent),
        _signalled(name_hint),
        given("parent", parent),
        verification,
        milliseconds(timeout),
    )


def json_bytes(request: Optional[Mapping[str, Any]]) -> bytes:
    """A message as JSON."""
    if not request:
        return b""
    try:
        return json.dumps(request, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError) as problem:
        raise InvalidArgument(
            f"the request cannot be written as JSON: {problem}", "MALFORMED_REQUEST"
        ) from None


def watch_request(
    parent: Optional[str],
    types: Iterable[Union[str, int]],
    agent: Optional[str],
    resume_token: Optional[str],
) -> bytes:
    """A WatchEventsRequest."""
    if isinstance(types, (str, int)):
        raise _invalid("types", "must be a list of event types")
    request: Dict[str, Any] = {
        "parent": parent,
        "types": [kind if isinstance(kind, str) else int(kind) for kind in types],
        "agent": agent,
        "resumeToken": resume_token,
    }
    return json_bytes({key: value for key, value in request.items() if value})


def take_buffer(library: ctypes.CDLL, buffer: RbBuffer) -> bytes:
    """The bytes of a buffer, which is freed."""
    try:
        return ctypes.string_at(buffer.data, buffer.size) if buffer.size else b""
    finally:
        library.rb_buffer_free(ctypes.byref(buffer))


def read_json(raw: bytes) -> Dict[str, Any]:
    """A message from JSON."""
    message: Dict[str, Any] = json.loads(raw) if raw else {}
    return message


def take_card(library: ctypes.CDLL, pointer: Any) -> Card:
    """What a card says; it is freed."""
    try:
        return _card(pointer.contents)
    finally:
        library.rb_card_free(pointer)


def _card(card: RbCard) -> Card:
    return Card(
        ani=text(card.ani),
        e164=text(card.e164),
        national=text(card.national),
        region=text(card.region),
        tenant=text(card.tenant),
        withheld=bool(card.withheld),
        valid=bool(card.valid),
        verify_identity=bool(card.verify_identity),
        partial=bool(card.partial),
        opening_line=text(card.opening_line),
        next_steps=tuple(text(card.next_steps[i]) for i in range(card.next_step_count)),
        matches=tuple(_match(match) for match in _rows(card.matches, card.match_count)),
    )


def _rows(rows: Any, count: int) -> List[Any]:
    return [rows[i].contents for i in range(count)]


def _match(match: RbMatch) -> Match:
    return Match(
        caller=text(match.caller),
        display_name=text(match.display_name),
        honorific=text(match.honorific),
        given_name=text(match.given_name),
        family_name=text(match.family_name),
        company=text(match.company),
        confidence=Confidence(match.confidence),
        do_not_call=bool(match.do_not_call),
        score=match.score,
        reasons=tuple(
            Reason(ReasonCode(reason.code), text(reason.text), text(reason.resource))
            for reason in _rows(match.reasons, match.reason_count)
        ),
        attempts=tuple(_attempt(attempt) for attempt in _rows(match.attempts, match.attempt_count)),
        leads=tuple(
            Lead(
                text(lead.name),
                text(lead.interest),
                text(lead.owner),
                text(lead.team),
                LeadState(lead.state),
            )
            for lead in _rows(match.leads, match.lead_count)
        ),
        notes=tuple(
            Note(text(note.name), text(note.agent), text(note.text), _time(note.note_time_us))
            for note in _rows(match.notes, match.note_count)
        ),
        last_agent=text(match.last_agent),
        last_agent_name=text(match.last_agent_name),
        last_agent_presence=Presence(match.last_agent_presence),
    )


def _attempt(attempt: RbAttempt) -> Attempt:
    return Attempt(
        name=text(attempt.name),
        agent=text(attempt.agent),
        dialed_number=text(attempt.dialed_number),
        caller_id=text(attempt.caller_id),
        campaign=text(attempt.campaign),
        purpose=text(attempt.purpose),
        offer=text(attempt.offer),
        start_time=_time(attempt.start_time_us),
        end_time=_time(attempt.end_time_us),
        channel=Channel(attempt.channel),
        outcome=Outcome(attempt.outcome),
    )


def _time(micros: int) -> Optional[datetime.datetime]:
    return _EPOCH + datetime.timedelta(microseconds=micros) if micros else None
