"""People who may be the one that somebody is about to add again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import permutations

from sqlalchemy import ColumnElement, or_

from lms.accounts import rules
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.people import PEOPLE_ORDERS, Person, listed, people_listed
from lms.accounts.roles import Permission
from lms.core.paging import page_of
from lms.core.pinyin import readings
from lms.core.search import fold, has_line

MOST = 5
_MOST_WORDS = 4
"""Names of more words are looked for as they are written: their words in every order would be too many."""


def look_alikes(
    actor: Actor, on: date, *, name_zh: str = "", name_latin: str = "", email: str = "", phone: str = ""
) -> Sequence[Person]:
    """People whom the actor manages and who have the same address, number or name, whatever its script or the order of its words.

    At most :data:`MOST`. Nobody out of reach is hinted at.
    """
    same: list[ColumnElement[bool]] = []
    if email:
        same.append(User.email == rules.clean_login(email))
    if phone:
        same.append(User.phone == rules.clean_login(phone))
    spellings = spellings_of(name_zh, name_latin)
    if spellings:
        same.append(has_line(User.search, spellings))
    if not same:
        return []
    found = people_listed(actor, Permission.PERSON_MANAGE, on, also=[or_(*same)])
    return [listed(row) for row in page_of(found, PEOPLE_ORDERS, size=MOST).rows]


def spellings_of(name_zh: str, name_latin: str) -> list[str]:
    """How a name may stand in what people are searched by, without spaces: 欧阳娜娜 and Nana Ouyang both as ouyangnana."""
    found: dict[str, None] = {}
    if name_zh.strip():
        written = "".join(fold(name_zh).split())
        found[written] = None
        found.update(dict.fromkeys(way for way in readings(name_zh) if len(way) > len(written)))  # not the initials
    words = fold(name_latin).split()
    ways = permutations(words) if len(words) <= _MOST_WORDS else [words]
    found.update(dict.fromkeys("".join(way) for way in ways if words))
    return list(found)
