"""How staff pages say evidence and standings, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from lms.accounts.models import User
from lms.certification.models import CertificationFact
from lms.certification.rules import Fact, Standing
from lms.core.i18n import Text
from lms.ui import drawing, filters
from lms.web.names import person_name

# icons: check-circle-fill clock pause-circle x-circle-fill hourglass-split arrow-repeat
STANDINGS = {
    Standing.NOT_YET: (_l("Begins later"), "info", "hourglass-split"),
    Standing.VALID: (_l("Valid"), "ok", "check-circle-fill"),
    Standing.SUSPENDED: (_l("Suspended"), "warn", "pause-circle"),
    Standing.REVOKED: (_l("Revoked"), "danger", "x-circle-fill"),
    Standing.WITHDRAWN: (_l("Withdrawn"), "", "x-circle-fill"),
    Standing.REPLACED: (_l("Replaced"), "", "arrow-repeat"),
    Standing.EXPIRED: (_l("Expired"), "", "clock"),
}
KINDS = {
    "approval": _l("Approved by an admin"),
    "case_published": _l("Case published"),
    "class_attended": _l("Class attended"),
    "class_taught": _l("Class taught"),
    "course_completed": _l("Course completed"),
    "exam_result": _l("Exam"),
    "level_held": _l("Level held"),
    "mystery_check": _l("Mystery check"),
    "partner_standing": _l("Employment"),
    "red_card": _l("Red card"),
    "spot_check": _l("Phone spot check"),
    "quota": _l("Places under the quota"),
    "test_result": _l("Online test"),
    "withdrawn": _l("Result taken back"),
}


def fact_rows(facts: Sequence[Fact], titles: Mapping[str, Text]) -> list[tuple[date, str, str]]:
    """Day, what, value: the newest first."""
    return [(fact.held_on, fact_words(fact, titles), fact_value(fact)) for fact in reversed(facts)]


def fact_words(fact: Fact, titles: Mapping[str, Text]) -> str:
    """What kind of fact, about what."""
    of_exam = titles.get(fact.subject.partition("/")[2])  # an exam's subject is its kind, then the level
    about = fact.value.get("title") or titles.get(fact.subject) or of_exam or {"en": fact.subject}
    return _("%(kind)s: %(what)s", kind=KINDS[fact.kind], what=filters.say(about)) if fact.kind in KINDS else fact.kind


def fact_value(fact: Fact) -> str:
    """What the fact says, shortly."""
    value = fact.value
    if "percent" in value:
        return _("%(percent)s of 100", percent=filters.number(Decimal(value["percent"])))
    if "score" in value:
        return _("%(percent)s of 100", percent=filters.number(value["score"]))
    if "through" in value:
        return _through(value)
    if "passed" in value:
        return _("passed") if value["passed"] else _("not passed")
    if "rating" in value:
        return _("rated %(rating)s of 5", rating=filters.number(Decimal(str(value["rating"]))))
    if "minutes" in value:
        return filters.duration_minutes(value["minutes"])
    return _counted(value)


def _counted(value: Mapping[str, Any]) -> str:
    if "free" in value:
        return _("%(held)s taken, %(free)s free", held=value["of_level"], free=value["free"])
    return _("version %(number)s", number=value["version"]) if "version" in value else ""


HAPPENED = {
    "suspended": _l("Suspended"),
    "reinstated": _l("Reinstated"),
    "revoked": _l("Revoked"),
    "withdrawn": _l("Withdrawn by the holder"),
    "replaced": _l("Replaced by a later certification"),
    "undone": _l("Grant taken back"),
    "corrected": _l("The one before was taken back"),
}


def happened(fact: CertificationFact) -> str:
    """What happened to a certification, as its history says it."""
    if fact.kind == "moved" and fact.last_day is not None:
        return _("Last day moved to %(day)s", day=filters.day(fact.last_day))
    return str(HAPPENED[fact.kind])


def _through(value: Mapping[str, str | None]) -> str:
    if value["through"] is None:
        return _("since %(day)s", day=filters.day(date.fromisoformat(value["from"] or "")))
    return _("through %(day)s", day=filters.day(datetime.fromisoformat(value["through"]).date()))


def recorded_words(at: datetime, who: User | None) -> str:
    """When something was recorded, and by whom; the system where no person did it."""
    if who is None:
        return _("Recorded %(moment)s", moment=filters.moment(at))
    return _("Recorded %(moment)s by %(name)s", moment=filters.moment(at), name=person_name(who))


def standing_chip(standing: Standing) -> Markup:
    """A standing as a chip: word, colour and icon."""
    label, tone, icon = STANDINGS[standing]
    return Markup('<span class="chip{}">{}{}</span>').format(f" chip-{tone}" if tone else "", drawing.icon(icon), label)
