"""Mystery checks of the demo: a year of visits by two inspectors, one in every state, one disputed, one found closed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from uuid import UUID

from PIL import Image, ImageDraw
from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.operations.granting import grant_role
from lms.accounts.operations.people import create_user
from lms.accounts.roles import Grant, Role
from lms.cli.demo.stories import Deed
from lms.core import clock, config, db
from lms.core.storage import Storage
from lms.fieldchecks.mystery.models import MysteryDispute, MysteryPlan, MysteryProgramme, MysteryTarget, MysteryVisit
from lms.fieldchecks.mystery.operations import counting, disputing, photographing, planning, reviewing, visiting
from lms.fieldchecks.mystery.operations.photographing import Sent
from lms.fieldchecks.mystery.operations.visiting import Given, Told
from lms.fieldchecks.mystery.rules.answers import Answer

SECOND = "inspector-two@academy.example"
GOOD = {
    "entered-at": "10:40",
    "plate": "green",
    "clean": "3",
    "minutes-alone": "2",
    "greeted": "yes",
    "asked-use": "3",
    "asked-stop": "3",
    "asked-budget": "yes",
    "offered": "fits",
    "true-claims": "yes",
    "showed": "yes",
    "service": "2",
    "price": "yes",
    "next-step": "yes",
    "said": "“For two machines the G3 is too much: take the G1 and keep the money for the cabling.”",
    "left-at": "11:25",
}
FAIR = GOOD | {
    "minutes-alone": "8",
    "asked-stop": "1",
    "offered": "larger",
    "next-step": "no",
    "service": "1",
    "said": "",
}
POOR = FAIR | {"price": "no", "showed": "no", "asked-use": "0", "clean": "1"}
PLANS = {"year": ("The year's round", 400, -40), "autumn": ("Autumn round", 45, 30)}
VISITS: tuple[tuple[str, str, str, int, Mapping[str, str], str], ...] = (
    # company, plan, who, days ago, what was seen, how far it came
    ("BDH", "year", "first", 300, FAIR, "counted"),
    ("ELBE", "year", "first", 240, POOR, "counted"),
    ("OTHER", "year", "second", 210, GOOD, "counted"),
    ("WESER", "year", "second", 150, GOOD, "counted"),
    ("ACME", "year", "second", 120, FAIR, "counted"),
    ("ACME-DL", "year", "first", 70, FAIR, "rejected"),
    ("ACME", "autumn", "first", 12, FAIR, "disputed"),
    ("ACME-DL", "autumn", "second", 5, GOOD, "accepted"),
    ("OTHER", "autumn", "first", 9, POOR, "answered"),
    ("BDH", "autumn", "second", 2, GOOD, "submitted"),
    ("WESER", "autumn", "first", 3, {}, "closed"),
    ("ELBE", "autumn", "second", 4, FAIR, "sent_back"),
)


def deeds(companies: Mapping[str, UUID], by_email: Mapping[str, Actor], admin: Actor) -> Iterator[Deed]:
    """What happened, with instants."""
    now, manager = clock.now(), {"ACME": by_email["manager@acme.example"], "OTHER": by_email["manager@other.example"]}
    first = by_email["inspector@academy.example"]

    def ago(days: float, do: Callable[[], object]) -> Deed:
        return Deed(now - timedelta(days=days), do)

    def inspector(who: str) -> Actor:
        return first if who == "first" else accounts.actor_of(_second())

    yield ago(405, partial(_hire, admin))
    for key, (_title, days_ago, _ends) in PLANS.items():
        yield ago(days_ago, partial(_plan, admin, key, companies))
    for number, (company, plan, who, days, said, end) in enumerate(VISITS):
        at = companies[company]
        yield ago(days + 1, partial(_assign, admin, plan, at, partial(inspector, who)))
        yield ago(days, partial(_make, partial(inspector, who), plan, at, said, end, number))
        if end != "submitted":
            yield ago(days - 0.7, partial(_review, admin, plan, at, end))
        if end in ("disputed", "answered"):
            yield ago(days - 3, partial(_dispute, manager[company], plan, at))
        if end == "answered":
            yield ago(days - 5, partial(_answer, admin, plan, at))
        if end == "counted":
            yield ago(days - 16, counting.close_due)
    yield ago(1, partial(_person, admin, companies["BDH"], first))
    yield ago(0.5, partial(_person, admin, companies["OTHER"], None))


def _second() -> UUID:
    return db.session().scalars(select(User.id).where(User.email == SECOND)).one()


def _hire(admin: Actor) -> None:
    made = create_user(admin, name_zh="黎然", name_latin="Li Ran", email=SECOND)
    grant_role(admin, made.id, Grant(Role.INSPECTOR))


def _plan(admin: Actor, key: str, companies: Mapping[str, UUID]) -> None:
    title, begins, ends = PLANS[key]
    programme = db.session().scalars(select(MysteryProgramme.id).where(MysteryProgramme.key == "shop-visit")).one()
    today = clock.today()
    last = today + timedelta(days=begins - 40 if key == "year" else begins + ends)
    plan = planning.make_plan(admin, programme, title, opens_on=today, closes_on=last, each=1)
    for company in sorted({one[0] for one in VISITS if one[1] == key}):
        planning.add_target(admin, plan.id, companies[company])


def _of(plan: str, at: UUID) -> MysteryVisit:
    mine = (
        select(MysteryVisit)
        .join(MysteryPlan, MysteryPlan.id == MysteryVisit.plan_id)
        .join(MysteryTarget, MysteryTarget.id == MysteryVisit.target_id)
        .where(MysteryPlan.title == PLANS[plan][0], MysteryVisit.partner_id == at, MysteryTarget.user_id.is_(None))
    )
    return db.session().scalars(mine.order_by(MysteryVisit.number)).first()  # type: ignore[return-value]


def _assign(admin: Actor, plan: str, at: UUID, whom: Callable[[], Actor]) -> None:
    chosen = whom().user_id
    assert chosen is not None
    planning.assign(admin, _of(plan, at).id, chosen)


def _make(who: Callable[[], Actor], plan: str, at: UUID, said: Mapping[str, str], end: str, number: int) -> None:
    inspector, visit = who(), _of(plan, at)
    visiting.begin(inspector, visit.id)
    when = clock.now() - timedelta(hours=3)
    if end == "closed":
        told = Told(
            "closed",
            when,
            "The shutters were down at a quarter past ten; the sign says nine. 十点一刻卷帘门还关着，牌子上写的是九点。",
        )
        visiting.hand_in(inspector, visit.id, told)
        return
    storage = Storage(config.current().data / "files")
    for n, item in enumerate(("front", "counter")):
        photo = Sent(
            item, f"demo-{number}-{n}", io.BytesIO(a_scene(number * 2 + n)), wants_place=n == 0, place=(45.75, 126.63)
        )
        photographing.add_photo(inspector, storage, visit.id, photo)
    visiting.save(inspector, visit.id, [Given(item, Answer(value), 1) for item, value in said.items() if value])
    visiting.hand_in(inspector, visit.id, Told("made", when))


def _review(admin: Actor, plan: str, at: UUID, end: str) -> None:
    visit_id = _of(plan, at).id
    if end == "rejected":
        reviewing.reject(admin, visit_id, "The photos show the shop next door. 照片拍的是隔壁店。")
    elif end == "sent_back":
        reviewing.send_back(
            admin, visit_id, "Which price was in writing? Say it in a note. 书面报价是多少？请在备注里写明。"
        )
    else:
        reviewing.accept(admin, visit_id)


def _dispute(manager: Actor, plan: str, at: UUID) -> None:
    words = "Our engineer did ask: he wrote it down, and the customer signed. 我们的工程师问过，并有客户签字的记录。"
    disputing.raise_dispute(manager, _of(plan, at).id, "asked-stop", words)


def _answer(admin: Actor, plan: str, at: UUID) -> None:
    visit = _of(plan, at)
    dispute = db.session().scalars(select(MysteryDispute.id).where(MysteryDispute.visit_id == visit.id)).one()
    disputing.answer_dispute(
        admin,
        dispute,
        upheld=True,
        answer="The signed note was sent to us. The item is struck. 已收到签字记录，该项不计。",
    )


def _person(admin: Actor, at: UUID, inspector: Actor | None) -> None:
    """A visit to one person; given to an inspector, who has begun it, or still to be given."""
    plan = db.session().scalars(select(MysteryPlan.id).where(MysteryPlan.title == PLANS["autumn"][0])).one()
    works = (
        db.session()
        .scalars(select(Employment.user_id).where(Employment.partner_id == at).order_by(Employment.id))
        .first()
    )
    target = planning.add_target(admin, plan, at, works)
    visit = db.session().scalars(select(MysteryVisit).where(MysteryVisit.target_id == target.id)).one()
    if inspector is not None and inspector.user_id is not None:
        planning.assign(admin, visit.id, inspector.user_id)


def a_scene(seed: int) -> bytes:
    """A shop front, or a counter, in flat colours: no two look the same."""
    picture = Image.new("RGB", (640, 480), ((seed * 37) % 90 + 140, (seed * 53) % 80 + 150, (seed * 29) % 70 + 150))
    draw = ImageDraw.Draw(picture)
    for n in range(9):
        x, y = (seed * 71 + n * 149) % 560, (seed * 113 + n * 97) % 400
        shade = ((seed * 61 + n * 47) % 200, (seed * 31 + n * 83) % 200, (seed * 17 + n * 29) % 200)
        draw.rectangle((x, y, x + 60 + n * 9, y + 40 + n * 11), fill=shade)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return file.getvalue()
