"""Companies that a file brings along: the first row that describes one counts, and those above may come in a later row."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.importing.limits import BATCH
from lms.accounts.importing.places import Places
from lms.accounts.importing.retired import may_come_back
from lms.accounts.importing.rows import WrittenCompany
from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import Refused
from lms.core.i18n import Message, msg
from lms.core.ids import new_id
from lms.partners import rules
from lms.partners.models import Partner, Region, Tier
from lms.partners.scope import Scope

NOT_ABOVE = msg("The company above is not within your reach, or there is none with this code.")
BELOW_ITSELF = msg("This company would stand below itself.")
NOT_REGION = msg("This region is not within your reach, or there is none with this key.")

DEEPEST = 20
"""Companies that a file may put one below the other: three or four are real, thousands would keep the worker for hours."""

Described = Mapping[str, tuple[int, WrittenCompany]]
"""Companies by code, with the row that describes each."""


class _No(Exception):
    def __init__(self, reason: Message) -> None:
        super().__init__(reason.key)
        self.reason = reason


class Planning:
    """Settles, for each company that is described and not there, where it will stand, or why it will not be made.

    One that an undone import took out of the channel is not there: it comes back, as it is described now.
    """

    def __init__(self, actor: Actor, described: Described) -> None:
        self.actor = actor
        there = _standing({*described, *(one.parent for _number, one in described.values() if one.parent)})
        out = {code: one.id for code, one in there.items() if code in described and not one.active}
        again = may_come_back(out.values()) if out else frozenset()
        self.again = {code: one for code, one in out.items() if one in again}
        self.described = {code: said for code, said in described.items() if code not in there or code in self.again}
        self.there = {code: one for code, one in there.items() if code not in self.again}
        self.regions: dict[str, UUID] = {row.key: row.id for row in db.session().execute(select(Region.key, Region.id))}
        self.tiers: dict[str, UUID] = {row.key: row.id for row in db.session().execute(select(Tier.key, Tier.id))}
        self.places = Places(None)
        self.planned: dict[str, dict[str, Any]] = {}

    def rows(self) -> list[dict[str, Any]]:
        """A row of :class:`ImportCompany` for each, without the import's id; those above come first."""
        for code in self.described:
            self._settle(code)
        return sorted(self.planned.values(), key=lambda row: (row["depth"], row["number"]))

    def _settle(self, code: str) -> None:
        """Settle a company after all that stand above it, without recursion: a file may name a very long line of them."""
        line = {code: None}
        last = code
        while (above := self.described[last][1].parent) in self.described and above not in self.planned:
            if above in line:
                self._refuse(above, BELOW_ITSELF)
                break
            line[above], last = None, above
        for each in reversed(line):
            if each not in self.planned:
                try:
                    self._plan(each)
                except _No as no:
                    self._refuse(each, no.reason)
                except Refused as refused:
                    self._refuse(each, refused.message)

    def _plan(self, code: str) -> None:
        number, said = self.described[code]
        rules.clean_code(code)
        name_zh, name_latin = rules.clean_company_name(said.name_zh, said.name_latin)
        parent_id, depth = self._above(said)
        self._may_come_back(code, parent_id)
        region_id = self._region(said, parent_id)
        above = self.places.scope(parent_id).partners if parent_id else frozenset()
        if not self.actor.may(Permission.PARTNER_MANAGE, Scope(above, region_id)):
            raise _No(NOT_REGION if said.region else NOT_ABOVE)
        if said.tier and said.tier not in self.tiers:
            raise _No(msg("There is no tier with the key “{key}”.", key=said.tier[:40]))
        row = self._row(code, number) | {
            "name_zh": name_zh,
            "name_latin": name_latin,
            "parent_id": parent_id,
            "region_id": region_id,
            "tier_id": self.tiers.get(said.tier),
            "depth": depth,
        }
        self.planned[code] = row
        self.places.place(self._id(row), parent_id, region_id)

    def _may_come_back(self, code: str, parent_id: UUID | None) -> None:
        """Whoever brings a company back must have it within reach where it stood, too."""
        there = self.again.get(code)
        if there is None:
            return
        if not self.actor.may(Permission.PARTNER_MANAGE, self.places.scope(there)):
            raise _No(NOT_ABOVE)
        if parent_id is not None and there in self.places.scope(parent_id).partners:
            raise _No(BELOW_ITSELF)

    def _id(self, row: Mapping[str, Any]) -> UUID:
        """The company's own: of one that comes back, the one it has."""
        own: UUID = row["id"]
        return self.again.get(row["code"], own)

    def _above(self, said: WrittenCompany) -> tuple[UUID | None, int]:
        if not said.parent:
            return None, 0
        if said.parent in self.there:
            above = self.there[said.parent]
            if not self.actor.may(Permission.PARTNER_SEE, self.places.scope(above.id)):
                raise _No(NOT_ABOVE)
            if not above.active:
                raise _No(msg("The company above is not active. Take it into the channel first."))
            return above.id, 0
        planned = self.planned.get(said.parent)
        if planned is None or planned["refusal"] is not None:
            raise _No(NOT_ABOVE)
        if planned["depth"] >= DEEPEST:
            raise _No(msg("This company would stand too far below the first one."))
        return self._id(planned), planned["depth"] + 1

    def _region(self, said: WrittenCompany, parent_id: UUID | None) -> UUID:
        """The region that is written, else that of the company above."""
        if said.region:
            if said.region not in self.regions:
                raise _No(NOT_REGION)
            return self.regions[said.region]
        region_id = self.places.region_of(parent_id) if parent_id else None
        if region_id is None:
            raise _No(msg("This company is new: say its region, or the company above."))
        return region_id

    def _refuse(self, code: str, reason: Message) -> None:
        self.planned[code] = self._row(code, self.described[code][0]) | {"refusal": reason.as_json()}

    @staticmethod
    def _row(code: str, number: int) -> dict[str, Any]:
        nothing = dict.fromkeys(("parent_id", "region_id", "tier_id", "refusal"))
        return {"id": new_id(), "code": code, "number": number, "name_zh": "", "name_latin": "", "depth": 0, **nothing}


class _Standing(NamedTuple):
    id: UUID
    active: bool


def _standing(codes: Collection[str]) -> dict[str, _Standing]:
    found: dict[str, _Standing] = {}
    asked = sorted(codes)
    for start in range(0, len(asked), BATCH):
        some = select(Partner.code, Partner.id, Partner.active).where(Partner.code.in_(asked[start : start + BATCH]))
        found.update({row.code: _Standing(row.id, row.active) for row in db.session().execute(some)})
    return found
