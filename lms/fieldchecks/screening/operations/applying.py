"""Applying: a dossier is begun, kept word by word, handed in once, taken back while one may still apply. Deeds of its person alone."""

from __future__ import annotations

from datetime import timedelta
from typing import IO
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts import links
from lms.accounts.actor import Actor
from lms.accounts.links import LinkKind
from lms.accounts.models import User
from lms.accounts.queries.places import employment_on
from lms.accounts.rules import clean_email, clean_name
from lms.assessment.uploads import MB, BadFile, judge
from lms.assessment.uploads import clean_name as clean_file_name
from lms.core import audit, clock, db, events, kept_files
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import LANGUAGES, msg
from lms.core.storage import Storage
from lms.fieldchecks.screening.events import RefereeAsked
from lms.fieldchecks.screening.models import (
    ScreeningApplication,
    ScreeningFile,
    ScreeningPanelist,
    ScreeningReferee,
    ScreeningRound,
)
from lms.fieldchecks.screening.operations.interests import look_for_ties
from lms.fieldchecks.screening.queries.eligibility import dossier_of, eligible
from lms.fieldchecks.screening.queries.own import me
from lms.fieldchecks.screening.rules.states import Phase, State, phase_of

LARGEST_REVISION = 2**53
"""What a browser can count to."""
LONGEST_ESSAY, SHORTEST_ESSAY = 12_000, 200
MOST_FILES, LARGEST, KINDS = 5, 20 * MB, ("document", "picture")


def begin(actor: Actor, round_id: UUID) -> ScreeningApplication:
    """One's draft, begun now where there is none. Raises NotFound for a round that is not announced, Conflict outside of its window,
    :class:`Refused` for who may not apply.
    """
    found, mine = _window(actor, round_id)
    if mine is not None:
        return mine
    if not eligible(me(actor), found.level_key, found.asks).may_apply:
        raise Refused(msg("You cannot apply to this round yet: what is missing stands below."))
    mine = ScreeningApplication(
        round_id=found.id, user_id=me(actor), state=State.DRAFT.value, begun_at=clock.now(), essay="", revision=0
    )
    db.session().add(mine)
    db.session().flush()
    return mine


def keep_essay(actor: Actor, round_id: UUID, essay: str, revision: int | None = None) -> int:
    """Keep what is written so far, under its number (None: the next); an older packet that comes late changes nothing. The number that
    stands.
    """
    mine = _draft(actor, round_id)
    if len(essay) > LONGEST_ESSAY or "\0" in essay:
        raise Refused(msg("At most {most} characters.", most=LONGEST_ESSAY), field="essay")
    revision = mine.revision + 1 if revision is None else revision
    if mine.revision < revision < LARGEST_REVISION:
        mine.essay, mine.revision = essay, revision
        db.session().flush()
    return mine.revision


def add_file(actor: Actor, storage: Storage, round_id: UUID, given_name: str, content: IO[bytes]) -> None:
    """Put a file to the dossier; judged by its content and written down before the transaction writes."""
    try:
        form, size = judge(content, KINDS, LARGEST)
    except BadFile as bad:
        raise Refused(bad.reason, field="upload") from None
    sha256 = storage.take(content)
    db.begin_writing()
    try:
        mine, is_new = _room_for(actor, round_id, sha256)
    except (Conflict, Refused):
        kept_files.let_go(sha256)
        raise
    if not is_new:
        return
    name = clean_file_name(given_name, form)
    made = ScreeningFile(
        application_id=mine.id, name=name, size=size, kind=form.key, sha256=sha256, uploaded_at=clock.now()
    )
    db.session().add(made)
    db.session().flush()


def _room_for(actor: Actor, round_id: UUID, sha256: str) -> tuple[ScreeningApplication, bool]:
    """The draft, and whether the file is not in it yet; raises :class:`Refused` where no more are taken."""
    mine = _draft(actor, round_id)
    kept = db.session().scalars(select(ScreeningFile.sha256).where(ScreeningFile.application_id == mine.id)).all()
    if sha256 not in kept and len(kept) >= MOST_FILES:
        raise Refused(
            msg(
                "So many files are taken and no more: {most}. Take one away first, then add this one.", most=MOST_FILES
            ),
            field="upload",
        )
    return mine, sha256 not in kept


def remove_file(actor: Actor, round_id: UUID, file_id: UUID) -> None:
    """Take a file away from the draft."""
    mine = _draft(actor, round_id)
    file = db.session().get(ScreeningFile, file_id)
    if file is None or file.application_id != mine.id:
        raise NotFound
    db.session().delete(file)
    db.session().flush()
    kept_files.let_go(file.sha256)


def name_referee(actor: Actor, round_id: UUID, name: str, email: str, language: str) -> None:
    """Name somebody who is to say a word about one. Whether the address is that of somebody of the academy is told to nobody."""
    mine = _draft(actor, round_id)
    found = db.session().get_one(ScreeningRound, round_id)
    named = db.session().scalars(select(ScreeningReferee).where(ScreeningReferee.application_id == mine.id)).all()
    if len(named) >= found.referees:
        raise Refused(msg("This round asks for so many referees: {count}.", count=found.referees), field="email")
    name, address = clean_name(name), clean_email(email)
    if not name:
        raise Refused(msg("Write the referee’s name."), field="name")
    own = db.session().get_one(User, me(actor))
    if address == own.email:
        raise Refused(msg("Nobody is their own referee."), field="email")
    if address in {one.email for one in named}:
        raise Refused(msg("You have named this person already."), field="email")
    known = db.session().scalar(select(User.id).where(User.email == address, User.active, User.erased_at.is_(None)))
    db.session().add(
        ScreeningReferee(
            application_id=mine.id,
            user_id=known,
            name=name[:120],
            email=address,
            language=language if language in LANGUAGES else LANGUAGES[0],
        )
    )
    db.session().flush()


