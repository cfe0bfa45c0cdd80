"""Cards in the demo: a person watched, one red by a second yellow, one red with an appeal that waits, companies, one taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
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
from lms.conduct.models import Card
from lms.conduct.operations.appealing import appeal
from lms.conduct.operations.giving import Given, give, lift, take_back
from lms.conduct.queries import About
from lms.core import db

SECOND = "admin-two@academy.example"
LATE = "Quoted a customer prices that were not released. 向客户报出尚未发布的价格。"
AGAIN = "Did the same again, to another customer. 再次向另一客户报出未发布价格。"
BORROWED = "Signed an installation that somebody else had made. 在他人完成的安装单上签字。"
NOT_ME = "I was there: the customer's gate log shows it. Please look at it. 我在现场，客户门禁记录可查，请核实。"
COUNTER = "Nobody at the counter knew the return rules, twice. 柜台两次均不了解退换规则。"
MIXED_UP = "Two people of the same name were mixed up. 同名人员混淆。"
SERVED = "A year went by without anything more. 一年内未再发生。"
PRIVATE = "Sold a display unit as new. 将样机当新机出售。"


def deeds(
    companies: Mapping[str, UUID],
    by_email: Mapping[str, Actor],
    by_name: Mapping[str, Actor],
    today: date,
    zone: ZoneInfo,
) -> Iterator[Deed]:
    """What happened, with instants: a second admin gives most of them, so that the first may answer appeals."""
    admin = by_email["admin@academy.example"]

    def at(before: int, hour: int, do: Callable[[], object]) -> Deed:
        return Deed(datetime.combine(today - timedelta(days=before), time(hour, 25), zone), do)

    def on(whom: About, colour: str, reason: str, rests_on: str, source: str) -> Callable[[], object]:
        return lambda: give(_second(), whom, Given(colour, reason, rests_on, source))

    def person(name: str) -> About:
        return About(user_id=by_name[name].user_id)

    nana = About(user_id=by_email["learner@acme.example"].user_id)
    gang, greta, lukas, elias = (person(one) for one in ("Zhao Gang", "Greta Krüger", "Lukas Weber", "Elias Wolf"))
    yield at(395, 9, lambda: _make_second(admin))
    yield at(390, 9, on(elias, "red", PRIVATE, "letter", "Letter of a customer 客户来函"))
    yield at(30, 9, lambda: lift(admin, _last(elias), SERVED))
    yield at(100, 9, on(gang, "yellow", LATE, "letter", "Letter of Harbin Machinery 哈尔滨机械来函"))
    yield at(12, 9, on(gang, "yellow", AGAIN, "letter", "Letter of Songhua Packaging 松花包装来函"))
    yield at(20, 9, on(greta, "red", BORROWED, "deed", "Installation form 2417 安装单 2417"))
    yield at(8, 9, lambda: appeal(by_name["Greta Krüger"], _last(greta), NOT_ME))
    yield at(50, 9, on(lukas, "yellow", LATE, "letter", "Letter of a customer 客户来函"))
    yield at(46, 9, lambda: take_back(admin, _last(lukas), MIXED_UP))
    yield at(15, 9, on(nana, "yellow", LATE, "letter", "Letter of Acme's customer 顶点客户来函"))
    for before, code in ((90, "ELBE"), (10, "ACME-DL")):
        company = About(partner_id=companies[code])
        yield at(before, 10, on(company, "yellow", COUNTER, "deed", "Visits of the channel desk 渠道部走访"))


def _make_second(admin: Actor) -> None:
    made = create_user(admin, name_zh="秦岚", name_latin="Qin Lan", email=SECOND)
    grant_role(admin, made.id, Grant(Role.ADMIN))


def _second() -> Actor:
    found = db.session().scalars(select(User.id).where(User.email == SECOND)).one()
    return accounts.actor_of(found)


def _last(whom: About) -> UUID:
    mine = Card.user_id == whom.user_id if whom.user_id else Card.partner_id == whom.partner_id
    return db.session().scalars(select(Card.id).where(mine).order_by(Card.recorded_at.desc())).first()  # type: ignore[return-value]
