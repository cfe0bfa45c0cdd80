"""What if this person leaves: the same counts without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.certification.queries.levels import LevelName
from lms.core.ids import parse_id
from lms.reports.queries import outlook
from lms.reports.queries.outlook import Held

CHOICES = 8


@dataclass(frozen=True)
class Change:
    """A level's count today and afterwards."""

    level: LevelName
    before: int
    after: int


@dataclass(frozen=True)
class WhatIf:
    """``asked``: the words; ``leaver``: whom they mean, None where nobody or several; ``others``: those several.

    ``suggestions`` are holders by name, for the field to offer.
    """

    asked: str
    suggestions: Sequence[User]
    leaver: User | None = None
    others: Sequence[User] = field(default_factory=list)
    changes: Sequence[Change] = field(default_factory=list)


def what_if(actor: Actor, company: UUID | None, held: Held, names: Mapping[str, LevelName], asked: str) -> WhatIf:
    """``asked`` is a name, or a person's id where one was picked of several. One or two queries."""
    asked = asked.strip()[:200]
    holders = outlook.holders(actor, company)
    picked = parse_id(asked)
    if not asked:
        return WhatIf("", holders)
    if picked is not None:
        found: Sequence[User] = outlook.holders(actor, company, person=picked)
    else:
        found = outlook.holders(actor, company, asked, most=CHOICES)
    if len(found) != 1:
        return WhatIf("" if picked else asked, holders, others=found)
    (leaver,) = found
    before = outlook.by_highest(held, names)
    after = outlook.by_highest(outlook.without(held, leaver.id), names)
    changes = [
        Change(level, before[level.key], after[level.key])
        for level in names.values()
        if before[level.key] != after[level.key]
    ]
    return WhatIf(" ".join(filter(None, (leaver.name_latin, leaver.name_zh))), holders, leaver, changes=changes)
