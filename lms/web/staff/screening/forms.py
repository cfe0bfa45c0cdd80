"""What is filled in about a round, a judgement, a decision. Shapes only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # the stubs lack SelectChoice
    DateField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.certification.queries.levels import level_names
from lms.core import clock
from lms.core.ids import parse_id
from lms.fieldchecks.screening.models import ScreeningRound
from lms.fieldchecks.screening.operations.planning import BOUNDS, Plan
from lms.fieldchecks.screening.queries.eligibility import levels_screened
from lms.fieldchecks.screening.queries.rounds import may_judge
from lms.fieldchecks.screening.rules import criteria
from lms.fieldchecks.screening.rules.criteria import Criterion
from lms.fieldchecks.screening.rules.eligibility import Asks
from lms.ui.filters import say
from lms.web.names import person_name
from lms.web.screening_words import ASKS
from lms.web.viewer import current_actor

ROWS = 8
_A_DAY = [InputRequired(_l("Choose a day."))]
FIRST = (
    (
        1,
        "Judgement",
        "判断",
        "Weighs customer, product and margin, and says why.",
        "会权衡客户、产品与毛利，并说得出理由。",
        30,
    ),
    (
        1,
        "Evidence in practice",
        "实践依据",
        "Each claim rests on a case of their own.",
        "每个观点都有亲身案例支撑。",
        30,
    ),
    (1, "Clarity", "表达", "A colleague understands it at the first reading.", "同事读一遍就能看懂。", 20),
    (1, "Referees", "推荐人", "Referees tell of work that others learn from.", "推荐人讲到的工作，值得别人学习。", 20),
    (
        2,
        "Answers under questions",
        "应答",
        "Stays exact when pressed, and says what they do not know.",
        "被追问时依然准确，不懂就说不懂。",
        40,
    ),
    (
        2,
        "Teaching others",
        "带人",
        "Explains so that a junior could do it next week.",
        "讲得让初级工程师下周就能上手。",
        30,
    ),
    (
        2,
        "Standing for the academy",
        "代表学院",
        "One would send them to the best customer.",
        "放心派去见最重要的客户。",
        30,
    ),
)
"""What a new round begins with."""


def _number(name: str, label: Any, default: int) -> IntegerField:
    low, high = BOUNDS[name]
    within = NumberRange(low, high, message=_l("A whole number from %(min)s to %(max)s."))
    return IntegerField(label, [InputRequired(_l("Write a number.")), within], default=default)


class CriterionForm(Form):
    """One criterion; one without a title is left out."""

    stage = SelectField(
        _l("Stage"), coerce=int, choices=[SelectChoice(1, _l("Dossier")), SelectChoice(2, _l("Discussion"))]
    )
    title_en = StringField(_l("Title in English"), [Length(max=80)])
    title_zh = StringField(_l("Title in Chinese"), [Length(max=80)])
    words_en = TextAreaField(_l("What earns all points, in English"), [Length(max=400)])
    words_zh = TextAreaField(_l("The same in Chinese"), [Length(max=400)])
    points = IntegerField(_l("Points"), [Optional()])


class _PanelForm(FlaskForm):
    panel = SelectMultipleField(
        _l("On the panel"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    chair = SelectField(_l("Chair"))

    def _offer(self) -> None:
        people = [(str(one.id), person_name(one)) for one in may_judge(current_actor())]
        self.panel.choices = people
        self.chair.choices = [("", _l("Choose …")), *people]

    def members(self) -> frozenset[UUID]:
        """Who is on it."""
        return frozenset(found for one in self.panel.data or () if (found := parse_id(one)))

    def chosen_chair(self) -> UUID | None:
        """Who chairs it."""
        return parse_id(self.chair.data or "")


class RoundForm(_PanelForm):
    """A round as it is planned."""

    name_en = StringField(_l("Name in English"), [Length(max=120)])
    name_zh = StringField(_l("Name in Chinese"), [Length(max=120)])
    level = SelectField(_l("For the level"))
    places = _number("places", _l("Places, at most"), 5)
    opens_on = DateField(_l("First day of applications"), _A_DAY)
    closes_on = DateField(_l("Last day of applications"), _A_DAY)
    asks = RadioField(_l("To be met before one applies"), default=Asks.HELD.value)
    task_en = TextAreaField(_l("What the essay is about, in English"), [Length(max=1000)])
    task_zh = TextAreaField(_l("The same in Chinese"), [Length(max=1000)])
    referees = _number("referees", _l("Referees for each"), 2)
    criteria = FieldList(FormField(CriterionForm), _l("Criteria"), min_entries=ROWS, max_entries=12)

    def __init__(self, found: ScreeningRound | None = None, **given: Any) -> None:
        super().__init__(data=_data_of(found) if found else _beginning(), **given)
        self._offer()
        names = level_names()
        keys = levels_screened(clock.today())
        self.level.choices = [
            (key, f"{say(names[key].track_title)} · {say(names[key].title)}") for key in names if key in keys
        ]
        self.asks.choices = [(key.value, words) for key, words in ASKS.items()]

    def plan(self) -> Plan:
        """What is filled in."""
        return Plan(
            name={"en": self.name_en.data or "", "zh": self.name_zh.data or ""},
            level_key=self.level.data or "",
            task={"en": self.task_en.data or "", "zh": self.task_zh.data or ""},
            opens_on=self.opens_on.data or clock.today(),
            closes_on=self.closes_on.data or clock.today(),
            criteria=self._criteria(),
            panel=self.members(),
            chair=self.chosen_chair(),
            places=self.places.data or 0,
            referees=self.referees.data or 0,
            asks=self.asks.data or "",
        )

    def _criteria(self) -> list[Criterion]:
        found: list[Criterion] = []
        for one in (row.form for row in self.criteria):
            title = _said(one.title_en.data, one.title_zh.data)
            if title:
                words = _said(one.words_en.data, one.words_zh.data)
                found.append(Criterion(f"c{len(found) + 1}", one.stage.data, title, words, one.points.data or 0))
        return found


class PanelForm(_PanelForm):
    """Another panel."""

    def __init__(self, found: ScreeningRound, **given: Any) -> None:
        super().__init__(data=_panel_of(found), **given)
        self._offer()


class CancelForm(FlaskForm):
    """Why a round is cancelled."""

    reason = TextAreaField(_l("Reason"), [InputRequired(_l("Write the reason.")), Length(max=1000)])


class InterestForm(FlaskForm):
    """Why one does not judge somebody."""

    interest = TextAreaField(_l("Your interest"), [InputRequired(_l("Write the reason.")), Length(max=500)])


class DecisionForm(FlaskForm):
    """What is decided about somebody."""

    outcome = RadioField(_l("Decision"), validate_choice=False)
    reason = TextAreaField(_l("Reason, for the record"), [InputRequired(_l("Write the reason.")), Length(max=2000)])
    words = TextAreaField(
        _l("What the person reads"), [InputRequired(_l("Write what the person reads.")), Length(max=2000)]
    )


def _said(en: str | None, zh: str | None) -> dict[str, str]:
    return {code: words.strip() for code, words in (("en", en or ""), ("zh", zh or "")) if words.strip()}


def _beginning() -> dict[str, Any]:
    today = clock.today()
    names = ("stage", "title_en", "title_zh", "words_en", "words_zh", "points")
    return {
        "opens_on": today,
        "closes_on": today + timedelta(days=28),
        "criteria": [dict(zip(names, one, strict=True)) for one in FIRST],
    }


def _panel_of(found: ScreeningRound) -> dict[str, Any]:
    chair = next((str(one.user_id) for one in found.panel if one.chair), "")
    return {"panel": [str(one.user_id) for one in found.panel], "chair": chair}


def _data_of(found: ScreeningRound) -> dict[str, Any]:
    rows = [
        {
            "stage": one.stage,
            "title_en": one.title.get("en", ""),
            "title_zh": one.title.get("zh", ""),
            "words_en": one.words.get("en", ""),
            "words_zh": one.words.get("zh", ""),
            "points": one.points,
        }
        for one in criteria.read(found.criteria)
    ]
    same = ("places", "referees", "opens_on", "closes_on", "asks")
    return {name: getattr(found, name) for name in same} | {
        "name_en": found.name.get("en", ""),
        "name_zh": found.name.get("zh", ""),
        "task_en": found.task.get("en", ""),
        "task_zh": found.task.get("zh", ""),
        "level": found.level_key,
        "criteria": rows,
        **_panel_of(found),
    }


def stage_words() -> dict[int, str]:
    """What a stage judges."""
    return {1: _("Dossier"), 2: _("Discussion")}
