"""What compliance knows about people: who was named in a judgement of their company, and why they counted or not."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select, update

from lms.compliance.models import StandingJudgement, StandingPerson
from lms.core import db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed
from lms.partners.models import Partner


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy: the judgements that named them."""
    kept = (
        select(Partner.code, StandingJudgement.judged_on, StandingPerson.counts, StandingPerson.explanation)
        .join(StandingJudgement, StandingJudgement.id == StandingPerson.judgement_id)
        .join(Partner, Partner.id == StandingJudgement.partner_id)
        .where(StandingPerson.user_id == user_id)
        .order_by(StandingJudgement.recorded_at, StandingJudgement.id)
    )
    fields = {
        "partner": msg("The company's code"),
        "judged_on": msg("The day it was judged for"),
        "counts": msg("Whether you counted"),
        "explanation": msg("For which roles, or why not"),
    }
    yield Sheet("standings", msg("Judgements of your company"), fields, streamed(kept))


def erase(user_id: UUID, _prepared: object) -> None:
    """Names go out of judgements; that somebody counted stays, by id."""
    named = update(StandingPerson).where(StandingPerson.user_id == user_id)
    db.session().execute(named.values(name_zh="", name_latin=""))
    mine = update(StandingJudgement).where(StandingJudgement.recorded_by == user_id)
    db.session().execute(mine.values(reason=None))


PART = Part(
    key="compliance",
    title=msg("Standing of companies"),
    purpose=msg(
        "Who counted for what a company's tier asks when an admin judged it, and why others did not: so that it can be shown later."
    ),
    kept=msg("As long as the company's record."),
    at_erasure=msg(
        "Names go. That somebody counted, for which role and by which level, stays under an id that means nobody."
    ),
    columns=frozenset(
        {
            "standing_judgement.explanation",
            "standing_judgement.recorded_by",
            "standing_judgement.reason",
            "standing_person.user_id",
            "standing_person.name_zh",
            "standing_person.name_latin",
            "standing_person.explanation",
        }
    ),
    sheets=sheets,
    erase=erase,
)
