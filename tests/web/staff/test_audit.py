"""The audit trail as admins read it: found by anybody who had to do with it, within reach, and harmless as a file."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import lms
from lms.accounts import operations
from lms.accounts.actor import Actor
from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.certification.operations import granting
from lms.core import audit, clock, db
from lms.core.db import Database
from lms.web.staff.audit.words import DEEDS, KINDS
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.certification import JUNIOR, eligible_for_junior, make_track

Browser = Callable[[str], FlaskClient]
ADMIN, TRAINER = "admin@academy.example", "trainer@academy.example"
PATH = "/staff/audit"
THEN = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)


@pytest.fixture
def trail(database: Database, cast: Cast) -> None:
    """A few deeds, one of them in March."""
    admin = cast.admin.actor
    with database.transaction():
        with clock.at(THEN):
            operations.rename_user(
                admin, cast.learner.user_id, name_zh="欧阳娜", name_latin="Ouyang Na", reason="Misspelt: 100% sure"
            )
        operations.move(
            cast.manager.actor, cast.learner.user_id, cast.acme_branch.id, starts_on=date(2026, 6, 1), title="Chief"
        )
        operations.grant_role(admin, cast.other_learner.user_id, Grant(Role.EXAMINER, region_id=cast.south.id))
        audit.record(Actor.system("worker"), "course.published", "course", "gateways", after={"version": 2})


@pytest.mark.usefixtures("trail")
def test_who_did_what_to_whom_when_and_why(client_of: Browser, cast: Cast) -> None:
    page = client_of(ADMIN).get(PATH).text
    for words in (
        *("Name changed", "Ouyang Nana</s>", "Ouyang Na<", "“Misspelt: 100% sure”", "Zhou Min", "5 Mar 2026"),
        *(
            "Employment recorded",
            "Acme Harbin",
            "1 Jun 2026",
            "Wang Lei",
            "Role given",
            "Examiner",
            "South",
        ),
        *("Course published", "gateways", "system: worker"),
    ):
        assert words in page, words
    assert str(cast.acme_branch.id) not in page.replace(f"/{cast.acme_branch.id}", ""), "no raw id"
    assert page.index("Course published") < page.index("Name changed"), "the newest first"


def deeds(page: str) -> set[str]:
    return {word for word in map(str, DEEDS.values()) if f'<th scope="row">{word}</th>' in page}


@pytest.mark.usefixtures("trail")
def test_it_is_searched_and_narrowed_in_the_address(client_of: Browser, cast: Cast) -> None:
    client = client_of(ADMIN)

    def found(**asked: str) -> set[str]:
        return deeds(client.get(PATH, query_string=asked).text)

    renamed, given, published = "Name changed", "Role given", "Course published"
    moved = {"Employment changed", "Employment recorded"}
    assert found(q="zhoumin") == found(q="周敏") == {renamed, given}, "who did it"
    assert found(q="oyn") == found(q="欧阳") == {renamed, *moved}, "to whom, by the initials in pinyin"
    assert found(q="misspelt") == found(q="100%") == {renamed}
    assert found(q="%") == {renamed}, "the sign itself"
    assert found(q="_") == set()
    assert found(q="gateways") == found(by="system") == found(kind="course") == {published}
    assert found(by=str(cast.manager.user_id)) == moved
    assert found(deed="role.granted") == found(of=f"user:{cast.other_learner.user_id}") == {given}
    assert found(since="2026-03-05", until="2026-03-05") == {renamed}, "a day in the academy's time zone"
    assert found(until="2026-03-04") == set()
    assert found(since="yesterday", of="user:nobody", by="x", deed="no.deed") == {renamed, *moved, given, published}
    assert "Only what was done by Wang Lei" in client.get(PATH, query_string={"by": str(cast.manager.user_id)}).text


def test_what_is_about_a_persons_things_is_about_the_person(client_of: Browser, database: Database, cast: Cast) -> None:
    with database.transaction():
        make_track()
        eligible_for_junior(cast.learner.user_id)
        held = granting.grant(cast.admin.actor, cast.learner.user_id, JUNIOR)
        assert held
    client = client_of(ADMIN)
    page = client.get(f"{PATH}?of=user:{cast.learner.user_id}").text
    assert {"Level granted", "Certificate issued"} <= deeds(page)
    assert deeds(client.get(f"{PATH}?of=certification:{held.id}").text) == {"Level granted"}
    assert f"of=certification:{held.id}" in client.get(f"/staff/certifications/{held.id}").text
    assert "Level granted" not in deeds(client.get(f"{PATH}?of=user:{cast.manager.user_id}").text)


@pytest.mark.usefixtures("trail")
def test_an_admin_of_one_region_sees_what_was_done_to_its_people_and_companies_alone(
    app: Academy, client_of: Browser, database: Database, cast: Cast
) -> None:
    with database.transaction():
        regional = make_user("north@academy.example", roles=(Grant(Role.ADMIN, region_id=cast.north.id),)).id
    client = signed_in_client(app, regional)
    page = client.get(PATH).text
    assert deeds(page) == {"Name changed", "Employment changed", "Employment recorded"}
    assert "Liu Yang" not in page
    assert (
        deeds(client.get(f"{PATH}?q=liuyang").text)
        == deeds(client.get(f"{PATH}?of=user:{cast.other_learner.user_id}").text)
        == set()
    )
    assert "Liu Yang" not in client.get(f"{PATH}?by={cast.other_learner.user_id}").text
    assert "Chen" not in client.get(f"{PATH}/export.csv").text
    assert "role.granted" not in client.get(f"{PATH}/export.csv").text
    assert f"of=partner:{cast.acme.id}" in client.get(f"/staff/partners/{cast.acme.id}").text


def test_a_trainer_is_not_shown_the_way_to_it(client_of: Browser, cast: Cast) -> None:
    assert "/staff/audit" not in client_of(TRAINER).get("/staff/tests").text
    assert client_of(TRAINER).get(PATH).status_code == 403


def test_no_spreadsheet_runs_the_file(client_of: Browser, database: Database, cast: Cast) -> None:
    with database.transaction():
        operations.rename_user(
            cast.admin.actor, cast.learner.user_id, name_zh="欧", name_latin="=HYPERLINK(1)", reason="=1+1"
        )
        audit.record(cast.admin.actor, "partner.renamed", "partner", cast.acme.id, after={"code": "A"}, reason="+cmd")
    file = client_of(ADMIN).get(f"{PATH}/export.csv")
    assert file.mimetype == "text/csv"
    head, *lines = file.text.removeprefix("\ufeff").splitlines()
    assert head == "at,by,by_id,deed,kind,subject_id,subject,person,before,after,reason,request"
    assert len(lines) == 2
    assert ",'=1+1," in file.text
    assert ",'+cmd," in file.text
    assert ",=" not in file.text
    assert ",'=HYPERLINK(1)," in file.text
    assert len(client_of(ADMIN).get(f"{PATH}/export.csv?deed=partner.renamed").text.splitlines()) == 2


def test_who_is_erased_is_not_found_by_words_any_more(client_of: Browser, database: Database, cast: Cast) -> None:
    with database.transaction():
        reason = "Ms Unmistakable asked"
        operations.rename_user(cast.admin.actor, cast.learner.user_id, name_zh="甲", name_latin="Jia", reason=reason)
        entries = audit.entries_of("user", cast.learner.user_id)
        assert any("unmistakable" in one.search for one in entries)
        audit.forget_words("user", [cast.learner.user_id])
        db.session().expire_all()
        assert not any(one.search or one.reason for one in audit.entries_of("user", cast.learner.user_id))


def test_more_entries_cost_no_more_statements(client_of: Browser, database: Database, cast: Cast) -> None:
    client = client_of(ADMIN)
    people = [cast.learner, cast.manager, cast.other_learner]

    def rename(times: int) -> None:
        with database.transaction():
            for n in range(times):
                who = people[n % 3].user_id
                audit.record(cast.admin.actor, "user.renamed", "user", who, after={"partner_id": str(cast.acme.id)})

    rename(1)
    client.get(PATH)
    with statements(database) as few:
        client.get(PATH)
    rename(60)
    with statements(database) as many:
        page = client.get(PATH).text
    assert len(many) == len(few)
    assert "after=" in page, "and it pages"


def recorded() -> Iterator[tuple[str, str | None, str | None]]:
    """Where the code records a deed: the place, the deed and the kind of its subject, as far as they stand there as words."""
    for path in Path(lms.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("audit.record", "audit.record_many"):
                deed, kind = (one.value if isinstance(one, ast.Constant) else None for one in node.args[1:3])
                yield f"{path.name}:{node.lineno}", deed, kind


def test_every_deed_and_every_kind_of_subject_has_a_name() -> None:
    found = list(recorded())
    assert len(found) > 60
    for place, deed, kind in found:
        assert deed is None or deed in DEEDS, (place, deed)
        assert kind is None or kind in KINDS, (place, kind)
