"""The look on show: all parts on one page, and one page for each frame. Texts are specimens in both languages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template

from lms.ui.context import Language
from lms.web.access import public
from lms.web.language import current_language
from lms.web.public.design import samples
from lms.web.public.design.forms import SpecimenForm

pages = Blueprint("design", __name__, url_prefix="/design")

TONES = ("ok", "wait", "past", "moved", "bad", "unknown")
STATUSES = (400, 403, 404, 409, 413, 429, 500, 503)


def _wrong_form() -> SpecimenForm:
    form = SpecimenForm(
        prefix="w", meta={"csrf": False}, data={"name": "", "email": "nana.ouyang", "score": 120, "method": "site"}
    )
    form.validate()
    return form


def _show(template: str, **more: Any) -> str:
    return render_template(
        f"public/design/{template}", s=samples, viewer=samples.viewer(), account_url="#me", sign_out_url="#out", **more
    )


@pages.get("")
@public
def components() -> str:
    """Every part in every state."""
    return _show(
        "components.html",
        navigation=samples.learner_navigation(),
        search_url="#search",
        messages_url="#messages",
        messages_new=2,
        form=SpecimenForm(meta={"csrf": False}),
        wrong=_wrong_form(),
        tones=TONES,
        statuses=STATUSES,
    )


@pages.get("/staff")
@public
def staff() -> str:
    """Side bar, dense table, bulk bar."""
    return _show("staff.html", navigation=samples.staff_navigation())


@pages.get("/lesson")
@public
def lesson() -> str:
    """A lesson with everything an author may write."""
    reader = {
        "back_url": "/design",
        "back_label": samples.t("Back to the course", "返回课程"),
        "title": samples.t("Qualifying a site visit", "上门前的客户甄别"),
        "where": samples.t("Lesson 3 of 5, 3 min left", "第 3 课，共 5 课，还剩 3 分钟"),
        "steps": {"total": 5, "done": 2, "half": True},
    }
    return _show("lesson.html", reader=reader, contents=samples.contents())


@pages.get("/player")
@public
def player() -> str:
    """The test player, its line cut."""
    return _show("player.html", player={"seconds_left": 1122, "saved": 8, "answered": 10, "hand_in_url": "#hand-in"})


@pages.get("/sign-in")
@public
def sign_in() -> str:
    """A page without a viewer."""
    return render_template("public/design/sign_in.html", s=samples, form=_wrong_form())


@pages.get("/verify/<tone>")
@public
def verify(tone: str) -> str:
    """One of the answers of the verification page."""
    if tone not in TONES:
        abort(404)
    chinese = current_language() == "zh_Hans"
    languages = [Language("en", "English", "#en", not chinese), Language("zh_Hans", "中文", "#zh", chinese)]
    return render_template("public/design/verify.html", s=samples, tone=tone, languages=languages)


@pages.get("/error/<int:status>")
@public
def error(status: int) -> str:
    """The error page of a status, without being one."""
    return render_template(
        "errors/error.html", status=status, sentence=None, reference="7F3A-19" if status == 500 else None
    )
