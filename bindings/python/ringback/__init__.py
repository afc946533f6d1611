"""Ringback: who is calling, and why did we call them?

    import ringback

    with ringback.open("sqlite:calls.db") as client:
        card = client.lookup("sip:+12025550143@carrier.example")
        print(card.opening_line)

open() takes a file or a server; Client.lookup() answers with a Card, Client.call() reaches every
method of the contract, Client.watch() follows what happens. ringback.aio is the same for asyncio.
Whatever goes wrong is an Error, with a code, a reason and the field; see ringback.errors.
"""

from ringback import aio
from ringback._version import __version__
from ringback.card import Attempt, Card, Lead, Match, Note, Reason
from ringback.client import Client, Watcher, methods, open, version
from ringback.enumerations import (
    Channel,
    Confidence,
    EventType,
    LeadState,
    Outcome,
    Presence,
    ReasonCode,
    Verification,
)
from ringback.errors import (
    Aborted,
    AlreadyExists,
    Cancelled,
    Code,
    DataLoss,
    DeadlineExceeded,
    Error,
    FailedPrecondition,
    Internal,
    InvalidArgument,
    NotFound,
    OutOfRange,
    PermissionDenied,
    ResourceExhausted,
    Unauthenticated,
    Unavailable,
    Unimplemented,
    Unknown,
)

__all__ = [
    "Aborted",
    "AlreadyExists",
    "Attempt",
    "Cancelled",
    "Card",
    "Channel",
    "Client",
    "Code",
    "Confidence",
    "DataLoss",
    "DeadlineExceeded",
    "Error",
    "EventType",
    "FailedPrecondition",
    "Internal",
    "InvalidArgument",
    "Lead",
    "LeadState",
    "Match",
    "Note",
    "NotFound",
    "Outcome",
    "OutOfRange",
    "PermissionDenied",
    "Presence",
    "Reason",
    "ReasonCode",
    "ResourceExhausted",
    "Unauthenticated",
    "Unavailable",
    "Unimplemented",
    "Unknown",
    "Verification",
    "Watcher",
    "__version__",
    "aio",
    "methods",
    "open",
    "version",
]
