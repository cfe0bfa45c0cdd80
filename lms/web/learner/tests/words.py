"""The rules of a test in words, as pairs of a name and what holds."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import isodate
from babel.numbers import format_percent
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from lms.assessment.rules import Behaviour, Blueprint, Counts, Start, Terms
from lms.assessment.rules.terms import Giver
from lms.core.i18n import pick
from lms.ui.filters import duration_minutes, moment, number
from lms.web.language import current_language


def rules_in_words(blueprint: Blueprint, start: Start, terms: Terms) -> list[tuple[str, str]]:
    """What a learner should know before the start: their own terms, and which of them they have by an allowance."""
    rules = [
        (_("Questions"), number(blueprint.question_count)),
        (_("Time"), _granted(length(terms.limit), "limit", terms) if terms.limit else _("no limit")),
        (_("To pass"), per_cent(blueprint.pass_mark)),
        *_section_marks(blueprint),
        (_("Attempts"), _granted(_attempts(start, terms), "attempts", terms)),
    ]
    if terms.opens_at:
        rules.append((_("Opens"), _granted(moment(terms.opens_at), "opens_at", terms)))
    if terms.closes_at:
        rules.append((_("Closes"), _granted(moment(terms.closes_at), "closes_at", terms)))
    if blueprint.minutes:
        rules.append((_("When the time is over"), on_expiry(blueprint)))
    rules += behaviour_in_words(blueprint)
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


def behaviour_in_words(blueprint: Blueprint) -> list[tuple[str, str]]:
    """How questions are answered, where that is not the usual way."""
    said = []
    if blueprint.behaviour is Behaviour.IMMEDIATE:
        said.append((_("Checking"), _("each question when you say so; then its answer stands")))
    elif blueprint.behaviour is Behaviour.TRIES:
        penalty = per_cent(blueprint.tries.penalty.quantize(Decimal("0.01")).normalize())
        words = _("up to %(most)s tries a question; each costs %(penalty)s", most=blueprint.tries.most, penalty=penalty)
        said.append((_("Checking"), words))
    if blueprint.sequential:
        said.append((_("Way through"), _("in order, without a way back")))
    return said


def _granted(said: str, name: str, terms: Terms) -> str:
    """A term, and that it was granted to this learner, or to their group."""
    if name not in terms.given:
        return said
    if terms.given[name] is Giver.PERSON:
        return _("%(term)s (granted to you)", term=said)
    return _("%(term)s (granted to your group)", term=said)


def length(limit: timedelta) -> str:
    """A limit in minutes, and seconds where extra time in per cent brings some."""
    minutes, seconds = divmod(int(limit.total_seconds()), 60)
    rest = ngettext("%(num)s second", "%(num)s seconds", seconds) if seconds else ""
    return f"{duration_minutes(minutes)} {rest}".strip()


def _attempts(start: Start, terms: Terms) -> str:
    if terms.attempts is None or start.attempts_left is None:
        return _("as many as you like")
    left, all_of_them = number(start.attempts_left), number(terms.attempts)
    return ngettext(
        "%(left)s of %(total)s left", "%(left)s of %(total)s left", terms.attempts, left=left, total=all_of_them
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
