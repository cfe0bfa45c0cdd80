"""What the layouts of ``ui`` are given on every page: the academy, who looks, where they may go, the languages."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Flask, current_app, g, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.local import LocalProxy

from lms.accounts.roles import Permission
from lms.core import academy
from lms.core.config import Config
from lms.core.i18n import pick
from lms.notifications.queries import unread_count
from lms.ui.context import Academy, Language
from lms.ui.palette import style_mark
from lms.web import navigation
from lms.web.language import current_language
from lms.web.role_words import ROLE_WORDS
from lms.web.viewer import Viewer, current_viewer

LANGUAGE_NAMES = {"en": "English", "zh_Hans": "中文"}
LAYOUTS = {
    "learner": "layouts/learner.html",
    "manager": "layouts/staff.html",
    "staff": "layouts/staff.html",
    "public": "layouts/public.html",
}


def register(app: Flask) -> None:
    """Give every template of ``app`` its frame, and to all, macros too, ``role_word``."""
    app.context_processor(frame)
    app.jinja_env.globals.update(
        csrf_token=form_token,
        role_word=lambda role: ROLE_WORDS[role],
    )


def frame() -> dict[str, Any]:
    """The names that ``lms/ui/context.py`` lists."""
    viewer = current_viewer()
    language = current_language()
    area = navigation.area(viewer)
    config: Config = current_app.config["ACADEMY"]
    return {
        "academy": _academy(language),
        "csrf_token": form_token,
        "viewer": viewer,
        "languages": _languages(language),
        "navigation": when_drawn(lambda: navigation.entries(viewer, area)),
        "demo": config.is_demo,
        "home_url": url_for("start.start"),
        "home_layout": LAYOUTS[area],
        **_own_links(viewer),
        "guide_url": _guide(viewer, config),
    }


def form_token() -> str:
    """What each form of a page carries: made and signed by the first, looked up by the others."""
    return str(g.get("csrf_token") or generate_csrf())


def when_drawn(make: Callable[[], Any]) -> Any:
    """What not every layout draws, made once it is: a page of the player has neither navigation nor messages."""
    return LocalProxy(cache(make))


def _academy(language: str) -> Academy:
    own = academy.current()
    return Academy(
        name=pick(own.name, language),
        logo_url=url_for("look.logo", sha256=own.logo.sha256) if own.logo else None,
        style_url=url_for("look.style", mark=style_mark(own.colour), colour=own.colour[1:]) if own.colour else None,
    )


def _languages(current: str) -> list[Language]:
    url = url_for("preferences.language")
    return [Language(code, LANGUAGE_NAMES[code], url, code == current) for code in academy.current().languages]


def _guide(viewer: Viewer | None, config: Config) -> str | None:
    """The first-run guide, for those who set the academy up, until they close it; a demo academy needs none."""
    if viewer is None or config.is_demo or not academy.current().guide_open:
        return None
    return url_for("welcome.guide") if viewer.actor.may(Permission.ACADEMY_SET_UP) else None


def _own_links(viewer: Viewer | None) -> dict[str, Any]:
    if viewer is None or viewer.unsettled:
        return {}
    return {
        "account_url": url_for("profile.show"),
        "sign_out_url": url_for("sign_in.sign_out"),
        "messages_url": url_for("messages.inbox"),
        "messages_new": when_drawn(lambda: unread_count(viewer.user_id)),
    }
