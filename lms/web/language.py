"""Which language and time zone the page speaks: the address's own wish (``?language=``, for this page only) beats the stored
choice, which beats the cookie's, which beats Accept-Language, then the default.
"""

from __future__ import annotations

from flask import current_app, g, has_request_context, request

from lms.core.i18n import LANGUAGES, language_of
from lms.web.viewer import current_viewer

COOKIE = "language"


def current_language() -> str:
    """One of ``LANGUAGES``."""
    if not has_request_context():
        return str(current_app.config["ACADEMY"].language)
    if "language" not in g:
        g.language = _chosen_language()
    return str(g.language)


def _chosen_language() -> str:
    asked = request.args.get("language")
    if asked in LANGUAGES:
        return str(asked)
    viewer = current_viewer()
    return language_for(viewer.language if viewer else None)


def language_for(stored: str | None) -> str:
    """The language of this request for somebody whose stored choice is known."""
    chosen = stored or request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return str(chosen)
    return language_of(request.headers.get("Accept-Language")) or str(current_app.config["ACADEMY"].language)


def current_time_zone() -> str:
    """An IANA name: the viewer's own, else the academy's."""
    viewer = current_viewer() if has_request_context() else None
    return (viewer.time_zone if viewer else None) or str(current_app.config["ACADEMY"].time_zone)
