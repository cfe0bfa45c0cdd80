"""What staff fill in about classes. Shapes only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # the stubs lack SelectChoice
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from lms.accounts import queries as accounts
from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.classroom.models import ScheduledClass
from lms.classroom.queries import desk, seen
from lms.classroom.rules import Plan
from lms.core import clock
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.core.ids import parse_id
from lms.ui.filters import say
from lms.web.class_words import LANGUAGES
from lms.web.names import person_name
from lms.web.typed import as_typed

_HOUR = "%Y-%m-%dT%H:%M"
_NEEDED = InputRequired(_l("This is needed."))
_SHORT, _LINK = Length(max=200), Length(max=1000)


class PlanForm(FlaskForm):
    """A class."""

    kind = SelectField(_l("Kind"), validate_choice=False)
    title_en = StringField(_l("Title in English"), [_SHORT])
    title_zh = StringField(_l("Title in Chinese"), [_SHORT])
    about_en = TextAreaField(_l("About it, in English"), [Length(max=4000)])
    about_zh = TextAreaField(_l("About it, in Chinese"), [Length(max=4000)])
    language = SelectField(_l("Taught in"), choices=[SelectChoice(key, said) for key, said in LANGUAGES.items()])
    lesson = SelectField(_l("Lesson of a course"), validate_choice=False)
    region = SelectField(_l("For whom"), validate_choice=False)
    starts_at = DateTimeLocalField(_l("Begins"), [_NEEDED], format=_HOUR)
    ends_at = DateTimeLocalField(_l("Finishes"), [_NEEDED], format=_HOUR)
    place = StringField(_l("Location"), [_SHORT])
    venue = StringField(_l("Room or hall"), [_SHORT])
    map_url = StringField(_l("Link to a map"), [_LINK])
    join_url = StringField(_l("Link to join online"), [_LINK])
    trainer = SelectField(_l("Trainer"), validate_choice=False)
    guest = StringField(_l("Or somebody else: e-mail or mobile number"), [Length(max=254)])
    seats = IntegerField(_l("Seats"), [_NEEDED])
    books_from = DateTimeLocalField(_l("Booking begins"), [_NEEDED], format=_HOUR)
    books_until = DateTimeLocalField(_l("Booking ends"), [_NEEDED], format=_HOUR)
    free_until = DateTimeLocalField(_l("A seat is given back free until"), [_NEEDED], format=_HOUR)
    accept = BooleanField(_l("Plan it so all the same"))

    def offer(self, actor: Actor, kept: str = "") -> PlanForm:
        """With what may be chosen; ``kept``: the kind that a class has, which may take no new ones."""
        kinds = [one for one in seen.kinds() if one.retired_at is None or one.key == kept]
        self.kind.choices = [SelectChoice(one.key, say(one.title)) for one in kinds]
        lessons = [(one.key, f"{say(one.course)} · {say(one.lesson)}") for one in desk.lesson_choices()]
        self.lesson.choices = [SelectChoice("", _("None")), *(SelectChoice(*one) for one in lessons)]
        regions = accounts.regions_of(actor, Permission.CLASS_MANAGE)
        everybody = [SelectChoice("", _("Everybody"))] if actor.may(Permission.CLASS_MANAGE) else []
        self.region.choices = [*everybody, *(SelectChoice(str(one.id), say(one.name)) for one in regions)]
        staff = [SelectChoice(str(one.id), person_name(one)) for one in desk.trainers(actor)]
        self.trainer.choices = [SelectChoice("", _("Not decided yet")), *staff]
        return self

    def fill(self, actor: Actor, one: ScheduledClass) -> PlanForm:
        """With what stands now."""
        for name in ("starts_at", "ends_at", "books_from", "books_until", "free_until"):
            self[name].data = clock.shown_at(getattr(one, name))
        for name in ("language", "place", "venue", "map_url", "join_url", "seats"):
            self[name].data = getattr(one, name)
        self.kind.data = one.kind.key
        self.title_en.data, self.title_zh.data = one.title.get("en", ""), one.title.get("zh", "")
        self.about_en.data, self.about_zh.data = one.about.get("en", ""), one.about.get("zh", "")
        self.region.data = str(one.region_id or "")
        self.lesson.data = f"{one.course.key}/{one.lesson_key}" if one.course else ""
        among = {str(each.id) for each in desk.trainers(actor)}
        if str(one.trainer_id) in among:
            self.trainer.data = str(one.trainer_id)
        elif one.trainer is not None:
            self.guest.data = one.trainer.email or one.trainer.phone or ""
        return self

    def plan(self, actor: Actor) -> Plan:
        """What is filled in. Raises :class:`Refused` on a field that names nobody."""
        return Plan(
            kind_key=self.kind.data or "",
            title={"en": (self.title_en.data or "").strip(), "zh": (self.title_zh.data or "").strip()},
            about={"en": _text(self.about_en.data), "zh": _text(self.about_zh.data)},
            language=self.language.data or "both",
            starts_at=_instant(self.starts_at),
            ends_at=_instant(self.ends_at),
            books_from=_instant(self.books_from),
            books_until=_instant(self.books_until),
            free_until=_instant(self.free_until),
            seats=self.seats.data or 0,
            place=(self.place.data or "").strip(),
            venue=(self.venue.data or "").strip(),
            map_url=(self.map_url.data or "").strip(),
            join_url=(self.join_url.data or "").strip(),
            region_id=parse_id(self.region.data or ""),
            lesson=self._lesson(),
            trainer_id=self._trainer(actor),
        )

    def _lesson(self) -> tuple[UUID, str] | None:
        if not self.lesson.data:
            return None
        found = next((one for one in desk.lesson_choices() if one.key == self.lesson.data), None)
        if found is None:
            raise Refused(msg("No course has this lesson any more."), field="lesson")
        return found.course_id, found.lesson_key

    def _trainer(self, actor: Actor) -> UUID | None:
        if self.guest.data:
            found = accounts.user_by_login(actor, Permission.CLASS_MANAGE, self.guest.data)
            if found is None:
                raise Refused(msg("There is nobody within your reach who signs in like that."), field="guest")
            return found
        return parse_id(self.trainer.data or "")


class AddForm(FlaskForm):
    """Somebody is booked by the academy."""

    login = StringField(_l("E-mail or mobile number"), [_NEEDED, Length(max=254)])


class CallOffForm(FlaskForm):
    """A class is called off."""

    reason = TextAreaField(
        _l("Reason"), [InputRequired(_l("Say why: everybody who has a place is told.")), Length(max=500)]
    )


class AgainForm(FlaskForm):
    """The same class once more."""

    days = IntegerField(_l("Days later"), [_NEEDED], default=28)


class CorrectForm(FlaskForm):
    """A closed register is put right."""

    reason = StringField(
        _l("Reason"), [InputRequired(_l("Say why: it stays on record beside what was before.")), Length(max=500)]
    )


def _instant(field: DateTimeLocalField) -> datetime:
    assert field.data is not None
    return clock.instant_of(field.data)


def _text(value: str | None) -> str:
    return as_typed(value or "").strip()
