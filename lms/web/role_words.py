"""How roles are called on pages."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms.accounts.roles import Grant, Role

ROLE_WORDS: dict[Role, LazyString] = {
    Role.ADMIN: _l("Admin"),
    Role.EXAMINER: _l("Examiner"),
    Role.INSPECTOR: _l("Inspector"),
    Role.LEARNER: _l("Learner"),
    Role.PARTNER_MANAGER: _l("Partner manager"),
    Role.TRAINER: _l("Trainer"),
}


def role_words(grants: Iterable[Grant]) -> list[LazyString]:
    """The names of roles, each once, the weightiest first. That everybody learns is said of those only who have no other role."""
    held = {grant.role for grant in grants}
    return [ROLE_WORDS[role] for role in _BY_WEIGHT if role in held] or [ROLE_WORDS[role] for role in held]


_BY_WEIGHT = (Role.ADMIN, Role.TRAINER, Role.EXAMINER, Role.INSPECTOR, Role.PARTNER_MANAGER)
