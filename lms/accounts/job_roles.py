"""What somebody's work is, as tiers count it: a short list beside the job title, which companies word as they like."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from lms.core.errors import Refused
from lms.core.i18n import LANGUAGES, Message, msg


class JobRole(StrEnum):
    """The kinds of work that an academy of a channel tells apart."""

    SALES = "sales"
    PRESALES = "presales"
    FIELD_ENGINEER = "field_engineer"
    SUPPORT_ENGINEER = "support_engineer"
    MANAGEMENT = "management"
    OTHER = "other"


WORDS: Mapping[JobRole, Message] = {
    JobRole.SALES: msg("Sales"),
    JobRole.PRESALES: msg("Presales engineer"),
    JobRole.FIELD_ENGINEER: msg("Field engineer"),
    JobRole.SUPPORT_ENGINEER: msg("Support engineer"),
    JobRole.MANAGEMENT: msg("Management"),
    JobRole.OTHER: msg("Other work"),
}


def word_of(job_role: str) -> Message | None:
    """What a kept kind of work is called; None where none was said."""
    return WORDS[JobRole(job_role)] if job_role else None


def clean_job_role(text: str) -> str:
    """A kind of work as it is kept, from its key or its name in either language; empty for nothing said. Raises :class:`Refused`."""
    asked = " ".join(text.casefold().split())
    if not asked:
        return ""
    for role, words in WORDS.items():
        known = {role.value, role.value.replace("_", " "), *(words.render(one).casefold() for one in LANGUAGES)}
        if asked in known:
            return role.value
    raise Refused(
        msg("“{text}” is no kind of work. There are: {all}.", text=text[:40], all=", ".join(JobRole)), field="job_role"
    )
