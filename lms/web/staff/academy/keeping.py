"""Doing what the forms of the academy ask: for its page, and for the first-run guide."""

from __future__ import annotations

from typing import cast

from flask import current_app

from lms.core.academy import operations
from lms.core.storage import Storage
from lms.web.deeds import carried_out
from lms.web.staff.academy.forms import DaysForm, LookForm, NameForm
from lms.web.viewer import current_actor


def keep_name(form: NameForm) -> bool:
    """Whether the names were taken; if not, the form says why."""

    def deed() -> None:
        operations.rename(
            current_actor(),
            name_en=form.name_en.data or "",
            name_zh=form.name_zh.data or "",
            code=form.code.data or "",
            address=form.address.data or "",
        )

    return carried_out(form, deed)


def keep_look(form: LookForm) -> bool:
    """Whether colour and logo were taken; if not, the form says why."""

    def deed() -> None:
        sent = form.logo.data.read() if form.logo.data else None
        operations.dress(
            current_actor(),
            cast("Storage", current_app.storage),  # type: ignore[attr-defined]
            colour=form.colour.data or "",
            logo=sent or None,
            without_logo=bool(form.without_logo.data),
        )

    return carried_out(form, deed)


def keep_days(form: DaysForm) -> bool:
    """Whether time zone and languages were taken; if not, the form says why."""

    def deed() -> None:
        operations.set_days_and_languages(
            current_actor(),
            time_zone=form.time_zone.data or "",
            languages=form.languages.data or [],
            language=form.language.data or "",
            accepted=bool(form.accepted.data),
        )

    return carried_out(form, deed)
