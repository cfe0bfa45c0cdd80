"""What a referee says, once: by the link of a letter, or signed in."""

from __future__ import annotations

from uuid import UUID

from lms.accounts import links
from lms.accounts.actor import Actor
from lms.accounts.links import LinkKind
from lms.core import audit, clock, db
from lms.core.errors import Conflict, Refused
from lms.core.i18n import msg
from lms.fieldchecks.screening.models import ScreeningReferee
from lms.fieldchecks.screening.queries import statements as queries
from lms.fieldchecks.screening.queries.statements import Door, Request

LONGEST, SHORTEST = 6_000, 40
OUTSIDE = Actor.system("referee by letter")


def state_by_link(token: str, relation: str, statement: str) -> None:
    """The link is the authority. Raises :class:`NotFound` for one that we never made, Conflict for one that opens nothing any more."""
    links.find(token, LinkKind.REFERENCE, lock=True)
    _state(OUTSIDE, queries.by_token(token), relation, statement)


def decline_by_link(token: str) -> None:
    """Rather not; raises as above."""
    links.find(token, LinkKind.REFERENCE, lock=True)
    _decline(OUTSIDE, queries.by_token(token))


def state(actor: Actor, referee_id: UUID, relation: str, statement: str) -> None:
    """Of somebody of the academy; raises :class:`NotFound` for a request to somebody else."""
    _state(actor, queries.own_request(actor, referee_id), relation, statement)


def decline(actor: Actor, referee_id: UUID) -> None:
    """Rather not."""
    _decline(actor, queries.own_request(actor, referee_id))


def _state(actor: Actor, asked: Request, relation: str, statement: str) -> None:
    referee = _open(asked)
    if not relation.strip():
        raise Refused(msg("Say how you know this person."), field="relation")
    if len(statement.strip()) < SHORTEST:
        raise Refused(msg("Write at least {least} characters.", least=SHORTEST), field="statement")
    if len(statement) > LONGEST or "\0" in statement:
        raise Refused(msg("At most {most} characters.", most=LONGEST), field="statement")
    referee.relation, referee.statement = relation.strip()[:200], statement.strip()
    referee.answered_at = clock.now()
    _used(referee)
    audit.record(actor, "screening_referee.stated", "screening_application", referee.application_id)


def _decline(actor: Actor, asked: Request) -> None:
    referee = _open(asked)
    referee.declined_at = clock.now()
    _used(referee)
    audit.record(actor, "screening_referee.declined", "screening_application", referee.application_id)


def _open(asked: Request) -> ScreeningReferee:
    referee = db.session().get_one(ScreeningReferee, asked.referee.id, with_for_update=True, populate_existing=True)
    if asked.door is not Door.OPEN or referee.answered_at or referee.declined_at:
        raise Conflict(msg("This was answered already, or the time for it is over."))
    return referee


def _used(referee: ScreeningReferee) -> None:
    if referee.link_id is not None:
        links.use(referee.link_id)
    db.session().flush()
