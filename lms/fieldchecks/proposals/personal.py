"""What proposals know about people: what a failed check of theirs asked for, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select, update

from lms.core import audit, db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed
from lms.fieldchecks.proposals.models import CheckProposal


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy: what was decided. What waits is the academy's own, until somebody decides."""
    one = CheckProposal
    kept = (
        select(one.id, one.asks, one.proposed_at, one.state, one.decided_at, one.reason)
        .where(one.user_id == user_id, one.state != "waiting")
        .order_by(one.id)
    )
    fields = {
        "id": msg("The proposal's own id"),
        "asks": msg("What was proposed"),
        "proposed_at": msg("When it was proposed"),
        "state": msg("What was decided"),
        "decided_at": msg("When it was decided"),
        "reason": msg("The reason given"),
    }
    yield Sheet("proposals", msg("What failed checks of yours proposed"), fields, streamed(kept))


def erase(user_id: UUID, _prepared: object) -> None:
    """Words go, and nothing waits any more; that something was proposed stays, by id."""
    session = db.session()
    mine = list(session.scalars(select(CheckProposal.id).where(CheckProposal.user_id == user_id)))
    audit.forget_words("check_proposal", mine)
    theirs = update(CheckProposal).where(CheckProposal.id.in_(mine))
    session.execute(theirs.where(CheckProposal.state == "waiting").values(state="over"))
    session.execute(theirs.where(CheckProposal.reason.is_not(None)).values(reason=""))


PART = Part(
    key="proposals",
    title=msg("Proposals of failed checks"),
    purpose=msg(
        "A failed check may propose a card or a suspension, by the rule of its campaign or programme. An admin decides, with a reason."
    ),
    kept=msg("For ever: a card or a suspension that came of one must be explained later, too."),
    at_erasure=msg("The words of decisions go, and what waits is over. The rest stays under a number without a name."),
    columns=frozenset(
        {"check_proposal.decided_by", "check_proposal.reason", "check_proposal.user_id"},
    ),
    sheets=sheets,
    erase=erase,
)
