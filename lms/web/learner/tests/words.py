"""The rules of a test in words, as pairs of a name and what holds."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import isodate
from babel.numbers import format_percent
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from lms.assessment.rules import Blueprint, Counts, Start
from lms.core.i18n import pick
from lms.ui.filters import duration_minutes, number
from lms.web.language import current_language


def rules_in_words(blueprint: Blueprint, start: Start) -> list[tuple[str, str]]:
    """What a learner should know before the start."""
    rules = [
        (_("Questions"), number(blueprint.question_count)),
        (_("Time"), duration_minutes(blueprint.minutes) if blueprint.minutes else _("no limit")),
        (_("To pass"), per_cent(blueprint.pass_mark)),
        *_section_marks(blueprint),
        (_("Attempts"), _attempts(blueprint, start)),
    ]
    if blueprint.minutes:
        rules.append((_("When the time is over"), on_expiry(blueprint)))
    if blueprint.attempts != 1:
        rules.append((_("What counts"), counts_in_words(blueprint.counts)))
    if blueprint.wait:
        rules.append((_("Between two attempts"), term(blueprint.wait)))
    return rules


def on_expiry(blueprint: Blueprint) -> str:
    """What becomes of an attempt that is not handed in in time."""
    expiry = blueprint.on_expiry
    if expiry.minutes:
        return ngettext(
            "one minute to hand in, else not counted",
            "%(num)s minutes to hand in, else not counted",
            expiry.minutes,
        )
    return _("what is saved is scored") if expiry.counts else _("counted only if handed in by then")


def _section_marks(blueprint: Blueprint) -> list[tuple[str, str]]:
    language = current_language()
    return [
        (_("To pass “%(section)s”", section=pick(section.title, language)), per_cent(section.pass_mark))
        for section in blueprint.sections
        if section.pass_mark is not None
    ]


def counts_in_words(counts: Counts) -> str:
    """Which of several attempts counts."""
    return {
        Counts.BEST: _("your best result"),
        Counts.LAST: _("your last result, also if it is the worse one"),
        Counts.FIRST: _("your first result; later ones are practice"),
        Counts.MEAN: _("the mean of your results"),
    }[counts]


def _attempts(blueprint: Blueprint, start: Start) -> str:
    if blueprint.attempts is None or start.attempts_left is None:
        return _("as many as you like")
    left, all_of_them = number(start.attempts_left), number(blueprint.attempts)
    return ngettext(
        "%(left)s of %(total)s left", "%(left)s of %(total)s left", blueprint.attempts, left=left, total=all_of_them
    )


def term(text: str) -> str:
    """A calendar term such as ``P1D`` or ``P1Y6M`` in the reader's words."""
    parts = isodate.parse_duration(text, as_timedelta_if_possible=False)
    said = (
        (int(parts.years), ngettext("%(num)s year", "%(num)s years", int(parts.years))),
        (int(parts.months), ngettext("%(num)s month", "%(num)s months", int(parts.months))),
        (parts.tdelta.days, ngettext("%(num)s day", "%(num)s days", parts.tdelta.days)),
    )
    return " ".join(words for amount, words in said if amount)


def per_cent(value: Decimal) -> str:
    """A score of 0 to 100 with both places where it has them: 69.99 must not read as 70."""
    return str(format_percent(value / 100, "#,##0.##%", locale=get_locale()))


def signed(value: Decimal | Fraction | int) -> str:
    """Marks that may be below nothing, with their sign."""
    said = number(abs(Decimal(round(Fraction(value) * 100)) / 100))
    return f"−{said}" if value < 0 else f"+{said}" if value > 0 else said
