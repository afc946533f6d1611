"""What goes wrong, as exceptions: one class for each code of gRPC, all of them an Error."""

from __future__ import annotations

import enum
from typing import ClassVar, Dict, Type


class Code(enum.IntEnum):
    """The codes of gRPC (google.rpc.Code)."""

    OK = 0
    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16


class Error(Exception):
    """Ringback could not do what it was asked to do.

    Attributes:
        code: what kind of error, a Code.
        message: in words for people: 'attempt.dialed_number: "12" is too short to be a phone number
            in US'.
        reason: for programs: "INVALID_FIELD"; the names are those of ringback.v1.ErrorReason. May
            be "".
        field: the field of the request that broke a rule, "attempt.dialed_number", or "".
    """

    code: ClassVar[Code] = Code.UNKNOWN

    def __init__(self, message: str, reason: str = "", field: str = "") -> None:
        super().__init__(message, reason, field)
        self.message = message
        self.reason = reason
        self.field = field

    def __str__(self) -> str:
        return self.message


class Cancelled(Error):
    """The client or the watcher was closed meanwhile, by another thread or task."""

    code = Code.CANCELLED


class Unknown(Error):
    """The server answered in a way that says nothing more."""

    code = Code.UNKNOWN


class InvalidArgument(Error):
    """The request breaks a rule; `field` names the field. Also: the client is closed."""

    code = Code.INVALID_ARGUMENT


class DeadlineExceeded(Error):
    """No answer in time. A write may have been made, or not: repeat it with the same request_id."""

    code = Code.DEADLINE_EXCEEDED


class NotFound(Error):
    """There is no such tenant, caller, call and so on."""

    code = Code.NOT_FOUND


class AlreadyExists(Error):
    """The id, or an external id, belongs to another resource."""

    code = Code.ALREADY_EXISTS


class PermissionDenied(Error):
    """This client may not do that."""

    code = Code.PERMISSION_DENIED


class ResourceExhausted(Error):
    """The disk is full, or memory; or a watcher did not take its events: watch again with its
    resume_token."""

    code = Code.RESOURCE_EXHAUSTED


class FailedPrecondition(Error):
    """Not in this state. Also: the file is open in another program, or the client is of the process
    that forked us."""

    code = Code.FAILED_PRECONDITION


class Aborted(Error):
    """Changed meanwhile (the etag is old): read it again and repeat the change."""

    code = Code.ABORTED


class OutOfRange(Error):
    """The events after this resume_token are no longer kept."""

    code = Code.OUT_OF_RANGE


class Unimplemented(Error):
    """The server is older than this method."""

    code = Code.UNIMPLEMENTED


class Internal(Error):
    """A defect in Ringback. Please report it."""

    code = Code.INTERNAL


class Unavailable(Error):
    """The server is not there, or goes down; try again later, with the same request_id."""

    code = Code.UNAVAILABLE


class DataLoss(Error):
    """The store is damaged."""

    code = Code.DATA_LOSS


class Unauthenticated(Error):
    """The server wants to know who we are."""

    code = Code.UNAUTHENTICATED


_CLASSES: Dict[int, Type[Error]] = {
    int(cls.code): cls
    for cls in (
        Cancelled,
        Unknown,
        InvalidArgument,
        DeadlineExceeded,
        NotFound,
        AlreadyExists,
        PermissionDenied,
        ResourceExhausted,
        FailedPrecondition,
        Aborted,
        OutOfRange,
        Unimplemented,
        Internal,
        Unavailable,
        DataLoss,
        Unauthenticated,
    )
}


def make_error(code: int, message: str, reason: str = "", field: str = "") -> Error:
    """The exception for a code of the library; a code that is not known is Unknown."""
    return _CLASSES.get(code, Unknown)(message, reason, field)
