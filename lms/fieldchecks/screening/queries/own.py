"""Rounds and applications as whoever applies sees them: never who judged, nor what anybody gave; outcomes once they are published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, or_, select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.deciders import deciders
from lms.accounts.queries.people import people_named
from lms.accounts.queries.places import employment_on
from lms.accounts.roles import Permission, Role
from lms.assessment.uploads import FORMATS
from lms.core import clock, db
from lms.core.errors import Forbidden, NotFound
from lms.fieldchecks.screening.models import ScreeningApplication, ScreeningFile, ScreeningReferee, ScreeningRound
from lms.fieldchecks.screening.queries.dossiers import dossier
from lms.fieldchecks.screening.queries.eligibility import Eligible, eligible
from lms.fieldchecks.screening.rules.states import Phase, RoundState, State, phase_of

SHOWN = (Phase.SOON.value, Phase.APPLYING.value)


@dataclass(frozen=True)
class Told:
    """A round as its applicant reads it, with their application as far as it is theirs to know: ``state`` and the ``words`` of the stages
    that were published.
    """

    round: ScreeningRound
    phase: Phase
    application: ScreeningApplication | None

    @property
    def state(self) -> str | None:
        """How one's application stands."""
        return self.application.state if self.application else None

    @property
    def first_words(self) -> str:
        """What is said after the first stage; before it was published nothing is."""
        return self.application.first_words if self.application and self.round.shortlisted_at else ""

    @property
    def final_words(self) -> str:
        """What is said in the end."""
        return self.application.final_words if self.application and self.round.published_at else ""

    @property
    def may_withdraw(self) -> bool:
        """Whether it can be taken back."""
        return self.phase is Phase.APPLYING and self.state in (State.DRAFT.value, State.SUBMITTED.value)


@dataclass(frozen=True)
class Applying:
    """One round on its page: how one stands, the files and referees of one's dossier, and the managers whom one could ask."""

    told: Told
    eligible: Eligible
    files: Sequence[ScreeningFile]
    referees: Sequence[ScreeningReferee]
    managers: Sequence[User]


def me(actor: Actor) -> UUID:
    """Who applies; raises Forbidden for who is nobody."""
    actor.require(Permission.COURSE_LEARN)
    if actor.user_id is None:
        raise Forbidden
    return actor.user_id


def own(actor: Actor, level_key: str | None = None) -> list[Told]:
    """The rounds that are announced or open, and all to which one applied; the newest first. One query."""
    mine = and_(ScreeningApplication.round_id == ScreeningRound.id, ScreeningApplication.user_id == me(actor))
    to_come = and_(ScreeningRound.state == RoundState.OPEN.value, ScreeningRound.closes_on >= clock.today())
    found = (
        select(ScreeningRound, ScreeningApplication)
        .outerjoin(ScreeningApplication, mine)
        .where(or_(to_come, and_(ScreeningApplication.id.is_not(None), ScreeningRound.opened_at.is_not(None))))
        .order_by(ScreeningRound.number.desc())
    )
    if level_key:
        found = found.where(ScreeningRound.level_key == level_key)
    return [_told(row[0], row[1]) for row in db.session().execute(found)]


def applying(actor: Actor, round_id: UUID) -> Applying:
    """One of them with all of one's dossier; raises :class:`NotFound` for a draft, and for one that is over to who did not apply."""
    user_id, session = me(actor), db.session()
    found = session.get(ScreeningRound, round_id, populate_existing=True)
    if found is None or found.opened_at is None:
        raise NotFound
    mine = select(ScreeningApplication).where(
        ScreeningApplication.round_id == round_id, ScreeningApplication.user_id == user_id
    )
    application = session.scalar(mine.execution_options(populate_existing=True))
    told = _told(found, application)
    if application is None and told.phase.value not in SHOWN:
        raise NotFound
    files: Sequence[ScreeningFile] = ()
    referees: Sequence[ScreeningReferee] = ()
    if application is not None:
        kept = select(ScreeningFile).where(ScreeningFile.application_id == application.id)
        files = session.scalars(kept.order_by(ScreeningFile.id)).all()
        named = select(ScreeningReferee).where(ScreeningReferee.application_id == application.id)
        referees = session.scalars(named.order_by(ScreeningReferee.id)).all()
    return Applying(told, eligible(user_id, found.level_key, found.asks), files, referees, own_managers(user_id))


def own_managers(user_id: UUID) -> Sequence[User]:
    """Who manages the company that a person works for, with an address to be asked at."""
    job = employment_on(user_id, clock.today())
    if job is None:
        return []
    ids = {one for one, (_near, role) in deciders(job.partner_id).items() if role is Role.PARTNER_MANAGER}
    return [one for one in people_named(ids - {user_id}).values() if one.email]


@dataclass(frozen=True)
class Stored:
    """A file, as it is sent."""

    name: str
    sha256: str
    content_type: str


def file_of(actor: Actor, file_id: UUID) -> Stored:
    """A file of a dossier: for whose it is, and, once it is handed in, for who may read the dossier."""
    found = (
        select(ScreeningFile, ScreeningApplication.user_id)
        .join(ScreeningApplication, ScreeningApplication.id == ScreeningFile.application_id)
        .where(ScreeningFile.id == file_id)
    )
    row = db.session().execute(found).one_or_none()
    if row is None:
        raise NotFound
    file, user_id = row
    if user_id != actor.user_id:
        dossier(actor, file.application_id)
    return Stored(file.name, file.sha256, FORMATS[file.kind].content_type)


def needs_file(sha256: str) -> bool:
    """Whether a dossier holds the file that is kept under this hash."""
    return db.session().scalar(select(ScreeningFile.id).where(ScreeningFile.sha256 == sha256).limit(1)) is not None


def _told(found: ScreeningRound, application: ScreeningApplication | None) -> Told:
    return Told(found, phase_of(found.stands, found.window, clock.today()), application)
