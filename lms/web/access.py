"""Who may open which page: every view says it with :func:`access` or :func:`public`, and the app refuses to serve one that does not.

This opens the door of an area only; the operation or the query behind it authorises the deed and scopes the records.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from lms.accounts.roles import Permission
from lms.core.errors import Forbidden, NotSignedIn
from lms.web.viewer import current_viewer

View = Callable[..., Any]


def public(view: View) -> View:
    """Anybody, signed in or not."""
    view.__dict__["access"] = "public"
    return view


def reading(view: View) -> View:
    """A view whose POST changes nothing either, such as the check of a file: it takes no write lock and needs no form token."""
    view.__dict__["only_reads"] = True
    return view


def slow_first(view: View) -> View:
    """A view that hashes a password, or does other slow work, before anything is written: nobody waits for it.

    Its transaction reads until the operation behind it calls :func:`lms.core.db.begin_writing`.
    """
    view.__dict__["slow_first"] = True
    return view


def is_slow_first(view: View | None) -> bool:
    """Whether a view was marked with :func:`slow_first`."""
    return view is not None and bool(view.__dict__.get("slow_first"))


def only_reads(view: View | None) -> bool:
    """Whether a view was marked with :func:`reading`."""
    return view is not None and bool(view.__dict__.get("only_reads"))


class SecondFactorNeeded(Forbidden):
    """Signed in, but as one who must set up a second factor before anything else opens."""


def access(*permissions: Permission, unsettled: bool = False) -> Callable[[View], View]:
    """Only for those who hold each of ``permissions`` somewhere; others are asked to sign in, or told no.

    ``unsettled``: also for those who must still set up their second factor, for whom all else is closed.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            viewer = current_viewer()
            if viewer is None:
                raise NotSignedIn
            if viewer.unsettled and not unsettled:
                raise SecondFactorNeeded
            if not all(viewer.actor.has(permission) for permission in permissions):
                raise Forbidden
            return view(*args, **kwargs)

        guarded.__dict__["access"] = permissions
        return guarded

    return mark
