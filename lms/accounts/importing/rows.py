"""A row as it was understood: its cells under the names of our fields, each cleaned by the rules of accounts, without a database."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from lms.accounts import rules
from lms.accounts.importing import limits
from lms.accounts.importing.columns import WORDS, Columns, Field
from lms.accounts.job_roles import clean_job_role
from lms.core.errors import Refused
from lms.core.i18n import Message, msg

NOT_USABLE = {
    Field.EMAIL: msg(
        "This e-mail address cannot be used: it is misspelt, or not yours to use. It looks like name@company.com."
    ),
    Field.PHONE: msg(
        "This number cannot be used: it is misspelt, or not yours to use. Write it as 138 0013 8000, or with its country: +49 30 901820."
    ),
}
"""Said of what is misspelt and of what belongs to somebody out of reach alike: a file must not find out who has an account."""

_MANAGER = frozenset(
    {
        "manager",
        "partner manager",
        "partner_manager",
        "经理",
        "合作伙伴经理",
        "伙伴经理",
        "合作伙伴管理员",
        "伙伴管理员",
        "管理员",
    }
)
_LEARNER = frozenset({"", "learner", "学员"})
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T].*)?")


@dataclass(frozen=True)
class Written:
    """What a row says. Empty or None: nothing. ``manager``: the person is to be a manager of the company."""

    name_zh: str = ""
    name_latin: str = ""
    email: str | None = None
    phone: str | None = None
    company: str = ""
    job: str = ""
    job_role: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    manager: bool = False
    problems: tuple[Message, ...] = field(default=())

    @property
    def names_person(self) -> bool:
        """Whether the row is about a person at all."""
        return bool(self.name_zh or self.name_latin or self.email or self.phone)

    def as_json(self) -> dict[str, Any]:
        """For the row's column; a plain row is short."""
        said = {name: value for name, value in asdict(self).items() if value and name != "problems"}
        for name in ("starts_on", "ends_on"):
            if name in said:
                said[name] = said[name].isoformat()
        if self.problems:
            said["problems"] = [problem.as_json() for problem in self.problems]
        return said

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Written:
        """What :meth:`as_json` wrote."""
        days = {name: date.fromisoformat(said[name]) for name in ("starts_on", "ends_on") if name in said}
        problems = tuple(Message.from_json(problem) for problem in said.get("problems", ()))
        return cls(**{**said, **days, "problems": problems})


@dataclass(frozen=True)
class WrittenCompany:
    """What a row says of a company beside its code."""

    code: str
    name_zh: str = ""
    name_latin: str = ""
    parent: str = ""
    region: str = ""
    tier: str = ""


def cells_by_field(cells: Sequence[str], columns: Columns) -> dict[Field, str]:
    """The cells that mean something to us and are not empty."""
    return {field: cells[number] for number, field in columns.items() if number < len(cells) and cells[number]}


def read_person(said: Mapping[Field, str]) -> Written:
    """What a row says of a person; what is misspelt stands in ``problems`` and is left out."""
    problems: list[Message] = []

    def cleaned(name: Field, clean: Callable[[str], Any], otherwise: Any = None) -> Any:
        text = said.get(name, "")
        if not text:
            return otherwise
        if len(text) > limits.CELL:
            problems.append(msg("“{field}” is longer than {most} characters.", field=WORDS[name], most=limits.CELL))
            return otherwise
        try:
            return clean(text)
        except Refused as error:
            problems.append(NOT_USABLE.get(name, error.message))
            return otherwise

    return Written(
        name_zh=cleaned(Field.NAME_ZH, rules.clean_name, ""),
        name_latin=cleaned(Field.NAME_LATIN, rules.clean_name, ""),
        email=cleaned(Field.EMAIL, rules.clean_email),
        phone=cleaned(Field.PHONE, rules.clean_phone),
        company=cleaned(Field.COMPANY, clean_reference, ""),
        job=cleaned(Field.JOB, rules.clean_name, ""),
        job_role=cleaned(Field.JOB_ROLE, clean_job_role, ""),
        starts_on=cleaned(Field.STARTS_ON, _first_day),
        ends_on=cleaned(Field.ENDS_ON, _last_day),
        manager=cleaned(Field.ROLE, _is_manager, False),
        problems=tuple(problems),
    )


def read_company(said: Mapping[Field, str]) -> WrittenCompany | None:
    """What a row says of a company; None where it says no more than a code, or nothing."""
    code = clean_reference(said.get(Field.COMPANY, ""))
    about = {
        "name_zh": said.get(Field.COMPANY_NAME_ZH, "")[: limits.CELL],
        "name_latin": said.get(Field.COMPANY_NAME_LATIN, "")[: limits.CELL],
        "parent": clean_reference(said.get(Field.PARENT, "")),
        "region": said.get(Field.REGION, "").lower(),
        "tier": said.get(Field.TIER, "").lower(),
    }
    return WrittenCompany(code, **about) if code and any(about.values()) else None


def clean_reference(text: str) -> str:
    """A company's code as codes are kept. A misspelt one names no company, and is refused as such."""
    return text.strip().upper()[:100]


def day_of(text: str) -> date | None:
    """A day as people write it: 2026-03-04, 2026/3/4, 2026.3.4, 2026年3月4日; None for anything else."""
    found = _DAY.fullmatch(text)
    try:
        return datetime.strptime("-".join(found.groups()), "%Y-%m-%d").date() if found else None  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def _first_day(text: str) -> date:
    return _day(text, "starts_on")


def _last_day(text: str) -> date:
    return _day(text, "ends_on")


def _day(text: str, name: str) -> date:
    found = day_of(text)
    if found is None or not 1950 <= found.year <= 2100:
        raise Refused(msg("“{text}” is no day. Write it as 2026-03-04.", text=text[:40]), field=name)
    return found


def _is_manager(text: str) -> bool:
    role = " ".join(text.lower().split())
    if role not in _MANAGER and role not in _LEARNER:
        raise Refused(
            msg("“{text}” is no role that a file can give: write “manager”, or nothing.", text=text[:40]), field="role"
        )
    return role in _MANAGER
