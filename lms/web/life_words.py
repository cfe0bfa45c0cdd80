"""Where a certification is in its life, in plain words with dates: for its holder, and for admins in the same words."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certification.rules import Life, Phase
from lms.ui.filters import day


def life_lines(life: Life | None, then_through: date | None = None) -> list[str]:
    """Sentences, the most urgent first; empty where nothing is left to say of it."""
    if life is None or life.phase is Phase.STOPPED:
        return []
    if then_through is not None:
        renewed = _("It is renewed already: it goes on through %(last)s.", last=day(then_through))
        return [_("Valid until %(day)s.", day=day(life.last_day)), renewed]
    return [line for line in _PHASES[life.phase](life) if line]


def _ahead(life: Life) -> list[str]:
    return [
        ngettext("It begins in %(num)s day.", "It begins in %(num)s days.", life.days_left),
        _("Valid until %(day)s.", day=day(life.last_day)),
    ]


def _valid(life: Life) -> list[str]:
    opens = _("Renewal opens on %(day)s.", day=day(life.opens_on))
    return [_("Valid until %(day)s.", day=day(life.last_day)), opens]


def _window(life: Life) -> list[str]:
    left = ngettext("%(num)s day left.", "%(num)s days left.", life.days_left)
    return [
        _("Valid until %(day)s.", day=day(life.last_day)),
        left if life.days_left else _("Today is its last day."),
        _("It can be renewed now."),
        _grace(life),
    ]


def _grace(life: Life) -> str:
    if life.grace_through is None:
        return ""
    return _(
        "Whoever is late has a grace until %(day)s: not valid then, but still on time.", day=day(life.grace_through)
    )


def _in_grace(life: Life) -> list[str]:
    left = ngettext("%(num)s day left.", "%(num)s days left.", life.days_left)
    return [
        _("It ended on %(day)s and is not valid now.", day=day(life.last_day)),
        _("Grace until %(day)s: renewed by then, it counts as on time.", day=day(life.grace_through or life.last_day)),
        left if life.days_left else _("Today is its last day."),
    ]


def _late(life: Life) -> list[str]:
    until = day(life.late_through or life.last_day)
    return [
        _("It ended on %(day)s and is not valid now.", day=day(life.last_day)),
        _(
            "Until %(day)s it can still be renewed by what a renewal asks; the new term begins on the day of granting.",
            day=until,
        ),
    ]


def _ended(life: Life) -> list[str]:
    return [
        _("It ended on %(day)s and is not valid now.", day=day(life.last_day)),
        _("It is earned anew, by all that the level asks."),
    ]


_PHASES = {
    Phase.AHEAD: _ahead,
    Phase.VALID: _valid,
    Phase.WINDOW: _window,
    Phase.GRACE: _in_grace,
    Phase.LATE: _late,
    Phase.ENDED: _ended,
}
