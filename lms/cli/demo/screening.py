"""Screening exams of the demo: a round that is over, one in its discussions, one being read, one that is open, and a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.operations.granting import grant_role
from lms.accounts.operations.people import create_user
from lms.accounts.roles import Grant, Role
from lms.cli.demo.stories import Deed
from lms.core import db
from lms.fieldchecks.screening.models import ScreeningApplication, ScreeningRound
from lms.fieldchecks.screening.operations import applying, deciding, interests, judging, planning, vouching
from lms.fieldchecks.screening.operations.planning import Plan
from lms.fieldchecks.screening.queries.statements import own_requests
from lms.fieldchecks.screening.rules import criteria
from lms.fieldchecks.screening.rules.criteria import Criterion

EXAMINER, ADMIN, SECOND = "examiner@academy.example", "admin@academy.example", "lin.tao@academy.example"
MARKETING = {"en": "Principal marketing managers, spring", "zh": "春季资深行销经理筛考"}
PILOT = {"en": "Principal engineers, pilot round", "zh": "资深工程师试点筛考"}
EXPERTS = {"en": "Expert engineers, first round", "zh": "专家工程师首轮筛考"}
NOW = {"en": "Principal engineers, open to all", "zh": "资深工程师公开筛考"}
NEXT = {"en": "Principal engineers, next year", "zh": "明年资深工程师筛考"}
TASK = {
    "en": "Tell of one customer whom you would serve otherwise today: what you saw, what you decided, what you changed since.",
    "zh": "讲一个如今你会换一种做法的客户：当时看到了什么，做了什么决定，后来改了什么。",
}
ESSAY = (
    "A dairy in Heilongjiang lost two lines on the first frost. 黑龙江一家乳品厂在头场霜冻里停了两条线。\n\n"
    "We had sold them gateways for indoors, because the cabinet stood inside when we measured; in October somebody moved it next to the loading "
    "door. I took the spare from the branch, changed both within the day, and asked afterwards who moves cabinets in winter. Everybody did. Since "
    "then our offers ask for the coldest place within ten metres, and the two branches keep one wide-range gateway each."
)
SAID = (
    "She calls the customer back before they call us, and what she learns there stands in our offers a month later. 她总在客户催之前回电，"
    "学到的东西一个月后就写进了我们的方案。"
)
CRITERIA = (
    Criterion(
        "c1",
        1,
        {"en": "Judgement", "zh": "判断"},
        {"en": "Weighs customer, product and margin, and says why.", "zh": "会权衡客户、产品与毛利，并说得出理由。"},
        40,
    ),
    Criterion(
        "c2",
        1,
        {"en": "Evidence in practice", "zh": "实践依据"},
        {"en": "Each claim rests on a case of their own.", "zh": "每个观点都有亲身案例支撑。"},
        35,
    ),
    Criterion(
        "c3",
        1,
        {"en": "Clarity", "zh": "表达"},
        {"en": "A colleague understands it at the first reading.", "zh": "同事读一遍就能看懂。"},
        25,
    ),
    Criterion(
        "c4",
        2,
        {"en": "Answers under questions", "zh": "应答"},
        {"en": "Stays exact when pressed, and says what they do not know.", "zh": "被追问时依然准确，不懂就说不懂。"},
        50,
    ),
    Criterion(
        "c5",
        2,
        {"en": "Teaching others", "zh": "带人"},
        {"en": "Explains so that a junior could do it next week.", "zh": "讲得让初级工程师下周就能上手。"},
        50,
    ),
)
WORDS = {
    "shortlisted": "We would like to talk with you: Thursday at 14:00, by video. 想和您谈谈：周四 14:00，视频会议。",
    "not_shortlisted": "The essay tells what happened and not what you decided. Show one decision of your own. 文章讲了经过，没有讲您的决定。请写一个您自己做的决定。",
    "admitted": "You stayed exact under questions and said what you did not know. Welcome. 追问之下依然准确，不懂就说不懂。欢迎加入。",
    "not_admitted": "The answers on service levels were guesses. Teach two classes with a colleague and come back. 服务等级的回答多是猜测。请先与同事合上两次课，再来申请。",
}
REASON = "By the scores, and by what was said. 依据评分与陈述。"


def deeds(by_email: Mapping[str, Actor], today: date, zone: ZoneInfo) -> Iterator[Deed]:
    """What happened, with instants."""
    admin = by_email[ADMIN]

    def at(before: int, hour: int, do: Callable[[], object]) -> Deed:
        return Deed(datetime.combine(today - timedelta(days=before), time(hour, 25), zone), do)

    acme = [by_email[f"person{number:02}@acme.example"] for number in (1, 2, 3)]
    other = by_email["learner@other.example"]
    yield at(101, 8, _second_examiner)
    told = partial(_opened, admin, today)
    yield at(100, 9, lambda: told(MARKETING, "channel-marketing-manager/principal", 100, places=1))
    for place, person in enumerate((*acme, other)):
        yield at(95 - place, 10, partial(_apply, person, MARKETING))
    yield at(76, 9, lambda: _judged(MARKETING, (90, 82, 78, 35)))
    yield at(75, 9, lambda: _decide(MARKETING, ("shortlisted", "shortlisted", "shortlisted", "not_shortlisted")))
    yield at(75, 15, lambda: deciding.publish(admin, _round(MARKETING).id, 1))
    yield at(66, 9, lambda: _judged(MARKETING, (88, 70, 70)))
    yield at(65, 9, lambda: _decide(MARKETING, ("admitted", "not_admitted", "not_admitted")))
    yield at(65, 15, lambda: deciding.publish(admin, _round(MARKETING).id, 2))
    yield at(50, 9, lambda: told(PILOT, "expert-engineer/principal", 50, places=2))
    for place, person in enumerate((*acme, other)):
        yield at(45 - place, 11, partial(_apply, person, PILOT))
    yield at(24, 9, lambda: _judged(PILOT, (84, 84, 77, 52)))
    yield at(23, 9, lambda: _decide(PILOT, ("shortlisted", "shortlisted", "shortlisted", "not_shortlisted")))
    yield at(23, 15, lambda: deciding.publish(admin, _round(PILOT).id, 1))
    yield at(3, 9, lambda: _judged(PILOT, (80, 80, 62), but_last=1))
    yield at(32, 9, lambda: told(EXPERTS, "expert-engineer/expert", 32, places=1))
    for place, person in enumerate(acme):
        yield at(28 - place, 12, partial(_apply, person, EXPERTS))
    yield at(2, 9, _half_read)
    yield at(6, 9, lambda: told(NOW, "expert-engineer/principal", 6, places=2, referees=2))
    yield at(5, 10, partial(_apply, acme[0], NOW, ("manager@acme.example", "vogt@customer.example")))
    yield at(4, 10, lambda: _state(by_email["manager@acme.example"]))
    yield at(4, 14, partial(_apply, acme[1], NOW, ("manager@acme.example", "meyer@customer.example"), withdrawn=True))
    yield at(3, 14, partial(_begin, other, NOW))
    yield at(2, 10, partial(_apply, acme[2], NOW, ("manager@acme.example", "kuhn@customer.example")))
    yield at(1, 16, lambda: planning.make(admin, _plan(NEXT, "expert-engineer/principal", today, -60)))


def _second_examiner() -> None:
    maker = Actor.system("demo")
    made = create_user(maker, name_zh="林涛", name_latin="Lin Tao", email=SECOND, phone=None, password=None, job=None)
    grant_role(maker, made.id, Grant(Role.EXAMINER))


def _actor(email: str) -> Actor:
    return accounts.actor_of(db.session().scalars(select(User.id).where(User.email == email)).one())


def _plan(name: Mapping[str, str], level: str, today: date, before: int, **more: Any) -> Plan:
    opens = today - timedelta(days=before)
    panel = [_actor(email).user_id for email in (EXAMINER, SECOND)]
    return Plan(
        name=dict(name),
        level_key=level,
        task=TASK,
        opens_on=opens,
        closes_on=opens + timedelta(days=21),
        criteria=CRITERIA,
        panel=frozenset(one for one in panel if one is not None),
        chair=panel[0],
        asks="nothing",
        **{"referees": 0, **more},
    )


def _opened(admin: Actor, today: date, name: Mapping[str, str], level: str, before: int, **more: Any) -> None:
    made = planning.make(admin, _plan(name, level, today, before, **more))
    planning.open_round(admin, made.id)


def _round(name: Mapping[str, str]) -> ScreeningRound:
    return next(one for one in db.session().scalars(select(ScreeningRound)) if one.name == name)


def _begin(person: Actor, name: Mapping[str, str]) -> UUID:
    found = _round(name).id
    applying.begin(person, found)
    applying.keep_essay(person, found, ESSAY[:180])
    return found


def _apply(person: Actor, name: Mapping[str, str], referees: tuple[str, ...] = (), *, withdrawn: bool = False) -> None:
    found = _begin(person, name)
    for email in referees:
        who = "Wang Lei" if email.startswith("manager") else "Karsten Vogt"
        applying.name_referee(person, found, who, email, "en")
    applying.submit(person, found, ESSAY)
    if withdrawn:
        applying.withdraw(person, found)


def _state(manager: Actor) -> None:
    waiting = [one for one in own_requests(manager) if one.door == "open"]
    vouching.state(manager, waiting[-1].referee.id, "Her manager for three years. 直属经理，共事三年。", SAID)


def _handed_in(name: Mapping[str, str], state: str) -> list[ScreeningApplication]:
    mine = select(ScreeningApplication).where(
        ScreeningApplication.round_id == _round(name).id, ScreeningApplication.state == state
    )
    return list(db.session().scalars(mine.order_by(ScreeningApplication.number)))


def _judged(name: Mapping[str, str], shares: tuple[int, ...], *, but_last: int = 0) -> None:
    """By both of the panel, the second a little otherwise; of the last ones one judgement is missing."""
    found = _round(name)
    stage = 2 if found.state == "shortlisted" else 1
    there = _handed_in(name, "shortlisted" if stage == 2 else "submitted")
    for place, (one, share) in enumerate(zip(there, shares, strict=True)):
        _judge(EXAMINER, one, found, stage, share)
        if place < len(there) - but_last:
            _judge(SECOND, one, found, stage, share - 6 + 4 * (place % 2))


def _judge(email: str, one: ScreeningApplication, found: ScreeningRound, stage: int, share: int) -> None:
    points = {each.id: each.points * share // 100 for each in criteria.read(found.criteria, stage)}
    note = "Rests on what was seen. 有据可依。" if share > 75 else ""
    judging.judge(_actor(email), one.id, points, note, hand_in=True)


def _decide(name: Mapping[str, str], outcomes: tuple[str, ...]) -> None:
    there = _handed_in(name, "shortlisted" if _round(name).state == "shortlisted" else "submitted")
    for one, outcome in zip(there, outcomes, strict=True):
        deciding.decide(_actor(EXAMINER), one.id, outcome, REASON, WORDS[outcome])


def _half_read() -> None:
    """One is judged by both, one by one of them; of the third the second examiner says that they have an interest."""
    first, second, third = _handed_in(EXPERTS, "submitted")
    found = _round(EXPERTS)
    for email, one, share in ((EXAMINER, first, 72), (SECOND, first, 80), (SECOND, second, 64)):
        _judge(email, one, found, 1, share)
    interests.say(_actor(SECOND), third.id, "We wrote a case together last year. 去年合写过案例。")
