"""Mystery checks: a small checklist, plans, and visits brought to any state by the deeds themselves."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from PIL import Image, ImageDraw
from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.core import clock, db
from lms.fieldchecks.mystery.checklist import Checklist
from lms.fieldchecks.mystery.models import MysteryPlan, MysteryProgramme, MysteryTarget, MysteryVisit
from lms.fieldchecks.mystery.operations import disputing, planning, reviewing, visiting
from lms.fieldchecks.mystery.operations.programmes import keep_version
from lms.fieldchecks.mystery.operations.visiting import Given, Told
from lms.fieldchecks.mystery.rules.answers import Answer
from tests.cast import Cast, Member

ITEMS: list[dict[str, Any]] = [
    {"id": "greeted", "kind": "yes-no", "weight": 2},
    {"id": "asked", "kind": "scale", "weight": 3, "scale": {"low": 0, "high": 3}, "not_applicable": True},
    {"id": "offered", "kind": "yes-no", "weight": 1},
    {"id": "what", "kind": "text", "optional": True, "when": {"item": "offered", "any_of": ["yes"]}},
    {"id": "plate", "kind": "choice", "known": "green", "options": ["green", "blue"]},
    {"id": "price", "kind": "yes-no", "weight": 4, "critical": True},
    {"id": "front", "kind": "photo", "optional": True},
]
GOOD = {"greeted": "yes", "asked": "3", "offered": "yes", "plate": "green", "price": "yes"}
POOR = {"greeted": "no", "asked": "1", "offered": "no", "plate": "green", "price": "yes"}
MARK = "Seen at the counter."


class Staff(Protocol):
    """Whoever plans and reviews, and whoever visits: the named cast, or others."""

    @property
    def admin(self) -> Member:
        """Plans and reviews."""

    @property
    def inspector(self) -> Member:
        """Visits."""


def words(text: str) -> dict[str, str]:
    """The same in both languages, told apart."""
    return {"en": text, "zh": f"{text}（中）"}


def an_item(**about: Any) -> dict[str, Any]:
    """An item of a checklist's document."""
    options = [{"id": one, "title": words(one), "points": 50} for one in about.pop("options", ())]
    return {"ask": words(about["id"]), **({"options": options} if options else {}), **about}


