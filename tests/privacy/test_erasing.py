"""Erasing a person: what goes, what stays, who may, when, and that it is once and for ever."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts import operations as accounts
from lms.accounts import queries
from lms.accounts.models import RoleGrant, SignIn, User
from lms.accounts.operations import Refusal
from lms.accounts.roles import Grant, Permission, Role
from lms.assessment.models import Attempt, AttemptItem
from lms.certification.models import Certification, CertificationFact, Decision, Eligibility, Evidence
from lms.certification.operations import granting
from lms.certification.operations.evidence import reassess
from lms.core import clock, db, kept_files
from lms.core.audit import AuditEntry
from lms.core.db import Database
from lms.core.errors import Conflict
from lms.core.jobs import Work
from lms.credentials import operations as credentials
from lms.credentials.jobs import Drawn, freeze
from lms.credentials.models import Certificate
from lms.learning import operations as learning
from lms.learning.models import Enrolment, LessonProgress
from lms.privacy import jobs, operations
from lms.privacy.models import Erasure
from lms.privacy.rules import COOLING_OFF
from tests.cast import make_cast
from tests.concurrency import at_once
from tests.factories.certification import JUNIOR, eligible_for_junior
from tests.privacy.conftest import MARK, MARK_ZH, Life, ask, carry_out, count, places_of

LATER = COOLING_OFF + timedelta(minutes=1)


def test_before_erasure_the_marks_are_everywhere_or_the_next_test_would_prove_nothing(life: Life) -> None:
    assert places_of(MARK) >= {
        "user.name_latin",
        "user.email",
        "user.search",
        "employment.job",
        "sign_in.agent",
        "attempt_item.response",
        "certificate.facts",
        "certificate.reason",
        "certification_fact.reason",
        "spot_call.note",
        "spot_check.note",
        "check_proposal.reason",
        "card.reason",
        "card_appeal.words",
        "card_appeal.answer",
        "card_fact.reason",
        "audit_entry.reason",
    }
    assert places_of("203.0.113.7") == {"sign_in.address"}


def test_after_erasure_no_word_of_the_person_is_left_anywhere(life: Life) -> None:
    carry_out(life, ask(life))
    for mark in (MARK, MARK_ZH, "娜", "Nana", "13800138000", "203.0.113.7"):
        assert places_of(mark) == set(), mark


def test_what_stays_is_who_holds_what_since_when_by_id(life: Life) -> None:
    kinds = (Certification, CertificationFact, Certificate, Evidence, Decision, Attempt, Enrolment, User)
    before = {kind: count(kind) for kind in kinds}
    kept = {
        one.number: (one.code, one.pdf_sha256, one.facts["level"], one.facts["valid_through"], one.edition)
        for one in db.session().scalars(select(Certificate))
    }
    carry_out(life, ask(life))
    assert {kind: count(kind) for kind in kinds} == before
    for one in db.session().scalars(select(Certificate)):
        assert kept[one.number] == (
            one.code,
            one.pdf_sha256,
            one.facts["level"],
            one.facts["valid_through"],
            one.edition,
        )
        assert len(one.name_hashes or []) == 2
    attempt = db.session().get_one(Attempt, life.attempt_id)
    assert attempt.percent is not None


def test_the_person_is_called_erased_in_both_languages_and_reached_nowhere(life: Life) -> None:
    carry_out(life, ask(life))
    user = db.session().get_one(User, life.user_id)
    assert (user.name_zh, user.name_latin) == ("已注销用户", "Erased person")
    assert (user.email, user.phone, user.password_hash, user.language, user.active) == (None, None, None, None, False)
    assert user.erased_at is not None
    assert count(SignIn, SignIn.user_id == life.user_id) == 0
    assert count(RoleGrant, RoleGrant.user_id == life.user_id, RoleGrant.ended_at.is_(None)) == 0
    assert queries.employment_on(life.user_id, clock.today() + timedelta(days=30)) is None
    assert len(queries.employments_of(life.user_id)) == 1, "that they worked there stays"


def test_nobody_signs_in_as_an_erased_person(life: Life) -> None:
    carry_out(life, ask(life))
    assert isinstance(accounts.sign_in(f"{MARK}@acme.example", "academy-demo", address="x", agent="x"), Refusal)


def test_the_address_is_free_for_somebody_else(life: Life) -> None:
    carry_out(life, ask(life))
    made = accounts.create_user(life.cast.admin.actor, name_latin="Another Zebra", email=f"{MARK}@acme.example")
    assert made.id != life.user_id


def test_only_an_erased_person_may_have_no_address(life: Life) -> None:
    somebody = update(User).where(User.id == life.cast.other_learner.user_id)
    with pytest.raises(IntegrityError), db.session().begin_nested():
        db.session().execute(somebody.values(email=None))


def test_answers_and_traces_go_and_results_stay(life: Life) -> None:
    carry_out(life, ask(life))
    assert [item.response for item in db.session().scalars(select(AttemptItem))] == [None] * 4
    assert count(LessonProgress) == 0
    assert count(Eligibility, Eligibility.user_id == life.user_id) == 0


def test_others_keep_all_of_theirs(life: Life) -> None:
    other = life.cast.other_learner
    eligible_for_junior(other.user_id)
    accounts.begin_sign_in(other.user_id, address="198.51.100.9", agent="other-phone")
    learning.enrol(other.actor, "gateways")
    carry_out(life, ask(life))
    user = db.session().get_one(User, other.user_id)
    assert (user.name_latin, user.email, user.active) == ("Liu Yang", "learner@other.example", True)
    assert places_of("198.51.100.9") == {"sign_in.address"}
    assert count(Eligibility, Eligibility.user_id == other.user_id) == 1
    assert db.session().get_one(User, life.cast.admin.user_id).name_latin == "Zhou Min"


def test_the_audit_still_says_what_was_done_to_whom_by_id_without_names(life: Life) -> None:
    deeds = {entry.id: entry.deed for entry in db.session().scalars(select(AuditEntry))}
    carry_out(life, ask(life))
    entries = {entry.id: entry for entry in db.session().scalars(select(AuditEntry))}
    assert {entry_id: entries[entry_id].deed for entry_id in deeds} == deeds
    about = [entry for entry in entries.values() if entry.subject_id == str(life.user_id)]
    assert {"user.renamed", "role.granted", "user.erasure_asked", "user.erased"} <= {entry.deed for entry in about}
    assert all(entry.reason is None for entry in about)
    granted = next(entry for entry in about if entry.deed == "role.granted")
    assert granted.after == {"role": "examiner", "region_id": None, "partner_id": None}
    own = [entry for entry in entries.values() if entry.actor_id == life.user_id]
    assert own
    assert {entry.actor_label for entry in own} == {"Erased person"}


def test_the_files_are_let_go_and_the_hash_stays(life: Life) -> None:
    sha256 = life.certificate.pdf_sha256
    carry_out(life, ask(life))
    going = db.session().scalars(select(Work).where(Work.kind == kept_files.LET_GO)).all()
    assert [work.arguments for work in going] == [{"sha256": sha256}]
    kept_files.letting_go(life.storage)(sha256)  # type: ignore[arg-type]
    assert not life.storage.path(sha256).exists()  # type: ignore[arg-type]
    assert db.session().get_one(Certificate, life.certificate.id).pdf_sha256 == sha256


def test_a_file_that_another_persons_certificate_hands_out_stays(life: Life) -> None:
    sha256 = life.certificate.pdf_sha256
    carry_out(life, ask(life))
    eligible_for_junior(life.cast.other_learner.user_id)
    granting.grant(life.cast.admin.actor, life.cast.other_learner.user_id, JUNIOR)
    theirs = db.session().scalars(select(Certificate).where(Certificate.erased_at.is_(None))).one()
    theirs.pdf_sha256, theirs.state = sha256, "issued"
    db.session().flush()
    kept_files.letting_go(life.storage)(sha256)  # type: ignore[arg-type]
    assert life.storage.path(sha256).exists()  # type: ignore[arg-type]


def test_a_certificate_drawn_while_its_holder_is_erased_is_thrown_away(life: Life) -> None:
    waiting = db.session().scalars(select(Certificate).where(Certificate.state == "waiting")).one()
    carry_out(life, ask(life))
    made = life.storage.put(b"drawn a moment too late")
    from_worker = credentials_freeze(waiting.id, made)
    assert from_worker == ("waiting", None)
    assert {"sha256": made} in [work.arguments for work in db.session().scalars(select(Work))]


def credentials_freeze(certificate_id: object, sha256: str) -> tuple[str, str | None]:
    freeze(str(certificate_id), made=Drawn(sha256, 10))
    found = db.session().get_one(Certificate, certificate_id)
    return found.state, found.pdf_sha256


def test_nothing_is_added_to_an_erased_person(life: Life) -> None:
    cast, user_id = life.cast, life.user_id
    admin = cast.admin.actor
    carry_out(life, ask(life))
    deeds = [
        lambda: accounts.rename_user(admin, user_id, name_zh="", name_latin="Back Again", reason="x"),
        lambda: accounts.open_account(admin, user_id, reason="x"),
        lambda: accounts.set_password(admin, user_id, "three or four words"),
        lambda: accounts.grant_role(admin, user_id, Grant(Role.LEARNER)),
        lambda: accounts.join(admin, user_id, cast.acme.id, starts_on=clock.today()),
        lambda: accounts.invite(admin, user_id),
        lambda: learning.enrol_person(admin, user_id, "gateways"),
        lambda: credentials.reissue(admin, life.certificate.id, "a newer one"),
        lambda: operations.ask_erasure_of(admin, user_id, typed="Erased person", reason="again"),
        lambda: operations.take_back_erasure(admin, user_id),
    ]
    for deed in deeds:
        with pytest.raises(Conflict):
            deed()


def test_what_the_evidence_says_puts_no_erased_person_on_the_desk(life: Life) -> None:
    other = life.cast.other_learner
    eligible_for_junior(other.user_id)
    db.session().get_one(User, other.user_id).email = "o@other.example"
    asked = operations.ask_erasure_of(life.cast.admin.actor, other.user_id, typed="Liu Yang", reason="wrote a letter")
    carry_out(life, asked)
    reassess(other.user_id)
    assert count(Eligibility, Eligibility.user_id == other.user_id) == 0


def test_erased_people_are_in_no_list(life: Life) -> None:
    carry_out(life, ask(life))
    page = queries.page_of_people(life.cast.admin.actor, Permission.PERSON_MANAGE, clock.today())
    assert life.user_id not in {entry.user.id for entry in page.entries}
    assert page.total == 7


def test_nothing_happens_before_the_days_to_think_again_are_over(life: Life) -> None:
    erasure = ask(life)
    carry_out(life, erasure, at=erasure.due_at - timedelta(minutes=1))
    assert db.session().get_one(User, life.user_id).erased_at is None


def test_asked_twice_is_asked_once(life: Life) -> None:
    assert ask(life).id == ask(life).id
    assert count(Erasure) == 1


def test_done_twice_is_done_once(life: Life) -> None:
    erasure = ask(life)
    carry_out(life, erasure)
    first = db.session().get_one(User, life.user_id).erased_at
    carry_out(life, erasure)
    assert db.session().get_one(User, life.user_id).erased_at == first
    assert count(AuditEntry, AuditEntry.deed == "user.erased") == 1
    assert len((life.data / jobs.ERASED).read_text().splitlines()) == 1


def test_taken_back_it_never_happens(life: Life) -> None:
    erasure = ask(life)
    operations.take_back_erasure(life.cast.learner.actor, life.user_id)
    carry_out(life, erasure)
    assert db.session().get_one(User, life.user_id).name_latin == "Zebra Nana"
    assert not (life.data / jobs.ERASED).exists()
    assert ask(life).id != erasure.id, "it can be asked again"


def test_the_worker_is_told_of_those_who_are_due_and_of_no_others(life: Life) -> None:
    erasure = ask(life)
    jobs.erase_due()
    assert count(Work, Work.kind == jobs.ERASE) == 0
    with clock.at(clock.now() + LATER):
        jobs.erase_due()
    (work,) = db.session().scalars(select(Work).where(Work.kind == jobs.ERASE))
    assert work.arguments == {"erasure_id": str(erasure.id)}


# ---- several at once


def test_asked_from_two_browsers_at_once_it_is_one_erasure(fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()

    def click() -> object:
        with fresh_database.transaction():
            return operations.ask_erasure_of(
                cast.admin.actor, cast.learner.user_id, typed="Ouyang Nana", reason="A letter."
            ).id

    first, second = at_once(click, click)
    assert first == second


def test_taken_back_at_the_very_moment_it_happens_or_not_but_never_half(
    fresh_database: Database, tmp_path: Path
) -> None:
    with fresh_database.transaction():
        cast = make_cast()
        erasure = operations.ask_erasure_of(
            cast.admin.actor, cast.learner.user_id, typed="Ouyang Nana", reason="A letter."
        )
        erasure.due_at = clock.now()
    steps = jobs.erasing_in(tmp_path)

    def happens() -> None:
        with fresh_database.transaction(read_only=True):
            made = steps.make(str(erasure.id))
        with fresh_database.transaction():
            steps.keep(str(erasure.id), made=made)

    def is_taken_back() -> None:
        with suppress(Conflict), fresh_database.transaction():
            operations.take_back_erasure(cast.admin.actor, cast.learner.user_id)

    at_once(happens, is_taken_back)
    with fresh_database.transaction(read_only=True) as session:
        kept, user = session.get_one(Erasure, erasure.id), session.get_one(User, cast.learner.user_id)
    assert (kept.done_at is None) != (kept.taken_back_at is None)
    assert (user.erased_at is not None) == (kept.done_at is not None)
    assert (user.name_latin == "Erased person") == (kept.done_at is not None)
