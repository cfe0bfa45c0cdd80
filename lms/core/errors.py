"""Errors, named for what went wrong. Each carries its HTTP status and a sentence for the person in front of the screen."""

from __future__ import annotations

from lms.core.i18n import Message, msg


class AcademyError(Exception):
    """The root. ``status`` is the HTTP status; ``message`` what is said; ``field`` the form's field it belongs to."""

    status = 500

    def __init__(self, message: Message, *, field: str | None = None) -> None:
        super().__init__(message.key.format(**message.params) if message.params else message.key)
        self.message = message
        self.field = field


class NotSignedIn(AcademyError):
    """The page needs to know who asks."""

    status = 401

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or msg("Sign in first."))


class Forbidden(AcademyError):
    """The one who asks may not do this."""

    status = 403

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(
            message
            or msg(
                "You are signed in, but this page belongs to other people. If it should be yours, ask who invited you."
            )
        )


class NotFound(AcademyError):
    """There is no such thing, or none that the one who asks may know of: both look the same."""

    status = 404

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or msg("There is nothing at this address."))


class Conflict(AcademyError):
    """Someone else was faster, or the thing is not in a state that allows this."""

    status = 409


class Refused(AcademyError):
    """A rule says no to what was asked; the sentence says which and what would help."""

    status = 422


class TooMany(AcademyError):
    """Asked too often; the sentence says when to come back. ``retry_after`` is in seconds."""

    status = 429

    def __init__(self, message: Message, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(AcademyError):
    """Something this needs is not there at the moment."""

    status = 503
