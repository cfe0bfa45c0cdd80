"""Applications as the panel and those who plan see them: the dossier of each, and the order of all, behind the blind wall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.people import people_named
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.i18n import Message
from lms.fieldchecks.screening.models import (
    ScreeningApplication,
    ScreeningFile,
    ScreeningInterest,
    ScreeningJudgement,
    ScreeningReferee,
    ScreeningRound,
)
from lms.fieldchecks.screening.queries.rounds import HANDED_IN, round_of
from lms.fieldchecks.screening.rules import criteria, ranking
from lms.fieldchecks.screening.rules.ranking import Placed, Scored
from lms.fieldchecks.screening.rules.states import STAGES, Phase, State, is_past, may_see_judgements, phase_of
from lms.partners.models import Partner


@dataclass(frozen=True)
class Judged:
    """What one of the panel gave."""

    user_id: UUID
    stage: int
    points: Mapping[str, int]
    note: str
    percent: Decimal


@dataclass(frozen=True)
class Entry:
    """An application in a round's list. ``interest``: why the one who looks does not judge it. ``means`` and ``judged`` by stage, None and
    empty behind the blind wall; ``missing``: of how many of the panel a judgement of the stage at hand is missing; ``mine``: whether
    one's own is in. ``placed``: its place in the order, where one may know it.
    """

    application: ScreeningApplication
    person: User
    partner: Partner | None
    interest: Message | str | None
    means: Mapping[int, Decimal | None]
    judged: Mapping[int, Sequence[Judged]]
    missing: int
    mine: bool
    placed: Placed | None = None


@dataclass(frozen=True)
class Desk:
    """A round with all that was handed in, the best first as far as one may know; ``stage``: what is judged now, None: nothing."""

    round: ScreeningRound
    stage: int | None
    phase: Phase
    entries: Sequence[Entry]
    on_panel: bool
    is_chair: bool


@dataclass(frozen=True)
class Dossier:
    """One application on its page, with all that one may see of it. ``own``: one's own judgement of the stage at hand, draft or not;
    ``judges`` by id; ``decides``: whether one decides about it now.
    """

    desk: Desk
    entry: Entry
    files: Sequence[ScreeningFile]
    referees: Sequence[ScreeningReferee]
    own: ScreeningJudgement | None
    judges: Mapping[UUID, User]
    interests: Sequence[ScreeningInterest]
    decides: bool


def desk(actor: Actor, round_id: UUID) -> Desk:
    """A round and its applications; raises :class:`NotFound` for a round out of reach. A constant number of queries."""
    found = round_of(actor, round_id)
    rows = _rows(found.id)
    ids = [row[0].id for row in rows]
    judgements: dict[UUID, list[ScreeningJudgement]] = defaultdict(list)
    handed_in = select(ScreeningJudgement).where(ScreeningJudgement.application_id.in_(ids))
    for one in db.session().scalars(handed_in.where(ScreeningJudgement.handed_in_at.is_not(None))):
        judgements[one.application_id].append(one)
    interests: dict[UUID, list[ScreeningInterest]] = defaultdict(list)
    for tie in db.session().scalars(select(ScreeningInterest).where(ScreeningInterest.application_id.in_(ids))):
        interests[tie.application_id].append(tie)
    phase = phase_of(found.stands, found.window, clock.today())
    me = next((one for one in found.panel if one.user_id == actor.user_id), None)
    stage = STAGES.get(phase)
    entries = [_entry(found, row, judgements[row[0].id], interests[row[0].id], actor.user_id, stage) for row in rows]
    return Desk(found, stage, phase, _in_order(entries, found, stage), me is not None, bool(me and me.chair))


def dossier(actor: Actor, application_id: UUID) -> Dossier:
    """One application; raises :class:`NotFound` for what is not handed in, out of reach, or not one's to judge for an interest in it."""
    round_id = db.session().scalar(
        select(ScreeningApplication.round_id).where(ScreeningApplication.id == application_id)
    )
    if round_id is None:
        raise NotFound
    seen = desk(actor, round_id)
    entry = next((one for one in seen.entries if one.application.id == application_id), None)
    if entry is None or entry.interest is not None:
        raise NotFound
    session = db.session()
    files = session.scalars(
        select(ScreeningFile).where(ScreeningFile.application_id == application_id).order_by(ScreeningFile.id)
    ).all()
    referees = session.scalars(
        select(ScreeningReferee).where(ScreeningReferee.application_id == application_id).order_by(ScreeningReferee.id)
    ).all()
    interests = session.scalars(
        select(ScreeningInterest).where(ScreeningInterest.application_id == application_id)
    ).all()
    own = session.get(ScreeningJudgement, (application_id, actor.user_id, seen.stage)) if seen.stage else None
    judges = people_named({one.user_id for one in seen.round.panel} | {one.user_id for one in interests})
    return Dossier(seen, entry, files, referees, own, judges, interests, _decides(actor, seen, interests))


