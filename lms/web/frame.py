"""What the layouts of ``ui`` are given on every page: the academy, who looks, where they may go, the languages."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, url_for

from lms.core.config import Config
from lms.core.i18n import LANGUAGES
from lms.notifications.queries import unread_count
from lms.ui.context import Academy, Language
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
        role_word=lambda role: ROLE_WORDS[role],
    )


def frame() -> dict[str, Any]:
    """The names that ``lms/ui/context.py`` lists."""
    viewer = current_viewer()
    language = current_language()
    area = navigation.area(viewer)
    config: Config = current_app.config["ACADEMY"]
    return {
        "academy": Academy(config.academy_name_zh if language == "zh_Hans" else config.academy_name_en),
        "viewer": viewer,
        "languages": _languages(language),
        "navigation": navigation.entries(viewer, area),
        "demo": config.is_demo,
        "home_url": url_for("start.start"),
        "home_layout": LAYOUTS[area],
        **_own_links(viewer),
    }


def _languages(current: str) -> list[Language]:
    url = url_for("preferences.language")
    return [Language(code, LANGUAGE_NAMES[code], url, code == current) for code in LANGUAGES]


def _own_links(viewer: Viewer | None) -> dict[str, Any]:
    if viewer is None or viewer.unsettled:
        return {}
    return {
        "account_url": url_for("profile.show"),
        "sign_out_url": url_for("sign_in.sign_out"),
        "messages_url": url_for("messages.inbox"),
        "messages_new": unread_count(viewer.user_id),
    }
