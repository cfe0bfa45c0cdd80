"""The cookie of a sign-in: written by Flask-Login into the signed session, looked up once a request, gone with the sign-in."""

from __future__ import annotations

from flask import Flask, g, session
from flask_login import LoginManager, login_user

from lms.accounts import queries, rules
from lms.accounts.operations import Welcome
from lms.web.language import language_for
from lms.web.names import name_in
from lms.web.viewer import Viewer


def register(app: Flask) -> None:
    """Give ``app`` its loader. The cookie outlives the browser by as long as a sign-in lasts, and is not sent anew each time."""
    manager = LoginManager(app)
    manager.session_protection = None  # it ties a sign-in to the network address, which phones change all day
    manager.user_loader(load)
    app.config.update(
        PERMANENT_SESSION_LIFETIME=rules.SIGN_IN_LASTS,
        SESSION_REFRESH_EACH_REQUEST=False,
        SESSION_COOKIE_HTTPONLY=True,
    )


def load(cookie_id: str) -> Viewer | None:
    """The person behind the cookie; nobody where the database cannot be asked."""
    if g.get("anonymous"):
        return None
    found = queries.signed_in(cookie_id)
    if found is None:
        return None
    return Viewer(
        cookie_id=cookie_id,
        sign_in_id=found.sign_in_id,
        user_id=found.user_id,
        name=name_in(language_for(found.language), found),
        name_zh=found.name_zh,
        name_latin=found.name_latin,
        language=found.language,
        time_zone=found.time_zone,
        theme=found.theme,
        began_at=found.began_at,
        unsettled=found.unsettled,
        actor=found.actor,
    )


def remember(welcome: Welcome) -> Viewer:
    """Begin a new session for a sign-in: nothing that stood in the old one, form token included, is carried over."""
    viewer = load(welcome.cookie_id)
    if viewer is None:
        raise LookupError("a sign-in that has just begun cannot be found")
    session.clear()
    session.permanent = True
    login_user(viewer)
    return viewer
