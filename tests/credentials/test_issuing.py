"""A grant brings its certificate along, in one transaction, with everything printed frozen; a new edition replaces the old one."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.certification.models import Certification
from lms.certification.operations import afterwards, granting
from lms.core import address, clock, db
from lms.core import config as settings
from lms.core.audit import AuditEntry
from lms.core.config import Config
from lms.core.db import Database
from lms.core.errors import Conflict, Forbidden, NotFound, Refused, Unavailable
from lms.credentials import operations, queries
from lms.credentials.models import Certificate, NumberSeries
from lms.credentials.rules.codes import read_code
from lms.credentials.rules.facts import Facts, Pair
from tests.cast import Cast, make_cast
from tests.factories.accounts import employ, make_user
from tests.factories.certification import JUNIOR, eligible_for_junior, make_track
from tests.factories.credentials import grant_junior, waiting_work


def facts_of(certificate: Certificate) -> Facts:
    return Facts.from_json(certificate.facts)


def test_a_grant_issues_a_certificate_to_be_drawn(people: Cast) -> None:
    certificate = grant_junior(people)
    facts = facts_of(certificate)
    assert (certificate.state, certificate.edition, certificate.pdf_sha256) == ("waiting", 1, None)
    assert certificate.number == facts.number == f"NPA-EE1-{clock.today().year}-000001"
    assert read_code(certificate.code) == certificate.code == facts.code
    assert facts.verify_url == f"https://academy.example/verify/{certificate.code}"
    assert facts.name == Pair("欧阳娜娜", "Ouyang Nana")
    assert facts.firm == Pair("顶点系统", "Acme Systems")
    assert facts.level == Pair("初级工程师", "Junior Engineer")
    assert (facts.level_number, facts.level_count) == (1, 3)
    assert facts.programme == Pair("专家工程", "Expert Engineer Programme")
    assert facts.assessed_by == (Pair("网络测试", "Online test"),)
    assert facts.issued_on == facts.valid_from == clock.today()
    assert facts.academy == Pair("北辰伙伴学院", "Northstar Partner Academy")
    assert [who.name.en for who in facts.signatories] == ["Shen Ruochuan", "Helen P. Ho"]
    assert [work.arguments for work in waiting_work()] == [{"certificate_id": str(certificate.id)}]


def test_issuing_a_second_time_answers_with_the_same_certificate(people: Cast) -> None:
    certificate = grant_junior(people)
    assert operations.issue(Actor.system("test"), certificate.certification_id) is certificate
    assert len(waiting_work()) == 1


def test_only_who_decides_may_issue(people: Cast) -> None:
    certificate = grant_junior(people)
    for actor in (people.trainer.actor, people.manager.actor, people.learner.actor):
        with pytest.raises(Forbidden):
            operations.issue(actor, certificate.certification_id)


def test_the_numbers_of_a_series_run_on_and_each_level_has_its_own(people: Cast) -> None:
    first = grant_junior(people)
    second = grant_junior(people, people.other_learner.user_id)
    assert [first.number[-6:], second.number[-6:]] == ["000001", "000002"]
    assert first.code != second.code
    with clock.at(clock.now() + timedelta(days=366)):
        third = grant_junior(people, people.manager.user_id)
    assert third.number == f"NPA-EE1-{clock.today().year + 1}-000001"


def test_the_company_is_the_one_of_the_day_of_the_grant(people: Cast) -> None:
    certificate = grant_junior(people)
    mover = make_user(name_zh="王一", works_for=people.acme, until=clock.today() - timedelta(days=1))
    employ(mover.id, people.other.id, since=clock.today())
    assert facts_of(grant_junior(people, mover.id)).firm == Pair("他山网络", "Other Networks")
    assert facts_of(certificate).firm == Pair("顶点系统", "Acme Systems")


def test_who_works_for_nobody_gets_a_certificate_without_a_company(people: Cast) -> None:
    free = make_user(name_latin="Łukasz Żółtowski")
    facts = facts_of(grant_junior(people, free.id))
    assert facts.firm == Pair()
    assert facts.language == "en"


@pytest.mark.parametrize(
    ("stored", "zh", "latin", "leads"),
    [
        ("zh_Hans", "王一", "Wang Yi", "zh_Hans"),
        ("en", "王一", "Wang Yi", "en"),
        (None, "王一", "", "zh_Hans"),
        (None, "王一", "Wang Yi", "en"),
    ],
)
def test_the_persons_stored_language_leads(people: Cast, stored: str | None, zh: str, latin: str, leads: str) -> None:
    user = make_user(name_zh=zh, name_latin=latin)
    user.language = stored
    assert grant_junior(people, user.id).language == leads


def test_a_name_that_cannot_be_drawn_refuses_the_whole_grant(fresh_database: Database) -> None:
    with fresh_database.transaction():
        make_track()
        cast = make_cast()
        user = make_user(name_zh="王𪚥")
        eligible_for_junior(user.id)
    with pytest.raises(Refused, match=r"𪚥.*U\+2A6A5.*Chinese name"), fresh_database.transaction():
        granting.grant(cast.admin.actor, user.id, JUNIOR)
    with fresh_database.transaction(read_only=True) as session:
        for nothing in (Certification, Certificate, NumberSeries):
            assert session.scalar(select(func.count()).select_from(nothing)) == 0
        assert waiting_work() == []
        assert session.scalars(select(AuditEntry).where(AuditEntry.deed.startswith("certif"))).all() == []
    with fresh_database.transaction() as session:
        session.get_one(User, user.id).name_zh = "王龙"
        granting.grant(cast.admin.actor, user.id, JUNIOR)
        assert session.scalars(select(NumberSeries)).one().last == 1


def test_without_a_public_address_nothing_is_issued(people: Cast) -> None:
    settings.keep(Config())
    address.came_by("")
    with pytest.raises(Unavailable, match="LMS_BASE_URL"):
        grant_junior(people)


def test_an_academy_brings_its_own_signatories(people: Cast, tmp_path: Path) -> None:
    settings.keep(Config(base_url="https://x.example", certificate_art=str(tmp_path)))
    (tmp_path / "signatories.yaml").write_text("- {name: {zh: 李雪}, post: {zh: 院长, en: Dean}}\n", encoding="utf-8")
    (who,) = facts_of(grant_junior(people)).signatories
    assert (who.name, who.post, who.image) == (Pair("李雪"), Pair("院长", "Dean"), "")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- {name: {zh: 李雪}}", "post"),
        ("[", "signatories.yaml"),
        ("- {name: {zh: 李雪}, post: {zh: 院长}, image: ../../secret}", "no such file"),
        ("- {name: {zh: 李雪}, post: {zh: 院长}, image: gone.svg}", "gone.svg"),
        ("[{name: {}, post: {}}, {name: {}, post: {}}, {name: {}, post: {}}]", "3 people"),
    ],
)
def test_signatories_that_cannot_be_used_say_why(people: Cast, tmp_path: Path, text: str, says: str) -> None:
    settings.keep(Config(base_url="https://x.example", certificate_art=str(tmp_path)))
    (tmp_path / "signatories.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Unavailable, match=says):
        grant_junior(people)


def test_a_new_edition_carries_the_new_name_and_replaces_the_old_one(people: Cast) -> None:
    old = grant_junior(people)
    before = dict(old.facts)
    db.session().get_one(User, people.learner.user_id).name_zh = "欧阳娜拉"
    new = operations.reissue(people.admin.actor, old.id, " The name was misspelt. ")
    assert (new.edition, new.replaces_id, new.state, new.reason) == (2, old.id, "waiting", "The name was misspelt.")
    assert facts_of(new).name.zh == "欧阳娜拉"
    assert new.number.endswith("000002")
    assert new.code != old.code
    assert old.facts == before
    entry = db.session().scalars(select(AuditEntry).where(AuditEntry.deed == "certificate.reissued")).one()
    assert (entry.actor_id, entry.reason) == (people.admin.user_id, "The name was misspelt.")
    assert entry.before == {"number": old.number, "edition": 1}


def test_an_edition_is_replaced_once(people: Cast) -> None:
    old = grant_junior(people)
    operations.reissue(people.admin.actor, old.id, "Name.")
    with pytest.raises(Conflict):
        operations.reissue(people.admin.actor, old.id, "Name.")


def test_a_new_edition_needs_a_reason_and_a_certification_that_is_not_revoked(people: Cast) -> None:
    old = grant_junior(people)
    with pytest.raises(Refused) as refused:
        operations.reissue(people.admin.actor, old.id, "  ")
    assert refused.value.field == "reason"
    afterwards.change(people.admin.actor, old.certification_id, "revoked", "Bought.")
    with pytest.raises(Refused, match="revoked"):
        operations.reissue(people.admin.actor, old.id, "Name.")


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("manager", Forbidden),
        ("learner", NotFound),
        ("other_manager", NotFound),
        ("other_learner", NotFound),
        ("trainer", NotFound),
    ],
)
def test_others_reissue_nothing_and_strangers_see_nothing(people: Cast, who: str, error: type[Exception]) -> None:
    old = grant_junior(people)
    with pytest.raises(error):
        operations.reissue(getattr(people, who).actor, old.id, "Mine.")


def test_numbers_given_at_the_same_moment_are_all_different_and_leave_no_gap(fresh_database: Database) -> None:
    with fresh_database.transaction():
        make_track()
        cast = make_cast()
        users = [make_user(name_latin=f"Person {n}").id for n in range(8)]
        for user_id in users:
            eligible_for_junior(user_id)
    start = threading.Barrier(len(users))

    def grant(user_id: UUID, *, fails: bool) -> None:
        start.wait()
        with suppress(ZeroDivisionError), fresh_database.transaction():
            granting.grant(cast.admin.actor, user_id, JUNIOR)
            assert 1 / (not fails)

    threads = [threading.Thread(target=grant, args=(u,), kwargs={"fails": n % 4 == 3}) for n, u in enumerate(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with fresh_database.transaction(read_only=True) as session:
        numbers = sorted(session.scalars(select(Certificate.number)))
    assert [number[-6:] for number in numbers] == [f"{n:06}" for n in range(1, 7)]


def test_two_admins_make_one_new_edition(fresh_database: Database) -> None:
    with fresh_database.transaction():
        make_track()
        cast = make_cast()
        old = grant_junior(cast)
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def reissue() -> None:
        start.wait()
        try:
            with fresh_database.transaction():
                operations.reissue(cast.admin.actor, old.id, "Name.")
            outcomes.append("made")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=reissue) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict", "made"]


def test_certificates_are_seen_by_their_holder_and_by_who_may_see_the_holder(people: Cast, unit: Session) -> None:
    certificate = grant_junior(people)
    for who in (people.learner, people.manager, people.admin):
        assert queries.certificate(who.actor, certificate.id) is certificate
        assert [one.certificate for one in queries.certificates_of_person(who.actor, people.learner.user_id)] == [
            certificate
        ]
        assert len(queries.certificates_of_certification(who.actor, certificate.certification_id)) == 1
    for who in (people.other_manager, people.other_learner, people.trainer, people.inspector):
        with pytest.raises(NotFound):
            queries.certificate(who.actor, certificate.id)
        assert queries.certificates_of_person(who.actor, people.learner.user_id) == []
        assert queries.certificates_of_certification(who.actor, certificate.certification_id) == []
        assert queries.all_certificates(who.actor) == []
    assert queries.own_certificates(people.manager.actor) == []
