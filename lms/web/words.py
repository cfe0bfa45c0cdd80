"""How people, companies and roles are called on pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from lms.accounts.roles import Grant, Role

ROLE_WORDS: dict[Role, LazyString] = {
    Role.ADMIN: _l("Admin"),
    Role.EXAMINER: _l("Examiner"),
    Role.INSPECTOR: _l("Inspector"),
    Role.LEARNER: _l("Learner"),
    Role.PARTNER_MANAGER: _l("Partner manager"),
    Role.TRAINER: _l("Trainer"),
}


class Named(Protocol):
    """A person or a company: names in Chinese and in Latin letters, one of which may be empty."""

    @property
    def name_zh(self) -> str:
        """In Chinese."""

    @property
    def name_latin(self) -> str:
        """In Latin letters."""


def name_in(language: str, named: Named) -> str:
    """The one name to use where there is room for one: the reader's, else the other."""
    first, second = (named.name_zh, named.name_latin) if language == "zh_Hans" else (named.name_latin, named.name_zh)
    return first or second


def both_names(language: str, named: Named) -> Markup:
    """Both names, the reader's own first, the other one marked with its language for screen readers and fonts."""
    marks = [("zh-Hans", named.name_zh), ("en", named.name_latin)]
    if language != "zh_Hans":
        marks.reverse()
    return Markup(" ").join(Markup('<span lang="{}">{}</span>').format(code, name) for code, name in marks if name)


def role_words(grants: Iterable[Grant]) -> list[LazyString]:
    """The names of roles, each once, the weightiest first."""
    held = {grant.role for grant in grants}
    return [ROLE_WORDS[role] for role in _BY_WEIGHT if role in held]


_BY_WEIGHT = (Role.ADMIN, Role.TRAINER, Role.EXAMINER, Role.INSPECTOR, Role.PARTNER_MANAGER, Role.LEARNER)