def decider_of(round_: ScreeningRound, interested: set[UUID]) -> UUID | None:
    """Who decides about an application: the chair; where the chair has an interest in it, the first of the panel who has none."""
    panel = sorted(round_.panel, key=lambda one: (not one.chair, one.user_id))
    return next((one.user_id for one in panel if one.user_id not in interested), None)


def _decides(actor: Actor, seen: Desk, interests: Sequence[ScreeningInterest]) -> bool:
    decider = decider_of(seen.round, {one.user_id for one in interests})
    return seen.stage is not None and decider is not None and decider == actor.user_id


def _rows(round_id: UUID) -> Sequence[tuple[ScreeningApplication, User, Partner | None]]:
    found = (
        select(ScreeningApplication, User, Partner)
        .join(User, User.id == ScreeningApplication.user_id)
        .outerjoin(Partner, Partner.id == ScreeningApplication.partner_id)
        .where(ScreeningApplication.round_id == round_id, ScreeningApplication.state.in_(HANDED_IN))
        .order_by(ScreeningApplication.number)
    )
    return [(row[0], row[1], row[2]) for row in db.session().execute(found)]


def _entry(
    found: ScreeningRound,
    row: tuple[ScreeningApplication, User, Partner | None],
    judgements: Sequence[ScreeningJudgement],
    interests: Sequence[ScreeningInterest],
    looks: UUID | None,
    stage: int | None,
) -> Entry:
    application, person, partner = row
    tied = {one.user_id: one for one in interests}
    panel = {one.user_id for one in found.panel}
    counted = [one for one in judgements if one.user_id in panel and one.user_id not in tied]
    own = {one.stage for one in counted if one.user_id == looks}
    judged: dict[int, list[Judged]] = {1: [], 2: []}
    for one in counted:
        if may_see_judgements(
            on_panel=looks in panel,
            interested=looks in tied,
            handed_in=one.stage in own,
            past=is_past(one.stage, found.stands),
        ):
            judged[one.stage].append(_judged(found, one))
    means = {number: criteria.mean([one.percent for one in given]) for number, given in judged.items()}
    there = {one.user_id for one in counted if one.stage == stage}
    is_judged = stage is not None and application.state in (State.SUBMITTED.value, State.SHORTLISTED.value)
    missing = len(panel - tied.keys() - there) if is_judged else 0
    mine = tied.get(looks) if looks else None
    return Entry(application, person, partner, mine.why if mine else None, means, judged, missing, looks in there)


def _judged(found: ScreeningRound, one: ScreeningJudgement) -> Judged:
    points = {key: int(value) for key, value in one.points.items()}
    return Judged(
        one.user_id, one.stage, points, one.note, criteria.percent(criteria.read(found.criteria, one.stage), points)
    )


def _in_order(entries: Sequence[Entry], found: ScreeningRound, stage: int | None) -> list[Entry]:
    """Ranked within what the newest stage judges or judged: who was left out in the first stage stands below."""
    last = stage or (2 if found.shortlisted_at else 1)
    left_out = [one for one in entries if last == 2 and one.application.state == State.NOT_SHORTLISTED.value]
    judged = [one for one in entries if one not in left_out]
    places = {one.id: one for one in ranking.ranked([_scored(one, last) for one in judged], found.places)}
    by_id = {one.application.id: one for one in judged}
    in_order = [_placed(by_id[key], placed) for key, placed in places.items()]
    return [*in_order, *left_out]


def _scored(one: Entry, stage: int) -> Scored:
    return Scored(one.application.id, one.means[stage], one.means[1] if stage == 2 else None)


def _placed(one: Entry, placed: Placed) -> Entry:
    return Entry(
        one.application, one.person, one.partner, one.interest, one.means, one.judged, one.missing, one.mine, placed
    )
