"""What the people of the demo do over the year: each story is a list of deeds, dated in days before today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.operations.inviting import invite
from lms.accounts.operations.people import rename_user
from lms.accounts.operations.signing_in import begin_sign_in
from lms.certification.models import Certification
from lms.certification.operations import afterwards, granting
from lms.cli.demo.learning import begin_to_sit, sit, study
from lms.core import clock, db
from lms.credentials.models import Certificate
from lms.credentials.operations import reissue

JUNIOR, JUNIOR_TEST = "expert-engineer/junior", "expert-engineer-junior"
MANAGER, MANAGER_TEST = "channel-marketing-manager/manager", "channel-marketing-manager-manager"
PRODUCTS, TALK = "product-training-junior", "talk-tracks-junior"
BASICS, HANDBOOK = "industrial-connectivity-fundamentals", "building-and-running-a-marketing-channel"
MISSPELT = "The Latin name was misspelt. 拉丁字母姓名有误。"
"""Reasons are a person's own words, shown to everybody as they stand: the demo's admins write both languages."""


@dataclass(frozen=True)
class Deed:
    """Something done at an instant, in a transaction of its own."""

    at: datetime
    do: Callable[[], object]


@dataclass(frozen=True)
class Teller:
    """Tells one person's story. ``number`` makes each differ a little; ``admin`` is who grants."""

    actor: Actor
    admin: Actor
    number: int
    today: date
    zone: ZoneInfo

    @property
    def user_id(self) -> UUID:
        """Whose story it is."""
        assert self.actor.user_id is not None
        return self.actor.user_id

    def day(self, before: int, hour: int = 9) -> datetime:
        """An instant so many days ago, at an hour of the academy's day that differs a little from person to person."""
        moment = time(hour, self.number * 7 % 60)
        return datetime.combine(self.today - timedelta(days=before), moment, self.zone)

    def tell(self, story: str) -> Iterator[Deed]:
        """The deeds of a story; what came before it is told first."""
        spread = self.number * 11 % 150
        tellings: dict[str, Callable[[], Iterator[Deed]]] = {
            "none": lambda: iter(()),
            "invited": lambda: self._invited(3 + self.number % 8),
            "begun": lambda: self._begun(3 + self.number % 20),
            "stalled": lambda: self._begun(45 + self.number % 40),
            "learned": lambda: self._learned(10 + self.number % 30),
            "failed": lambda: self._failed(15 + self.number % 40),
            "eligible": lambda: self._passed(2 + self.number % 6),
            "declined": self._declined,
            "certified": lambda: self._certified(25 + spread),
            "ending": lambda: self._certified(650 + spread // 3),
            "expired": lambda: self._certified(745 + spread // 8),
            "suspended": lambda: self._then(
                "suspended", "A customer's complaint is being looked into. 正在核实客户投诉。", 120
            ),
            "revoked": lambda: self._then("revoked", "Somebody else had sat the test. 经查，测试系他人代考。", 140),
            "replaced": self._replaced,
            "channel": lambda: self._channel(40 + spread // 2),
        }
        deeds = list(tellings[story]())
        if deeds and story != "invited":
            yield self._comes(min(deed.at for deed in deeds) - timedelta(minutes=5))
        yield from deeds

    def _comes(self, at: datetime) -> Deed:
        """They sign in for the first time."""

        def done() -> None:
            with clock.at(at):
                begin_sign_in(self.user_id, address="127.0.0.1", agent="demo")

        return Deed(at, done)

    def _invited(self, before: int) -> Iterator[Deed]:
        yield self._admin(before, lambda: invite(self.admin, self.user_id))

    def _study(self, course: str, before: int, lessons: int | None = None, hour: int = 9) -> Deed:
        begins = self.day(before, hour)
        return Deed(begins, lambda: study(self.actor, course, begins, lessons=lessons, seed=str(self.number)))

    def _sit(self, test: str, before: int, right: float) -> Deed:
        at = self.day(before, 19)
        return Deed(at, lambda: sit(self.actor, test, at, right=right, seed=str(self.number)))

    def _sits_now(self, test: str) -> Deed:
        at = clock.now() - timedelta(minutes=8 + self.number % 7)
        return Deed(at, lambda: begin_to_sit(self.actor, test, at, seed=str(self.number)))

    def _admin(self, before: int, do: Callable[[], object]) -> Deed:
        at = self.day(before, 10)

        def done() -> None:
            with clock.at(at):
                do()

        return Deed(at, done)

    def _begun(self, before: int) -> Iterator[Deed]:
        yield self._study(PRODUCTS, before, lessons=2 + self.number % 3)
        if self.number % 3 == 0:
            yield self._study(BASICS, before - 1, lessons=1)
        if self.number % 3 == 1:
            yield self._sits_now(f"{PRODUCTS}-check")

    def _learned(self, before: int) -> Iterator[Deed]:
        yield self._study(PRODUCTS, before + 8)
        yield self._study(TALK, before, hour=14)
        if self.number % 2:
            yield self._study(BASICS, before - 1)

    def _failed(self, before: int) -> Iterator[Deed]:
        yield from self._learned(before + 4)
        yield self._sit(JUNIOR_TEST, before, 0.45 + self.number % 4 * 0.05)

    def _passed(self, before: int) -> Iterator[Deed]:
        yield from self._learned(before + 6)
        if self.number % 4 == 0:
            yield self._sit(JUNIOR_TEST, before + 3, 0.6)
        yield self._sit(JUNIOR_TEST, before, 0.75 + self.number % 5 * 0.05)

    def _certified(self, before: int) -> Iterator[Deed]:
        yield from self._passed(before + 3)
        yield self._admin(before, lambda: granting.grant(self.admin, self.user_id, JUNIOR))

    def _declined(self) -> Iterator[Deed]:
        yield from self._passed(12)
        reason = "The proof of employment is missing. Send it to us and we look again. 缺少在职证明，请寄给我们，我们将重新审核。"
        yield self._admin(9, lambda: granting.decline(self.admin, self.user_id, JUNIOR, reason))

    def _then(self, kind: str, reason: str, before: int) -> Iterator[Deed]:
        yield from self._certified(before)
        yield self._admin(before // 2, lambda: afterwards.change(self.admin, self._certification().id, kind, reason))

    def _replaced(self) -> Iterator[Deed]:
        yield from self._certified(90)
        yield self._admin(30, self._correct_the_name)

    def _correct_the_name(self) -> None:
        rename_user(
            self.admin,
            self.user_id,
            name_zh="曹颖",
            name_latin="Cao Yingying",
            reason=MISSPELT,
        )
        first = (
            db.session()
            .scalars(select(Certificate).where(Certificate.certification_id == self._certification().id))
            .one()
        )
        reissue(self.admin, first.id, MISSPELT)

    def _channel(self, before: int) -> Iterator[Deed]:
        yield self._study(HANDBOOK, before + 9)
        yield self._sit(MANAGER_TEST, before + 3, 0.85)
        yield self._admin(before, lambda: granting.grant(self.admin, self.user_id, MANAGER))

    def _certification(self) -> Certification:
        return db.session().scalars(select(Certification).where(Certification.user_id == self.user_id)).one()
