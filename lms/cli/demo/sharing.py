"""The sales toolkit in the demo: works that wait, came back and were accepted; cases that are read, and one that waits."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.cli.demo.drawing import a_plan
from lms.cli.demo.stories import Deed
from lms.core import clock, config, db
from lms.core.storage import Storage
from lms.learning import operations as learning
from lms.learning.cases import operations as cases
from lms.learning.cases.models import LearnerCase
from lms.learning.cases.rules import Written
from lms.learning.lesson_kinds import Report
from lms.learning.projects import operations as projects
from lms.learning.projects.models import ProjectWork
from lms.learning.projects.rules import Answer

COURSE, PROJECT, CASES = "sales-toolkit", "customer-analysis", "from-your-region"
TRAINER = "trainer@academy.example"
LEARNER, OTHER = "learner@acme.example", "learner@other.example"
FIRST = (
    "A dairy with two filling lines. The owner decides; the maintenance engineer can say no, and has. Stoppages: three in spring, he says "
    "a day each. What a day costs he does not know.\n\nNext: I bring the gateway along and we connect one line."
)
SECOND = FIRST + "\n\nAsked since: a lost day is 18,000, says the bookkeeping. We meet on the 14th, at nine."
DONE = "一家冲压厂，老板定，设备科长用。去年停机十一次，最长九个小时，每小时约四千元，是财务给的数。\n\n下一步：二十号上午带样机过去，先接一台压力机。"
CASE_LIFT = Written(
    "The line that stopped every Friday",
    "en",
    {
        "situation": "A maker of lifts, eighty people, one test bench that stopped every Friday afternoon. Two of us had been there before "
        "me, with offers for a new controller.",
        "deed": "I asked who works on Fridays. It was another shift, and they switched the compressor of the paint shop on at two. I borrowed "
        "a recorder and wrote the voltage down for a week, before I offered anything.",
        "lesson": "The bench was fine; the supply was not. They bought one gateway with a voltage input, and a service contract because I "
        "had not sold them a controller. I would ask for the shift plan first, every time.",
    },
)
CASE_LOST = Written(
    "丢掉的那张订单",
    "zh",
    {
        "situation": "一家食品厂要上四条线的数据采集，设备科早就认可我们，采购要三家比价。",
        "deed": "我一直陪设备科跑现场，采购只见过一面，发了一封报价邮件就等着。对手请采购看了一次样板工厂。",
        "lesson": "输在没问采购凭什么打分。他看的是三年总费用和本地备件，报价单上一个字都没有。下次先拿到打分表，再写报价。",
    },
)
CASE_WAITING = Written(
    "What the night shift knew",
    "en",
    {
        "situation": "A foundry with three shifts; by day everybody told me that nothing ever stops there.",
        "deed": "I came back at ten in the evening with a thermos and asked the furnace man what he writes down. He had a notebook of two "
        "years.",
        "lesson": "His notebook became our figures, and he the one who wanted the gateway. I go to the night shift first now.",
    },
)


def deeds(by_email: Mapping[str, Actor], by_name: Mapping[str, Actor]) -> Iterator[Deed]:
    """What happened, with instants; the learner of the cast is in the middle of it."""
    now, trainer = clock.now(), by_email[TRAINER]
    ours, other, third, fourth = (
        by_email[LEARNER],
        by_email[OTHER],
        by_name["Luo Qing"],
        by_name["Jiang Wen"],
    )

    def ago(days: float, do: Callable[[], object]) -> Deed:
        return Deed(now - timedelta(days=days), do)

    yield ago(30, lambda: _study(ours, 4))
    yield ago(29, lambda: _hand_in(ours, FIRST))
    yield ago(
        27,
        lambda: _answer(
            trainer,
            ours,
            "returned",
            "What does a day cost, and when do you meet? Ask both, then write again.",
            {"people": "met", "figures": "partly", "next-step": "missing"},
        ),
    )
    yield ago(26, lambda: _study(other, 4))
    yield ago(25, lambda: _hand_in(other, DONE))
    yield ago(
        24,
        lambda: _answer(
            trainer,
            other,
            "accepted",
            "问得扎实，日期也有了。",
            {"people": "met", "figures": "met", "next-step": "met"},
        ),
    )
    yield ago(20, lambda: _submit(other, CASE_LOST))
    yield ago(19, lambda: _publish(trainer, other))
    yield ago(12, lambda: _study(third, 4))
    yield ago(11.5, lambda: _submit(third, CASE_LIFT))
    yield ago(11, lambda: _publish(trainer, third))
    yield ago(10, lambda: _useful(ours, third))
    yield ago(9, lambda: _useful(other, third))
    yield ago(3, lambda: _study(fourth, 4))
    yield ago(2.5, lambda: _hand_in(fourth, SECOND, "hall.png"))
    yield ago(1, lambda: _submit(fourth, CASE_WAITING))


def _study(actor: Actor, lessons: int) -> None:
    """Enrol and take the first lessons: a text, a deck, a document, something outside."""
    learning.enrol(actor, COURSE)
    taken = (
        ("using-the-toolkit", None),
        ("company-introduction", Report(part=5, parts=5)),
        ("service-policy", Report(part=3, parts=3)),
        ("what-customers-read", Report(confirmed=True)),
    )
    for lesson, report in taken[:lessons]:
        if report is not None:
            learning.note(actor, COURSE, lesson, report)
        learning.go_on(actor, COURSE, lesson)


def _hand_in(actor: Actor, words: str, file: str | None = None) -> None:
    if file is not None:
        storage = Storage(config.current().data / "files")
        projects.add_file(actor, storage, COURSE, PROJECT, file, io.BytesIO(a_plan()))
    projects.hand_in(actor, COURSE, PROJECT, words)


def _answer(trainer: Actor, whose: Actor, outcome: str, comment: str, verdicts: Mapping[str, str]) -> None:
    work = db.session().scalars(select(ProjectWork).where(ProjectWork.user_id == whose.user_id)).one()
    projects.answer(trainer, work.id, 1, Answer(outcome, verdicts, comment))


def _submit(actor: Actor, written: Written) -> None:
    cases.save(actor, COURSE, CASES, None, written, submit=True)


def _publish(trainer: Actor, whose: Actor) -> None:
    cases.moderate(trainer, _case_of(whose).id, "published", "")


def _useful(reader: Actor, whose: Actor) -> None:
    cases.say_useful(reader, _case_of(whose).id, useful=True)


def _case_of(whose: Actor) -> LearnerCase:
    return db.session().scalars(select(LearnerCase).where(LearnerCase.user_id == whose.user_id)).one()