def remove_referee(actor: Actor, round_id: UUID, referee_id: UUID) -> None:
    """Name somebody no more; who was asked already stays."""
    mine = _draft(actor, round_id)
    named = db.session().get(ScreeningReferee, referee_id)
    if named is None or named.application_id != mine.id:
        raise NotFound
    db.session().delete(named)
    db.session().flush()


def submit(actor: Actor, round_id: UUID, essay: str) -> ScreeningApplication:
    """Hand the dossier in, once: what is known of the person is frozen with it, referees are asked, ties of the panel written down.

    Raises :class:`Refused` for a dossier that is not whole and for who may not apply, Conflict for a second time and outside of the window.
    """
    mine = _draft(actor, round_id)
    found = db.session().get_one(ScreeningRound, round_id, with_for_update=True, populate_existing=True)
    named = db.session().scalars(select(ScreeningReferee).where(ScreeningReferee.application_id == mine.id)).all()
    _check_whole(essay, len(named), found.referees)
    standing, facts, met = dossier_of(mine.user_id, found.level_key, found.asks)
    if not standing.may_apply:
        raise Refused(msg("You cannot apply to this round yet: what is missing stands below."))
    last = select(func.max(ScreeningApplication.number)).where(ScreeningApplication.round_id == found.id)
    job = employment_on(mine.user_id, clock.today())
    mine.number = (db.session().scalar(last) or 0) + 1
    mine.essay, mine.evidence, mine.met = essay.strip(), facts, met
    mine.partner_id = job.partner_id if job else None
    mine.state, mine.submitted_at = State.SUBMITTED.value, clock.now()
    db.session().flush()
    panel = select(ScreeningPanelist.user_id).where(ScreeningPanelist.round_id == found.id)
    look_for_ties(mine, set(db.session().scalars(panel)))
    audit.record(actor, "screening_application.handed_in", "screening_application", mine.id)
    for referee in sorted(named, key=lambda one: one.id):
        _ask(referee, mine, found)
    return mine


def withdraw(actor: Actor, round_id: UUID) -> None:
    """Take the application back while one may still apply; for this round that is for good, and no evidence of anything."""
    _found, mine = _window(actor, round_id)
    if mine is None:
        raise NotFound
    if mine.state not in (State.DRAFT.value, State.SUBMITTED.value):
        raise Conflict(msg("This application was taken back already."))
    mine.state, mine.withdrawn_at = State.WITHDRAWN.value, clock.now()
    asked = select(ScreeningReferee.link_id).where(ScreeningReferee.application_id == mine.id)
    links.end([one for one in db.session().scalars(asked) if one is not None])
    db.session().flush()
    audit.record(actor, "screening_application.withdrawn", "screening_application", mine.id)


def _ask(referee: ScreeningReferee, mine: ScreeningApplication, found: ScreeningRound) -> None:
    referee.asked_at = clock.now()
    if referee.user_id is None:
        ends_at = clock.start_of(found.window.statements_through + timedelta(days=1))
        link = links.make(
            mine.user_id, LinkKind.REFERENCE, made_by=mine.user_id, address=referee.email, ends_at=ends_at
        )
        referee.link_id = link.id
    db.session().flush()
    events.publish(RefereeAsked(referee.id))


def _check_whole(essay: str, named: int, asked: int) -> None:
    if len(essay.strip()) < SHORTEST_ESSAY:
        raise Refused(msg("Write at least {least} characters.", least=SHORTEST_ESSAY), field="essay")
    if len(essay) > LONGEST_ESSAY or "\0" in essay:
        raise Refused(msg("At most {most} characters.", most=LONGEST_ESSAY), field="essay")
    if named < asked:
        raise Refused(msg("This round asks for so many referees: {count}.", count=asked), field="email")


def _window(actor: Actor, round_id: UUID) -> tuple[ScreeningRound, ScreeningApplication | None]:
    """The round in its window, and one's application, its row held."""
    user_id = me(actor)
    found = db.session().get(ScreeningRound, round_id, populate_existing=True)
    if found is None or found.opened_at is None:
        raise NotFound
    phase = phase_of(found.stands, found.window, clock.today())
    if phase is Phase.SOON:
        raise Conflict(msg("Applications begin on {day}.", day=found.opens_on))
    if phase is not Phase.APPLYING:
        raise Conflict(msg("Applications to this round are over; the last day was {day}.", day=found.closes_on))
    mine = select(ScreeningApplication).where(
        ScreeningApplication.round_id == round_id, ScreeningApplication.user_id == user_id
    )
    held = db.session().scalar(mine.with_for_update().execution_options(populate_existing=True))
    return found, held


def _draft(actor: Actor, round_id: UUID) -> ScreeningApplication:
    """One's draft; raises Conflict where it was handed in or taken back."""
    _found, mine = _window(actor, round_id)
    if mine is None:
        raise NotFound
    if mine.state == State.WITHDRAWN.value:
        raise Conflict(msg("You took this application back. The next round is open to you again."))
    if mine.state != State.DRAFT.value:
        raise Conflict(msg("This application was handed in already. Nothing of it changes any more."))
    return mine
