"""Who looks at the page: the signed-in person with their roles, or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_login import current_user

from lms.accounts.actor import Actor
from lms.core.errors import NotSignedIn


@dataclass
class Viewer:
    """The signed-in person, as pages need them; ``cookie_id`` is what the cookie holds, ``name`` what to call them here.

    ``began_at``: when they signed in. ``unsettled``: they must set up a second factor before anything else opens.
    """

    cookie_id: str
    sign_in_id: UUID
    user_id: UUID
    name: str
    name_zh: str
    name_latin: str
    language: str | None
    time_zone: str | None
    theme: str | None
    began_at: datetime
    unsettled: bool
    actor: Actor

    is_authenticated = True  # these three and get_id are what Flask-Login asks of a user
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What Flask-Login writes into the cookie."""
        return self.cookie_id

    @property
    def initial(self) -> str:
        """One character for the avatar."""
        return self.name[:1]


def current_viewer() -> Viewer | None:
    """The signed-in person, or None."""
    found = current_user._get_current_object()  # noqa: SLF001 - the proxy's own way
    return found if found.is_authenticated else None


def signed_in_viewer() -> Viewer:
    """The signed-in person; raises :class:`NotSignedIn` when there is none."""
    viewer = current_viewer()
    if viewer is None:
        raise NotSignedIn
    return viewer


def current_actor() -> Actor:
    """The actor of this request; raises :class:`NotSignedIn` when nobody is signed in."""
    return signed_in_viewer().actor


def current_user_id() -> UUID:
    """The id of the person who looks; raises :class:`NotSignedIn` when nobody is signed in."""
    return signed_in_viewer().user_id
