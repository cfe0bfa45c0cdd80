"""What the roles of the staff are there for, and what of it the academy offers today: one entry a role; admins have their desk."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission


@dataclass(frozen=True)
class Way:
    """A page that serves a duty; left out where the actor may not open it."""

    label: LazyString
    text: LazyString
    endpoint: str
    icon: str
    permission: Permission


@dataclass(frozen=True)
class Duty:
    """A role's purpose. ``not_yet`` is said where no page of its own serves it so far."""

    title: LazyString
    purpose: LazyString
    permission: Permission
    ways: tuple[Way, ...] = ()
    not_yet: LazyString | None = None

    def open_ways(self, actor: Actor) -> list[dict[str, object]]:
        """The ways that are open to the actor, as rows."""
        return [
            {"label": way.label, "text": way.text, "url": url_for(way.endpoint), "icon": way.icon}
            for way in self.ways
            if actor.has(way.permission)
        ]


P = Permission
# icons: journal

DUTIES = (
    Duty(
        _l("Courses and questions"),
        _l(
            "You write what is learned and what is asked. Courses and question banks are files; who runs this site loads them."
        ),
        P.COURSE_AUTHOR,
        (
            Way(
                _l("Courses"),
                _l("Read them as learners do"),
                "catalogue.courses",
                "journal",
                P.COURSE_LEARN,
            ),
        ),
        _l("Writing in the browser is not part of the academy yet. Change the files; the readers get a new version."),
    ),
    Duty(
        _l("Exams"),
        _l("You examine people face to face and on the phone, and record what you found."),
        P.EXAM_MARK,
        (),
        _l("Exam sittings are not part of the academy yet. The people you will examine are going to stand here."),
    ),
    Duty(
        _l("Field checks"),
        _l("You look at how partners work, unannounced, and report what you saw. Partners never learn who you are."),
        P.FIELD_CHECK_REPORT,
        (),
        _l("Field checks are not part of the academy yet. Your visits are going to stand here."),
    ),
)


def duties_of(actor: Actor) -> list[Duty]:
    """The duties that the actor's roles bring along."""
    return [duty for duty in DUTIES if actor.has(duty.permission)]
