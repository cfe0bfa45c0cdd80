"""What a row would do, written down when it is checked, so that what was shown is what is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from lms.accounts.importing.models import Verdict
from lms.core.i18n import Message


@dataclass(frozen=True)
class Fact:
    """An employment to be recorded; ``corrects_id``: the standing one that it takes the place of."""

    partner_id: UUID
    job: str
    starts_on: date
    ends_on: date | None
    corrects_id: UUID | None = None
    job_role: str = ""

    def as_json(self) -> dict[str, Any]:
        """For a JSON column."""
        return {
            "partner_id": str(self.partner_id),
            "job": self.job,
            "job_role": self.job_role,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat() if self.ends_on else None,
            "corrects_id": str(self.corrects_id) if self.corrects_id else None,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Fact:
        """What :meth:`as_json` wrote."""
        return cls(
            UUID(said["partner_id"]),
            said["job"],
            date.fromisoformat(said["starts_on"]),
            date.fromisoformat(said["ends_on"]) if said["ends_on"] else None,
            UUID(said["corrects_id"]) if said["corrects_id"] else None,
            said.get("job_role", ""),
        )


@dataclass(frozen=True)
class Plan:
    """What becomes of a row, and why.

    ``names``: before and after, by the field's name. ``logins``: address or number that the account did not have. ``job``: what
    the facts come to: join, move, leave, title (another job at the same company). ``manages``: the company whose manager the
    person becomes. ``revives``: the account was made by an import that was undone, and is opened again. ``candidates``: who it
    may be, where a human must say.
    """

    verdict: Verdict
    person_id: UUID | None = None
    matched_by: str = ""
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    logins: Mapping[str, str] = field(default_factory=dict)
    job: str = ""
    facts: tuple[Fact, ...] = ()
    manages: UUID | None = None
    revives: bool = False
    reasons: tuple[Message, ...] = ()
    candidates: tuple[UUID, ...] = ()

    @classmethod
    def refused(cls, *reasons: Message) -> Plan:
        """Nothing becomes of it."""
        return cls(Verdict.REFUSED, reasons=reasons)

    @property
    def opens(self) -> bool:
        """Whether it makes an account, or opens one again."""
        return self.verdict is Verdict.NEW or self.revives

    def settled(self) -> Plan:
        """With the verdict on somebody who is there already: changed or not."""
        does = self.names or self.logins or self.facts or self.manages or self.revives
        return replace(self, verdict=Verdict.CHANGED if does else Verdict.UNCHANGED)

    def as_json(self) -> dict[str, Any]:
        """For the row's column. Verdict, match and job stand in columns of their own as well, to be counted."""
        said: dict[str, Any] = {"verdict": self.verdict.value, "matched_by": self.matched_by, "job": self.job}
        said |= {name: str(value) for name in ("person_id", "manages") if (value := getattr(self, name))}
        said |= {name: dict(value) for name in ("names", "logins") if (value := getattr(self, name))}
        if self.names:
            said["names"] = {name: list(pair) for name, pair in self.names.items()}
        for name in ("facts", "reasons"):
            if parts := getattr(self, name):
                said[name] = [part.as_json() for part in parts]
        if self.revives:
            said["revives"] = True
        if self.candidates:
            said["candidates"] = [str(each) for each in self.candidates]
        return said

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Plan:
        """What :meth:`as_json` wrote."""
        return cls(
            verdict=Verdict(said["verdict"]),
            matched_by=said["matched_by"],
            job=said["job"],
            person_id=UUID(said["person_id"]) if "person_id" in said else None,
            manages=UUID(said["manages"]) if "manages" in said else None,
            revives=said.get("revives", False),
            names={name: (pair[0], pair[1]) for name, pair in said.get("names", {}).items()},
            logins=said.get("logins", {}),
            facts=tuple(Fact.from_json(fact) for fact in said.get("facts", ())),
            reasons=tuple(Message.from_json(reason) for reason in said.get("reasons", ())),
            candidates=tuple(UUID(each) for each in said.get("candidates", ())),
        )
