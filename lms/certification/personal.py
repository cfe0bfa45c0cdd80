"""What certification knows about people: evidence, decisions, the levels they hold and what happened to them."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import delete, select, update

from lms.certification.models import (
    BulkGrant,
    BulkGrantItem,
    Certification,
    CertificationDoubt,
    CertificationFact,
    CertificationImport,
    CertificationImportRow,
    CertificationProposal,
    Decision,
    Eligibility,
    Evidence,
)
from lms.core import audit, db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    yield _certifications(user_id)
    yield _happenings(user_id)
    yield _doubts(user_id)
    yield _evidence(user_id)
    yield _decisions(user_id)
    yield _desk(user_id)
    yield _proposals(user_id)
    yield _bulk_items(user_id)
    yield _import_rows(user_id)


def erase(user_id: UUID, _prepared: object) -> None:
    """Nothing is left to grant, and reasons in words go; levels, days, evidence and decisions stay, by id."""
    held = list(db.session().scalars(select(Certification.id).where(Certification.user_id == user_id)))
    db.session().execute(delete(Eligibility).where(Eligibility.user_id == user_id))
    facts = update(CertificationFact).where(CertificationFact.certification_id.in_(held))
    db.session().execute(facts.values(reason=""))
    proposals = update(CertificationProposal).where(CertificationProposal.certification_id.in_(held))
    db.session().execute(proposals.values(reason=""))
    doubts = update(CertificationDoubt).where(CertificationDoubt.certification_id.in_(held))
    db.session().execute(doubts.where(CertificationDoubt.reason.is_not(None)).values(reason=""))
    rows = update(CertificationImportRow).where(CertificationImportRow.user_id == user_id)
    db.session().execute(rows.values(cells={}, problem=None))
    audit.forget_words("certification", held)


def _certifications(user_id: UUID) -> Sheet:
    one = Certification
    kept = select(one.id, one.level_key, one.period, one.valid_from, one.valid_through, one.granted_on)
    fields = {
        "id": msg("The certification's own id"),
        "level": msg("The level's key"),
        "period": msg("1 for the first, then up with each renewal"),
        "valid_from": msg("First valid day"),
        "valid_through": msg("Last valid day"),
        "granted_on": msg("When it was granted"),
    }
    rows = streamed(kept.where(one.user_id == user_id).order_by(one.id))
    return Sheet("certifications", msg("Levels you were granted"), fields, rows)


def _happenings(user_id: UUID) -> Sheet:
    fact = CertificationFact
    kept = (
        select(fact.certification_id, fact.kind, fact.holds_from, fact.reason, fact.recorded_at)
        .join(Certification, Certification.id == fact.certification_id)
        .where(Certification.user_id == user_id)
        .order_by(fact.id)
    )
    fields = {
        "certification_id": msg("The certification's own id"),
        "kind": msg("What happened to it"),
        "holds_from": msg("From which day"),
        "reason": msg("The reason given"),
        "recorded_at": msg("When it was recorded"),
    }
    return Sheet("happenings", msg("What happened to them"), fields, streamed(kept))


def _doubts(user_id: UUID) -> Sheet:
    doubt = CertificationDoubt
    kept = (
        select(doubt.certification_id, doubt.evidence_id, doubt.recorded_at, doubt.kept_at, doubt.reason)
        .join(Certification, Certification.id == doubt.certification_id)
        .where(Certification.user_id == user_id)
        .order_by(doubt.id)
    )
    fields = {
        "certification_id": msg("The certification's own id"),
        "evidence_id": msg("The corrected fact about you"),
        "recorded_at": msg("When it was recorded"),
        "kept_at": msg("When it was decided that you keep the level"),
        "reason": msg("The reason given"),
    }
    return Sheet("doubts", msg("Levels whose evidence was corrected"), fields, streamed(kept))


def _evidence(user_id: UUID) -> Sheet:
    one = Evidence
    kept = select(
        one.id, one.kind, one.subject, one.held_on, one.counts_from, one.value, one.recorded_at, one.corrects_id
    )
    fields = {
        "id": msg("The fact's own id"),
        "kind": msg("What kind of fact"),
        "subject": msg("What it is about"),
        "held_on": msg("The day it held"),
        "counts_from": msg("The day it counts from"),
        "value": msg("What it says"),
        "recorded_at": msg("When it was recorded"),
        "corrects_id": msg("The fact that it takes the place of"),
    }
    return Sheet("evidence", msg("Evidence"), fields, streamed(kept.where(one.user_id == user_id).order_by(one.id)))


def _decisions(user_id: UUID) -> Sheet:
    one = Decision
    kept = select(one.id, one.level_key, one.decided_on, one.outcome, one.explanation, one.inputs, one.recorded_at)
    fields = {
        "id": msg("The decision's own id"),
        "level": msg("The level's key"),
        "decided_on": msg("For which day"),
        "outcome": msg("What came out"),
        "explanation": msg("Each condition, with what was seen"),
        "inputs": msg("The facts it was made of"),
        "recorded_at": msg("When it was recorded"),
    }
    return Sheet("decisions", msg("Decisions"), fields, streamed(kept.where(one.user_id == user_id).order_by(one.id)))


def _desk(user_id: UUID) -> Sheet:
    one = Eligibility
    kept = select(one.level_key, one.since_on, one.state, one.reason).where(one.user_id == user_id).order_by(one.id)
    fields = {
        "level": msg("The level's key"),
        "since_on": msg("Since"),
        "state": msg("Waiting to be granted, or declined"),
        "reason": msg("The reason given"),
    }
    return Sheet("waiting", msg("What waits to be granted"), fields, streamed(kept))


def _proposals(user_id: UUID) -> Sheet:
    one = CertificationProposal
    kept = (
        select(one.certification_id, one.deed, one.last_day, one.reason, one.proposed_at, one.outcome, one.decided_at)
        .join(Certification, Certification.id == one.certification_id)
        .where(Certification.user_id == user_id)
        .order_by(one.id)
    )
    fields = {
        "certification_id": msg("The certification's own id"),
        "deed": msg("What was to be done"),
        "last_day": msg("The last day wanted"),
        "reason": msg("The reason given"),
        "proposed_at": msg("When one admin wanted it"),
        "outcome": msg("What came of it"),
        "decided_at": msg("When another admin decided"),
    }
    return Sheet("proposals", msg("What one admin wanted done to them"), fields, streamed(kept))


def _bulk_items(user_id: UUID) -> Sheet:
    one = BulkGrantItem
    kept = (
        select(one.bulk_id, BulkGrant.made_at, one.level_key, one.state)
        .join(BulkGrant, BulkGrant.id == one.bulk_id)
        .where(one.user_id == user_id)
        .order_by(one.id)
    )
    fields = {
        "bulk_id": msg("The id of the grants made in one go"),
        "made_at": msg("When they were made"),
        "level_key": msg("The level's key"),
        "state": msg("What came of it"),
    }
    return Sheet("bulk_grants", msg("Grants made in one go with others"), fields, streamed(kept))


def _import_rows(user_id: UUID) -> Sheet:
    one = CertificationImportRow
    kept = (
        select(one.import_id, CertificationImport.made_at, one.cells, one.state)
        .join(CertificationImport, CertificationImport.id == one.import_id)
        .where(one.user_id == user_id)
        .order_by(one.id)
    )
    fields = {
        "import_id": msg("The list's own id"),
        "made_at": msg("When it was sent"),
        "cells": msg("What it said of you"),
        "state": msg("What came of it"),
    }
    return Sheet("certification_lists", msg("Lists of certifications from before"), fields, streamed(kept))


PART = Part(
    key="certification",
    title=msg("Levels and the evidence for them"),
    purpose=msg(
        "Which levels you hold or held, and every fact and decision behind them: so that each can be explained and run again."
    ),
    kept=msg("For ever: who held which level on a day must have an answer later, too."),
    at_erasure=msg(
        "Reasons in words go, and what waits to be granted. Levels, days, results and decisions stay under a number without a name: "
        "they are the academy's proof of what it certified."
    ),
    columns=frozenset(
        {
            "bulk_grant.made_by",
            "bulk_grant.undo_reason",
            "bulk_grant.undone_by",
            "bulk_grant_item.reason",
            "bulk_grant_item.user_id",
            "certification_import.file_name",
            "certification_import.made_by",
            "certification_import_row.cells",
            "certification_import_row.user_id",
            "certification_proposal.decided_by",
            "certification_proposal.proposed_by",
            "certification_proposal.reason",
            "certification.user_id",
            "certification.granted_by",
            "certification_doubt.kept_by",
            "certification_doubt.reason",
            "certification_fact.recorded_by",
            "certification_fact.reason",
            "decision.user_id",
            "eligibility.user_id",
            "eligibility.decided_by",
            "eligibility.reason",
            "evidence.user_id",
        }
    ),
    sheets=sheets,
    erase=erase,
)
