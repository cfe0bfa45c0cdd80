"""A test's blueprint in words, for those who look after it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.assessment.queries.supervising import TestTerms
from lms.assessment.rules import Blueprint, Moment, Review, Section
from lms.core.i18n import Text
from lms.ui.filters import duration_minutes, moment, number
from lms.web.learner.tests.words import behaviour_in_words, counts_in_words, per_cent, term


def facts_of(found: TestTerms) -> list[tuple[str, str]]:
    """The terms for everybody."""
    blueprint, span = found.blueprint, found.span
    facts = [
        (_("Purpose"), _("For certification") if blueprint.certifies else _("For practice")),
        (_("Questions"), number(blueprint.question_count)),
        (_("Time"), duration_minutes(blueprint.minutes) if blueprint.minutes else _("no limit")),
        (_("To pass"), per_cent(blueprint.pass_mark)),
        (_("Attempts"), number(blueprint.attempts) if blueprint.attempts else _("as many as one likes")),
        (_("What counts"), counts_in_words(blueprint.counts)),
        (_("Opens"), moment(span.opens_at) if span.opens_at else _("is open")),
        (_("Closes"), moment(span.closes_at) if span.closes_at else _("never")),
        (_("Order"), _order(blueprint)),
    ]
    facts += behaviour_in_words(blueprint)
    if blueprint.wait:
        facts.append((_("Between two attempts"), term(blueprint.wait)))
    if blueprint.supervised:
        facts.append((_("Room"), _("under supervision alone: by a code or in the room's network")))
    return facts


def _order(blueprint: Blueprint) -> str:
    if blueprint.shuffle_questions and blueprint.shuffle_options:
        return _("questions and options shuffled for each attempt")
    if blueprint.shuffle_questions:
        return _("questions shuffled for each attempt")
    if blueprint.shuffle_options:
        return _("options shuffled for each attempt")
    return _("as written")


@dataclass(frozen=True)
class SectionLine:
    """A section: its title, how its questions come about, the points of each, the mark of its own."""

    title: Text
    questions: str
    points: str
    mark: str | None


def lines_of_sections(blueprint: Blueprint) -> list[SectionLine]:
    """The sections in their order."""
    return [_section(section) for section in blueprint.sections]


def _section(section: Section) -> SectionLine:
    if section.questions:
        said = ngettext("%(num)s fixed question", "%(num)s fixed questions", len(section.questions))
    else:
        said = ngettext(
            "%(num)s at random from %(bank)s", "%(num)s at random from %(bank)s", section.draw, bank=section.bank
        )
    filters = [*sorted(section.categories), *sorted(section.difficulties), *(f"#{tag}" for tag in sorted(section.tags))]
    if filters:
        said = f"{said} ({', '.join(filters)})"
    points = sorted({section.points_for(question) for question in section.questions} or {section.points})
    mark = per_cent(section.pass_mark) if section.pass_mark is not None else None
    return SectionLine(section.title, said, " / ".join(number(value) for value in points), mark)


@dataclass(frozen=True)
class ReviewLine:
    """A field of the review, and at which of the four moments it is shown."""

    name: str
    shown: tuple[bool, ...]
    needs_passing: bool


def review_lines(review: Review) -> list[ReviewLine]:
    """The matrix, field by field."""
    names = {
        "attempt": _("Questions with own answers"),
        "correctness": _("Right or wrong"),
        "score": _("Points and per cent"),
        "specific": _("What is said of the answer"),
        "general": _("What is said of the question"),
        "answers": _("Right answers"),
        "overall": _("What is said of the score"),
    }
    return [
        ReviewLine(
            name,
            tuple(getattr(review.at(at), field) for at in Moment),
            needs_passing=field in review.only_after_passing,
        )
        for field, name in names.items()
    ]
