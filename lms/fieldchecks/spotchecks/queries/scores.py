"""How well people answered, by category and month, and by company beside its region: within the reach of who looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from uuid import UUID

from sqlalchemy import and_, case, extract, func, select

from lms.accounts.actor import Actor
from lms.accounts.models import Employment
from lms.accounts.queries.companies import within_company
from lms.accounts.queries.places import employed
from lms.accounts.roles import Permission
from lms.assessment.models import Question, QuestionBank, QuestionVersion
from lms.core import clock, db
from lms.core.i18n import Text
from lms.fieldchecks.spotchecks.models import SpotCheck, SpotQuestion
from lms.fieldchecks.spotchecks.queries.checks import SCORED, reached
from lms.fieldchecks.spotchecks.queries.questions import category_title
from lms.fieldchecks.spotchecks.rules.calling import State
from lms.fieldchecks.spotchecks.rules.scoring import Mark
from lms.partners.models import Partner, Region


@dataclass(frozen=True)
class Month:
    """What was answered in a month: how many answers, and the share of the points, 0 to 100."""

    first: date
    answers: int
    share: float


@dataclass(frozen=True)
class CategoryScores:
    """A category of a bank, month by month, the oldest first; ``answers`` and ``share`` of all of them."""

    bank: Text
    title: Text
    months: Sequence[Month]

    @property
    def answers(self) -> int:
        """Of all months."""
        return sum(month.answers for month in self.months)

    @property
    def share(self) -> float:
        """Of all months."""
        return sum(month.share * month.answers for month in self.months) / self.answers


@dataclass(frozen=True)
class Against:
    """A company beside its region: how many of its people's checks were scored, how many not passed, and the means in per cent."""

    partner: Partner
    region: Region
    checks: int
    failed: int
    mean: Decimal
    region_mean: Decimal


def partners(actor: Actor, *, level: str = "") -> list[Against]:
    """Every company whose people were checked, by where they work today; the weakest first. One query."""
    asked = (
        select(Partner, Region, func.count(), func.sum(SpotCheck.score), func.sum(_FAILED))
        .select_from(SpotCheck)
        .join(Employment, and_(Employment.user_id == SpotCheck.user_id, employed(clock.today())))
        .join(Partner, Partner.id == Employment.partner_id)
        .join(Region, Region.id == Partner.region_id)
        .where(reached(actor), SpotCheck.state.in_(SCORED), SpotCheck.score.is_not(None))
        .group_by(Partner.id, Region.id)
    )
    rows = db.session().execute(asked.where(SpotCheck.level_key == level) if level else asked).all()
    of_region: dict[UUID, list[Decimal]] = {}
    for _partner, region, checks, total, _failed in rows:
        there = of_region.setdefault(region.id, [Decimal(0), Decimal(0)])
        there[0], there[1] = there[0] + Decimal(total), there[1] + checks
    found = [
        Against(partner, region, checks, int(failed or 0), _mean(Decimal(total), checks), _mean(*of_region[region.id]))
        for partner, region, checks, total, failed in rows
    ]
    return sorted(found, key=lambda one: (one.mean, one.partner.code))


_FAILED = case((SpotCheck.state == State.FAILED.value, 1), else_=0)


def _mean(total: Decimal, checks: Decimal | int) -> Decimal:
    return (total / checks).quantize(Decimal("0.1"), ROUND_DOWN)


def scores(actor: Actor, *, level: str = "", company: UUID | None = None) -> list[CategoryScores]:
    """Every category that was asked about, the weakest first. Two queries."""
    year, month = extract("year", SpotCheck.held_on), extract("month", SpotCheck.held_on)
    asked = (
        select(Question.bank_id, QuestionVersion.category, year, month, func.count(), func.sum(SpotQuestion.mark))
        .select_from(SpotQuestion)
        .join(SpotCheck, SpotCheck.id == SpotQuestion.check_id)
        .join(QuestionVersion, QuestionVersion.id == SpotQuestion.question_version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(reached(actor), SpotCheck.state.in_(SCORED))
        .group_by(Question.bank_id, QuestionVersion.category, year, month)
        .order_by(year, month)
    )
    if level:
        asked = asked.where(SpotCheck.level_key == level)
    if company:
        at = select(Employment.user_id).join(Partner, Partner.id == Employment.partner_id)
        there = at.where(employed(clock.today()), within_company(actor, Permission.SPOT_CHECK_CALL, company))
        asked = asked.where(SpotCheck.user_id.in_(there))
    found: dict[tuple[UUID, str], list[Month]] = {}
    for bank, category, in_year, in_month, answers, points in db.session().execute(asked):
        share = 100 * int(points or 0) / (Mark.RIGHT * answers)
        found.setdefault((bank, category), []).append(Month(date(int(in_year), int(in_month), 1), answers, share))
    named = select(QuestionBank).where(QuestionBank.id.in_({bank for bank, _category in found}))
    banks = {bank.id: bank for bank in db.session().scalars(named)}
    lines = [
        CategoryScores(banks[bank].title, category_title(banks[bank].categories, category), months)
        for (bank, category), months in found.items()
    ]
    return sorted(lines, key=lambda line: line.share)
