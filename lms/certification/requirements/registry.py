"""Every kind of condition by its name in track files, and the reading of whole expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lms.certification.requirements import (
    approval,
    courses,
    exam,
    held,
    merits,
    mystery_check,
    mystery_checks,
    no_red_card,
    online_test,
    partner_good_standing,
    quota_free,
    spot_check,
)
from lms.certification.requirements.combined import Combined
from lms.certification.requirements.reading import WrongCondition
from lms.certification.rules import Condition, Surroundings
from lms.core.i18n import msg

KINDS: Mapping[str, Callable[[object, Surroundings], Condition]] = {
    "approval": approval.read,
    "course": courses.read_named,
    "elective_credits": courses.read_credits,
    "exam": exam.read,
    "held": held.read,
    "mystery_check": mystery_check.read,
    "mystery_checks": mystery_checks.read,
    "no_red_card": no_red_card.read,
    "online_test": online_test.read,
    "partner_good_standing": partner_good_standing.read,
    "published_cases": merits.read_cases,
    "quota_free": quota_free.read,
    "spot_check_clear": spot_check.read,
    "taught_class": merits.read_taught,
}
NAMES = sorted([*KINDS, "all", "any", "at_least", "required_categories"])


def read(expression: object, around: Surroundings) -> Condition:
    """The condition that an expression of a track file says; raises :class:`WrongCondition` with the place and the reason."""
    if expression == "required_categories":
        required = [key for key, kind in around.matrix.items() if kind == "required"]
        return Combined(tuple(courses.InCategory(key) for key in required), len(required))
    if not isinstance(expression, Mapping) or len(expression) != 1:
        raise WrongCondition(
            msg("a condition is one name with its parameters; known names: {names}", names=", ".join(NAMES))
        )
    name, value = next(iter(expression.items()))
    if name in ("all", "any"):
        parts = _parts(name, value, around)
        return Combined(parts, len(parts) if name == "all" else 1)
    if name == "at_least":
        return _at_least(value, around)
    if name not in KINDS:
        raise WrongCondition(
            msg("there is no condition {name}; known names: {names}", name=str(name), names=", ".join(NAMES))
        )
    try:
        return KINDS[name](value, around)
    except WrongCondition as wrong:
        raise wrong.under(name) from None


def _at_least(value: object, around: Surroundings) -> Condition:
    if not isinstance(value, Mapping) or set(value) != {"count", "of"}:
        raise WrongCondition(msg("at_least takes {form}", form="{count: 2, of: […]}"), ("at_least",))
    try:
        parts = _parts("of", value["of"], around)
    except WrongCondition as wrong:
        raise wrong.under("at_least") from None
    count = value["count"]
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= len(parts):
        raise WrongCondition(
            msg("{name} takes a whole number from {low} to {high}", name="count", low=1, high=len(parts)),
            ("at_least", "count"),
        )
    return Combined(parts, count)


def _parts(name: str, value: object, around: Surroundings) -> tuple[Condition, ...]:
    if not isinstance(value, list) or not value:
        raise WrongCondition(msg("{name} takes a list of conditions", name=name), (name,))
    parts = []
    for index, part in enumerate(value):
        try:
            parts.append(read(part, around))
        except WrongCondition as wrong:
            raise wrong.under(name, index) from None
    return tuple(parts)
