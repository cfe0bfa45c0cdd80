"""Marking a question anew: whom it would concern and what it would change, and what it changed. Looking writes nothing.

It concerns everybody who was asked the question, so it is for those alone who may do it everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.assessment.models import (
    Attempt,
    AttemptItem,
    Question,
    QuestionVersion,
)
from lms.assessment.queries.remedies import Standing
from lms.assessment.question_type import Further
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.regrade_models import Regrade
from lms.assessment.rules.regrading import Remedy
from lms.core import clock, db
from lms.core.errors import NotFound, Refused
from lms.core.i18n import msg


@dataclass(frozen=True)
class Asked:
    """What somebody thinks of: a question (one version of it, else all), in one test or in all that asked it. ``also``: with
    ``Remedy.ACCEPT``, the further answer that is right.
    """

    question_id: UUID
    remedy: Remedy
    assessment_id: UUID | None = None
    version_id: UUID | None = None
    also: Mapping[str, str] = field(default_factory=dict)


def thought_of(actor: Actor, asked: Asked) -> Standing:
    """What is asked, as scoring would read it from now on. Raises NotFound, Refused (no key could grade it)."""
    actor.require(Permission.ATTEMPT_REGRADE)
    question = db.session().get(Question, asked.question_id)
    versions = versions_of(asked.question_id)
    if question is None or (asked.version_id is not None and asked.version_id not in {one.id for one in versions}):
        raise NotFound
    if asked.remedy is Remedy.ACCEPT:
        return _accepting(asked, versions)
    key = None
    if asked.remedy is Remedy.KEY:
        key = next((one for one in versions if one.number == question.current_number), None)
        if key is None:
            raise Refused(msg("This question has no version in use, so there is no key to grade by."), field="remedy")
        if QUESTION_TYPES[key.type].by_hand:
            raise Refused(
                msg("People mark this question: it has no key. Give full points, or drop it."), field="remedy"
            )
    return Standing(asked.question_id, asked.version_id, asked.assessment_id, asked.remedy, key, clock.now())


def _accepting(asked: Asked, versions: Sequence[QuestionVersion]) -> Standing:
    """A further answer comes to those that were accepted before, and to the key by which the question is graded now."""
    of_it = [one for one in versions if asked.version_id in (None, one.id)]
    names = {one.name for one in further_in(of_it)}
    if not names:
        raise Refused(
            msg("For this type of question no further answer can be accepted. Correct its key and grade by that."),
            field="remedy",
        )
    before = _regraded_last(asked)
    before_key = db.session().get(QuestionVersion, before.key_version_id) if before and before.key_version_id else None
    standing = Standing(
        asked.question_id,
        asked.version_id,
        asked.assessment_id,
        Remedy.ACCEPT,
        before_key,
        clock.now(),
        also=(before.accepts if before else None) or (),
    )
    also = {name: said.strip() for name, said in asked.also.items() if name in names and said.strip()}
    widened = replace(standing, also=(*standing.also, also))
    widened.key_for(of_it[-1])  # says what is wrong with it
    if all(widened.key_for(one) == standing.key_for(one) for one in of_it if widened.fits(one)):
        raise Refused(msg("That answer is right already."), field="also")
    return widened


def further_in(versions: Sequence[QuestionVersion]) -> list[Further]:
    """What to fill in to have a further answer accepted: of the last version's type, whatever any version offers."""
    found: dict[str, Further] = {}
    for version in versions:
        if version.type != versions[-1].type:
            continue
        for one in QUESTION_TYPES[version.type].further(version.body):
            before = found.get(one.name)
            options = {**dict(before.options), **dict(one.options)} if before else dict(one.options)
            found[one.name] = replace(one, options=tuple(options.items()))
    return list(found.values())


def _regraded_last(asked: Asked) -> Regrade | None:
    """The last regrade that the one thought of would take the place of."""
    mine = select(Regrade).where(Regrade.question_id == asked.question_id).order_by(Regrade.id.desc())
    for row in db.session().scalars(mine):
        ours = (asked.assessment_id, asked.version_id)
        theirs = (row.assessment_id, row.question_version_id)
        if any(None not in pair and pair[0] != pair[1] for pair in zip(ours, theirs, strict=True)):
            continue  # neither touches the other
        if any(wide is not None and narrow != wide for narrow, wide in zip(ours, theirs, strict=True)):
            raise Refused(
                msg("This question was marked anew in one test or one version alone. Accept the further answer there."),
                field="remedy",
            )
        return row
    return None


def left_alone(standing: Standing) -> list[int]:
    """The numbers of the versions that it cannot grade: their types, options or gaps are others."""
    of_it = [one for one in versions_of(standing.question_id) if standing.version_id in (None, one.id)]
    return [one.number for one in of_it if not standing.fits(one)]


def fitting_versions(standing: Standing) -> list[QuestionVersion]:
    """The versions of the question whose answers a regrade grades anew."""
    return [
        one for one in versions_of(standing.question_id) if standing.version_id in (None, one.id) and standing.fits(one)
    ]


def concerned(standing: Standing) -> list[ColumnElement[bool]]:
    """For use in ``where`` beside :class:`Attempt`: those that a regrade concerns. Whoever was erased has no answers any more."""
    asked = select(AttemptItem.attempt_id).where(
        AttemptItem.attempt_id == Attempt.id,
        AttemptItem.question_version_id.in_([one.id for one in fitting_versions(standing)]),
    )
    owner = aliased(User)  # the statement around it may name people, too
    gone = select(owner.id).where(owner.id == Attempt.user_id, owner.erased_at.is_not(None))
    found = [asked.exists(), ~gone.exists(), Attempt.started_at <= standing.asked_at]
    if standing.assessment_id is not None:
        found.append(Attempt.assessment_id == standing.assessment_id)
    return found


def versions_of(question_id: UUID) -> list[QuestionVersion]:
    """A question's versions, the newest last. Not scoped: callers authorise."""
    mine = select(QuestionVersion).where(QuestionVersion.question_id == question_id)
    return list(db.session().scalars(mine.order_by(QuestionVersion.number)))
