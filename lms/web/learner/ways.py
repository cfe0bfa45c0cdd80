"""From what a level asks to the page where one does it: a course to go on with or to start, a test to take, a level to hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.assessment.queries import tests
from lms.certification.rules import Way
from lms.core.i18n import pick
from lms.learning.queries import Fitting
from lms.learning.rules import Course
from lms.ui.filters import duration_minutes
from lms.web.language import current_language


@dataclass(frozen=True)
class Door:
    """Where a condition is met: the verb and the address; for a course its title, how far one is, and whether it was begun.

    Where the academy has not published it yet there is neither verb nor address, and ``why`` says so.
    """

    verb: str | None
    url: str | None
    kind: str
    title: str | None = None
    why: str | None = None
    begun: bool = False


@dataclass(frozen=True)
class Ways:
    """The doors of one level for one person: the courses that fit it, and those the person is on, by course id."""

    fitting: Sequence[Fitting]
    own: Mapping[UUID, Course]

    def door(self, way: Way) -> Door | None:
        """The door to what would meet a condition, or None where this site has nothing to do with it."""
        openers = {
            "category": self._category,
            "course": self._course,
            "electives": self._electives,
            "exam": self._exam,
            "level": self._level,
            "test": self._test,
        }
        opener = openers.get(way.kind)
        return opener(way) if opener else None

    def _category(self, way: Way) -> Door | None:
        category = way.subject.rpartition("/")[2]
        found = [course for course in self.fitting if course.category == category]
        return self._best(found) if found else Door(None, None, "course", why=_("No course is published for it yet."))

    def _electives(self, _way: Way) -> Door | None:
        return self._best([course for course in self.fitting if course.elective])

    def _course(self, way: Way) -> Door | None:
        known = [course for course in self.fitting if course.key == way.subject]
        if known:
            return self._best(known)
        return Door(_("Open"), url_for("course.show", course_key=way.subject), "course")

    def _exam(self, _way: Way) -> Door:
        return Door(_("See the exams"), url_for("own_exams.list"), "exam")

    def _level(self, way: Way) -> Door:
        return Door(_("See why"), url_for("levels.level", level_key=way.subject), "level")

    def _test(self, way: Way) -> Door:
        if not tests.is_published(way.subject):
            return Door(None, None, "test", why=_("This test is not published yet."))
        return Door(_("Take the test"), url_for("tests.intro", key=way.subject), "test")

    def _best(self, courses: Sequence[Fitting]) -> Door | None:
        """The course one is on and touched last, else the first that one has not completed."""
        open_ones = [c for c in courses if c.course_id not in self.own or self.own[c.course_id].is_open]
        if not open_ones:
            return None
        begun = [course for course in open_ones if course.course_id in self.own]
        if begun:
            return self._go_on(max((self.own[course.course_id] for course in begun), key=lambda own: own.touched_at))
        course = open_ones[0]
        lessons = ngettext("%(num)s lesson", "%(num)s lessons", course.lessons)
        why = _("%(lessons)s, %(minutes)s", lessons=lessons, minutes=duration_minutes(course.minutes))
        url = url_for("course.show", course_key=course.key)
        return Door(_("Start"), url, "course", pick(course.title, current_language()), why)

    def _go_on(self, own: Course) -> Door:
        why = _("%(done)s of %(total)s lessons done", done=own.lessons_done, total=own.lessons)
        url = url_for("course.show", course_key=own.key)
        return Door(_("Go on"), url, "course", pick(own.title, current_language()), why, begun=True)
