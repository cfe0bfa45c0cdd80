"""What one fills in about a course, its modules and lessons."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # the stubs lack SelectChoice
    DateField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.web.staff.studio.desk import KINDS

LONG = Length(max=200, message=_l("At most 200 characters."))
SHORT = Length(max=60, message=_l("At most 60 characters."))
PARAGRAPH = Length(max=2000)


class TitleForm(FlaskForm):
    """A title in both languages; one of them is enough."""

    title_en = StringField(_l("Title in English"), [LONG])
    title_zh = StringField(_l("Title in Chinese"), [LONG])
    based_on = HiddenField()

    def title(self) -> Mapping[str, str]:
        """The words by language."""
        return {"en": (self.title_en.data or "").strip(), "zh": (self.title_zh.data or "").strip()}


class CourseForm(TitleForm):
    """What the course's page says, and who keeps it fresh."""

    summary_en = TextAreaField(_l("Summary in English"), [PARAGRAPH])
    summary_zh = TextAreaField(_l("Summary in Chinese"), [PARAGRAPH])
    owner = StringField(_l("Owner"), [LONG], description=_l("An e-mail address: who keeps the course fresh."))
    review_by = DateField(
        _l("Review by"), [Optional()], description=_l("From the day after, it stands in the stale list.")
    )
    credits = IntegerField(
        _l("Study credits"), [Optional(), NumberRange(0, 1000)], description=_l("They count towards electives.")
    )

    def summary(self) -> Mapping[str, str]:
        """The words by language."""
        said = {"en": self.summary_en.data or "", "zh": self.summary_zh.data or ""}
        return {language: " ".join(words.split()) for language, words in said.items()}


class NewCourseForm(TitleForm):
    """A course that begins."""

    summary_en = TextAreaField(_l("Summary in English"), [PARAGRAPH])
    summary_zh = TextAreaField(_l("Summary in Chinese"), [PARAGRAPH])
    key = StringField(
        _l("Id"),
        [SHORT],
        description=_l(
            "In addresses, for ever: lower-case letters, digits, hyphens. Empty: made of the English title."
        ),
    )

    def summary(self) -> Mapping[str, str]:
        """The words by language."""
        said = {"en": self.summary_en.data or "", "zh": self.summary_zh.data or ""}
        return {language: " ".join(words.split()) for language, words in said.items() if words.strip()}


class DuplicateForm(TitleForm):
    """The same course once more."""

    key = StringField(_l("Id of the new course"), [InputRequired(_l("Give the new course an id.")), SHORT])


class LessonForm(TitleForm):
    """A new lesson."""

    kind = SelectField(_l("Kind"), choices=[SelectChoice(key, words) for key, (words, _icon) in KINDS.items()])


class ReasonForm(FlaskForm):
    """Why a course is closed."""

    reason = TextAreaField(_l("Reason"), [Length(max=1000)])


class PublishForm(FlaskForm):
    """What changed, in the words of who publishes; ``seen`` is the state that was looked at."""

    note = TextAreaField(
        _l("What changed"),
        [Length(max=2000)],
        description=_l("A sentence for the history, read by trainers and in the audit trail."),
    )
    seen = HiddenField()
