"""How somebody of the demo learns and sits a test: lesson by lesson, answer by answer, through the operations themselves."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.accounts.actor import Actor
from lms.assessment import queries
from lms.assessment.models import Attempt, AttemptItem
from lms.assessment.operations.answering import save_response
from lms.assessment.operations.finishing import hand_in
from lms.assessment.operations.starting import start
from lms.assessment.operations.writing import Told, take_pen, tell
from lms.assessment.question_type import BadResponse, Body, QuestionType
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.question_types._options import FIELD
from lms.assessment.question_types.essay import FIELD as TEXT
from lms.assessment.rules.certainty import FIELD as CERTAINTY
from lms.assessment.rules.log import EventKind
from lms.catalogue.models import Course, CourseVersion, Lesson
from lms.core import clock, db
from lms.learning.lesson_kinds import Report
from lms.learning.operations.enrolling import enrol
from lms.learning.operations.progressing import go_on, note

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
CASES = (
    (
        "I would appoint the second distributor, for gateways alone.\n\nThe buyer of a gateway is the engineer of a plant, and our "
        "distributor has never met one: its dealers live on notebooks. Six years of good work are no reason to lose the factories.\n\n"
        "It will fear for its margin. So I tell it first, in person, and put in writing that notebooks and servers stay with it, and "
        "that a gateway project which it registers is its own. After six months I count registered projects and plants visited by the "
        "new one, not turnover: at most half of the projects may come from customers whom the first one knew."
    ),
    (
        "我建议先不引入第二家。\n\n现有分销商虽然以笔记本为主，但它的几家经销商已经在接触设备厂。再签一家，区域里两家抢同样的客户，价格先乱。\n\n"
        "给它六个月：配一名懂现场的工程师，登记二十个工厂项目，至少走访三十家。到期做不到，再引入第二家，并且事先说清楚网关归谁。"
    ),
    (
        "A second one. Competition is good for the customer and for us, and gateways have to grow. The first distributor will be angry, "
        "but it needs our notebooks. After six months we see it in the turnover."
    ),
)
"""What people of the demo write where a case is to be answered in writing."""

FILM = 56.0
"""Seconds that the shipped film runs."""


def study(actor: Actor, course_key: str, begins: datetime, *, lessons: int | None = None, seed: str = "") -> datetime:
    """Enrol at ``begins`` and take the first ``lessons`` of a course, all of it by default; returns when they stopped."""
    at = begins
    with clock.at(at):
        enrol(actor, course_key)
    for lesson in _lessons(course_key)[:lessons]:
        at += timedelta(minutes=lesson.minutes)
        with clock.at(at):
            _take(actor, course_key, lesson, at, seed)
    return at


def sit(actor: Actor, test_key: str, at: datetime, *, right: float, seed: str, like: Attempt | None = None) -> None:
    """Sit an online test, giving that share of right answers, and hand it in; ``like``: the same paper, answered alike."""
    luck = random.Random(f"{seed} {test_key} {right}")  # noqa: S311 - the same demo at each run
    with clock.at(at):
        attempt_id = start(actor, test_key, seed=like.seed if like else None)
    items, asked_how_sure = _items(attempt_id), queries.sheet(actor, attempt_id).certainties
    seen = {one.question_version_id: one.response for one in _items(like.id)} if like else {}
    wrong = set(luck.sample(range(len(items)), round(len(items) * (1 - right))))
    for index, item in enumerate(items):
        at += timedelta(seconds=luck.randint(20, 70))
        with clock.at(at):
            answer = _answer(item, right=index not in wrong, seed=seed)
            if seen.get(item.question_version_id):
                answer = QUESTION_TYPES[item.question_version.type].fields(seen[item.question_version_id])
            sure = {CERTAINTY: ["2" if index in wrong else "3"]} if asked_how_sure and answer else {}
            save_response(actor, attempt_id, item.position, {**answer, **sure}, 1)
    with clock.at(at + timedelta(seconds=30)):
        hand_in(actor, attempt_id)


def begin_to_sit(actor: Actor, test_key: str, at: datetime, *, seed: str) -> None:
    """Begin an online test on a phone, answer a little, look away for a minute, and be in the middle of it ever since."""
    luck, phone = random.Random(f"{seed} {test_key}"), "demo0phone.page01"  # noqa: S311 - the same demo at each run
    with clock.at(at):
        attempt_id = start(actor, test_key)
        take_pen(actor, attempt_id, phone, PHONE, knowingly=False)
    for item in _items(attempt_id)[: luck.randint(1, 3)]:
        at += timedelta(seconds=luck.randint(20, 70))
        with clock.at(at):
            save_response(actor, attempt_id, item.position, _answer(item, right=True), 1, source=phone)
    back = at + timedelta(seconds=55)
    with clock.at(back):
        away = [Told(1, EventKind.LEFT, at), Told(2, EventKind.RETURNED, back)]
        tell(actor, attempt_id, phone, away)


def _lessons(course_key: str) -> list[Lesson]:
    return list(
        db.session().scalars(
            select(Lesson)
            .join(CourseVersion, CourseVersion.id == Lesson.version_id)
            .join(Course, (Course.id == CourseVersion.course_id) & (Course.current_number == CourseVersion.number))
            .where(Course.key == course_key)
            .order_by(Lesson.position)
        )
    )


def _take(actor: Actor, course_key: str, lesson: Lesson, at: datetime, seed: str) -> None:
    if lesson.kind == "online-test":
        sit(actor, lesson.settings["test"], at, right=0.84, seed=seed)
        return
    if lesson.kind == "video":
        note(actor, course_key, lesson.key, Report(seconds=FILM, length=FILM, watched=((0.0, FILM),)))
    else:
        note(actor, course_key, lesson.key, Report(paragraph="p3"))
    go_on(actor, course_key, lesson.key)


def _items(attempt_id: UUID) -> list[AttemptItem]:
    return list(
        db.session().scalars(
            select(AttemptItem)
            .where(AttemptItem.attempt_id == attempt_id)
            .options(joinedload(AttemptItem.question_version))
            .order_by(AttemptItem.position)
        )
    )


def _answer(item: AttemptItem, *, right: bool, seed: str = "") -> Mapping[str, Sequence[str]]:
    """A right or a wrong answer, as the question's own type has it; wrong is another option, or nothing."""
    kind, body = QUESTION_TYPES[item.question_version.type], item.question_version.body
    if kind.by_hand:
        return {TEXT: [CASES[len(seed) % len(CASES)]]}
    if right:
        return kind.right_fields(body)
    options = item.option_order or kind.options(body)
    wrong: list[Mapping[str, Sequence[str]]] = [{FIELD: [option]} for option in options]
    return next((fields for fields in wrong if _earns_nothing(kind, body, fields, options)), {})


def _earns_nothing(kind: QuestionType, body: Body, fields: Mapping[str, Sequence[str]], options: Sequence[str]) -> bool:
    try:
        return kind.grade(body, kind.parse(body, fields, options)) == 0
    except BadResponse:
        return False
