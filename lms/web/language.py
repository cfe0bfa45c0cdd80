"""Which language and time zone the page speaks: the address's own wish (``?language=``, for this page only) beats the stored
choice, which beats the cookie's, which beats Accept-Language, then the default. Only languages that the academy offers count.
"""

from __future__ import annotations

from flask import g, has_request_context, request

from lms.core import academy
from lms.core.i18n import language_of
from lms.web.viewer import current_viewer

COOKIE = "language"


def current_language() -> str:
    """One of those that the academy offers."""
    if not has_request_context():
        return academy.current().language
    if "language" not in g:
        g.language = _chosen_language()
    return str(g.language)


def _chosen_language() -> str:
    asked = request.args.get("language")
    if asked in academy.current().languages:
        return str(asked)
    viewer = current_viewer()
    return language_for(viewer.language if viewer else None)


def language_for(stored: str | None) -> str:
    """The language of this request for somebody whose stored choice is known."""
    offered = academy.current()
    asked = (stored or request.cookies.get(COOKIE), language_of(request.headers.get("Accept-Language")))
    return next((language for language in asked if language in offered.languages), offered.language)


def current_time_zone() -> str:
    """An IANA name: the viewer's own, else the academy's."""
    viewer = current_viewer() if has_request_context() else None
    return (viewer.time_zone if viewer else None) or academy.current().time_zone