def a_document(items: list[dict[str, Any]] | None = None, **terms: Any) -> dict[str, Any]:
    """A checklist of two sections."""
    found = [an_item(**dict(one)) for one in (items or ITEMS)]
    half = max(1, len(found) // 2)
    parts = [found[:half], found[half:]] if len(found) > 1 else [found]
    sections = [{"id": f"s{n}", "title": words(f"Part {n}"), "items": part} for n, part in enumerate(parts, start=1)]
    return {"format": 1, "id": "shop", "version": 1, "title": words("Shop"), "sections": sections, **terms}


def a_checklist(items: list[dict[str, Any]] | None = None, **terms: Any) -> Checklist:
    """The same, read."""
    return Checklist.model_validate(a_document(items, **terms))


def a_programme(**terms: Any) -> MysteryProgramme:
    """A programme with a published version."""
    document = a_document(**terms)
    programme = MysteryProgramme(key="shop", source="designer", title=document["title"])
    db.session().add(programme)
    db.session().flush()
    keep_version(Actor.system("tests"), programme, document)
    return programme


def a_plan(cast: Staff, *, each: int = 1, person: UUID | None = None, at: UUID | None = None) -> MysteryPlan:
    """A plan of this month with Acme (or ``at``) in it."""
    programme = db.session().scalars(select(MysteryProgramme)).first() or a_programme()
    today = clock.today()
    plan = planning.make_plan(
        cast.admin.actor,
        programme.id,
        "Autumn",
        opens_on=today - timedelta(days=5),
        closes_on=today + timedelta(days=20),
        each=each,
    )
    planning.add_target(cast.admin.actor, plan.id, at or cast.acme.id, person)  # type: ignore[attr-defined]
    return plan


def visit_of(plan: MysteryPlan) -> MysteryVisit:
    """Its first visit."""
    mine = select(MysteryVisit).where(MysteryVisit.plan_id == plan.id).order_by(MysteryVisit.number)
    return db.session().scalars(mine).first()  # type: ignore[return-value]


def assigned(cast: Cast, **about: Any) -> UUID:
    """A visit given to the inspector."""
    visit = visit_of(a_plan(cast, **about))
    planning.assign(cast.admin.actor, visit.id, cast.inspector.user_id)
    return visit.id


def begun(cast: Cast, **about: Any) -> UUID:
    """Its form is open."""
    visit_id = assigned(cast, **about)
    visiting.begin(cast.inspector.actor, visit_id)
    return visit_id


def answer(cast: Staff, visit_id: UUID, said: dict[str, str], revision: int = 1) -> None:
    """Fill the form in."""
    given = [Given(item, Answer(value, note=MARK if item == "price" else ""), revision) for item, value in said.items()]
    assert not [one for one in visiting.save(cast.inspector.actor, visit_id, given) if one.refused]


def submitted(cast: Cast, said: dict[str, str] | None = None, **about: Any) -> UUID:
    """Handed in."""
    visit_id = begun(cast, **about)
    answer(cast, visit_id, said or GOOD)
    visiting.hand_in(cast.inspector.actor, visit_id, Told("made", clock.now() - timedelta(hours=2)))
    return visit_id


def accepted(cast: Cast, said: dict[str, str] | None = None, **about: Any) -> UUID:
    """Accepted by the admin."""
    visit_id = submitted(cast, said, **about)
    reviewing.accept(cast.admin.actor, visit_id)
    return visit_id


def accepted_at(staff: Staff, partner_id: UUID, user_id: UUID) -> UUID:
    """An accepted visit to a person at a company, made by somebody of whom nothing is known any more: an inspector's name is of no world."""
    plan = db.session().scalars(select(MysteryPlan)).first() or a_plan(staff, at=partner_id, person=user_id)
    here = select(MysteryVisit.id).join(MysteryTarget).where(MysteryTarget.user_id == user_id)
    if db.session().scalar(here) is None:
        planning.add_target(staff.admin.actor, plan.id, partner_id, user_id)
    visit_id = db.session().scalars(here).one()
    planning.assign(staff.admin.actor, visit_id, staff.inspector.user_id)
    visiting.begin(staff.inspector.actor, visit_id)
    answer(staff, visit_id, GOOD)
    visiting.hand_in(staff.inspector.actor, visit_id, Told("made", clock.now() - timedelta(hours=2)))
    reviewing.accept(staff.admin.actor, visit_id)
    db.session().get_one(MysteryVisit, visit_id).inspector_id = None
    db.session().flush()
    return visit_id


def disputed(cast: Cast) -> UUID:
    """An item of it disputed by Acme's manager; the dispute's id."""
    return disputing.raise_dispute(cast.manager.actor, accepted(cast, POOR), "greeted", "He was on the phone.").id


def a_photo(seed: int = 1, size: tuple[int, int] = (320, 240), *, gps: bool = False, quality: int = 90) -> io.BytesIO:
    """A photo of something, as a camera saves it; ``seed`` says of what."""
    picture = Image.new("RGB", size, (200, 190, 170))
    pen = ImageDraw.Draw(picture)
    for n in range(24):
        x, y = (seed * 37 + n * 53) % 300 * size[0] // 320, (seed * 91 + n * 71) % 220 * size[1] // 240
        pen.rectangle(
            (x, y, x + size[0] // 8, y + size[1] // 7),
            fill=((n * 40 + seed * 13) % 256, n * 10 % 256, (seed * 77) % 256),
        )
    out, exif = io.BytesIO(), Image.Exif()
    if gps:
        exif[0x010F] = "Zheng Kai's telephone"
        place = exif.get_ifd(0x8825)
        place.update({1: "N", 2: (45.0, 45.0, 0.0), 3: "E", 4: (126.0, 38.0, 0.0)})
    picture.save(out, "JPEG", quality=quality, exif=exif)
    out.seek(0)
    return out
