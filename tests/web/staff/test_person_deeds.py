"""What is done to a person on pages of its own: it is explained, done once, audited, and has a way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import unescape
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts import operations, queries
from lms.accounts.models import Employment, RoleGrant
from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.core.audit import AuditEntry
from lms.core.db import Database
from lms.core.ids import new_id
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.factories.accounts import employ, give_role, make_user

Browser = Callable[[str], FlaskClient]
ADMIN = "admin@academy.example"


@pytest.fixture
def nana(cast: Cast) -> str:
    """Acme's learner's page."""
    return f"/staff/people/{cast.learner.user_id}"


def job_of(database: Database, user_id: UUID) -> Employment:
    with database.transaction(read_only=True):
        return queries.employments_of(user_id)[0]


def role_of(database: Database, user_id: UUID, role: Role) -> UUID:
    with database.transaction(read_only=True) as session:
        return session.scalars(select(RoleGrant.id).where(RoleGrant.user_id == user_id, RoleGrant.role == role)).one()


def deeds(database: Database) -> list[str]:
    with database.transaction(read_only=True) as session:
        return list(session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)))


def test_a_name_is_changed_with_a_reason_and_what_was_typed_is_kept_without(client_of: Browser, nana: str) -> None:
    client = client_of(ADMIN)
    assert 'value="欧阳娜娜"' in client.get(f"{nana}/names").text
    form = {"name_zh": "欧阳娜", "name_latin": "Ouyang Na"}
    refused = client.post(f"{nana}/names", data=form)
    assert refused.status_code == 422
    assert "Say why" in refused.text
    assert 'value="欧阳娜"' in refused.text
    assert client.post(f"{nana}/names", data={**form, "reason": "Misspelt"}).location == nana
    assert "Ouyang Na<" in client.get(nana).text


def test_an_account_is_closed_and_the_page_offers_the_way_back(
    client_of: Browser, nana: str, database: Database
) -> None:
    client = client_of(ADMIN)
    assert "Nobody can sign in to it any more" in client.get(f"{nana}/close").text
    for _twice in range(2):
        assert client.post(f"{nana}/close", data={"reason": "Left"}).location == nana
    page = client.get(nana).text
    assert "Account closed" in page
    assert page.count(f'href="{nana}/open"') >= 2, "in the note of what was done, and on the page"
    client.post(f"{nana}/open", data={"reason": "Came back"})
    assert "Account closed</" not in client.get(nana).text.partition("What was changed")[0]
    assert deeds(database) == ["user.closed", "user.opened"]


def test_an_address_that_somebody_has_is_said_at_the_field(client_of: Browser, nana: str) -> None:
    answer = client_of(ADMIN).post(f"{nana}/logins", data={"email": "learner@other.example", "reason": "so"})
    assert answer.status_code == 422
    assert "Somebody has this e-mail address already." in answer.text


def test_a_role_is_given_where_it_reaches_ended_and_given_again(
    client_of: Browser, nana: str, database: Database, cast: Cast
) -> None:
    client, learner = client_of(ADMIN), cast.learner.user_id
    form = {"role": "examiner", "reach": "region", "region": str(cast.north.id), "partner": ""}
    assert client.post(f"{nana}/role", data=form).location == nana
    examiner = role_of(database, learner, Role.EXAMINER)
    assert "for the region North" in client.get(nana).text
    for _twice in range(2):
        assert client.post(f"{nana}/roles/{examiner}/end", data={"reason": "Done"}).location == nana
    page = client.get(nana).text
    assert "1 role that was ended" in page
    assert f'href="{nana}/roles/{examiner}/again"' in page
    with database.transaction(read_only=True):
        assert queries.actor_of(learner).roles() == {Role.LEARNER}
    client.post(f"{nana}/roles/{examiner}/again", data={"reason": "Not done"})
    with database.transaction(read_only=True):
        assert Grant(Role.EXAMINER, region_id=cast.north.id) in queries.actor_of(learner).grants
    assert deeds(database) == ["role.granted", "role.ended", "role.granted"]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"role": "examiner", "reach": "region", "region": ""}, "Say for which."),
        ({"role": "examiner", "reach": "company", "partner": ""}, "Say for which."),
        ({"role": "examiner", "reach": "company", "partner": "zzz"}, "No company within your reach"),
        ({"role": "examiner", "reach": "region", "region": "x"}, "Not a valid choice."),
        ({"role": "partner_manager", "reach": "everywhere"}, "A partner manager manages a company: say which."),
        ({"role": "king", "reach": "everywhere"}, "Not a valid choice."),
    ],
)
def test_a_role_of_no_sound_shape_is_refused_on_the_form(
    client_of: Browser, nana: str, database: Database, form: dict[str, str], words: str
) -> None:
    answer = client_of(ADMIN).post(f"{nana}/role", data={"region": "", **form})
    assert answer.status_code == 422
    assert words in unescape(answer.text)
    assert deeds(database) == []


def test_the_last_admin_is_told_why_the_role_stays(client_of: Browser, database: Database, cast: Cast) -> None:
    me = cast.admin.user_id
    path = f"/staff/people/{me}/roles/{role_of(database, me, Role.ADMIN)}/end"
    answer = client_of(ADMIN).post(path, data={"reason": "Tired"})
    assert answer.status_code == 422
    assert "The academy needs an admin." in answer.text


def test_a_leaving_is_recorded_taken_back_and_both_are_seen(
    client_of: Browser, nana: str, database: Database, cast: Cast
) -> None:
    client = client_of(ADMIN)
    job = job_of(database, cast.learner.user_id)
    early = client.post(f"{nana}/jobs/{job.id}/leave", data={"ends_on": "2019-12-31"})
    assert early.status_code == 422
    assert "The last day is before the first." in early.text
    client.post(f"{nana}/jobs/{job.id}/leave", data={"ends_on": "2099-12-31"})
    left = job_of(database, cast.learner.user_id)
    page = client.get(nana).text
    assert "until 31 Dec 2099" in page
    assert page.count(f'href="{nana}/jobs/{left.id}/restore"') == 2, "beside what was done, and at the job"
    assert client.post(f"{nana}/jobs/{job.id}/leave", data={"ends_on": "2099-12-31"}).status_code == 404, (
        "a second click"
    )
    back = client.get(f"{nana}/jobs/{left.id}/restore").text
    assert "What holds again:" in back
    client.post(f"{nana}/jobs/{left.id}/restore", data={"reason": "Stays"})
    assert job_of(database, cast.learner.user_id).ends_on is None
    assert "31 Dec 2099</s>" in client.get(nana).text


def test_a_job_is_put_right_withdrawn_and_recorded_again(
    client_of: Browser, nana: str, database: Database, cast: Cast
) -> None:
    client, learner = client_of(ADMIN), cast.learner.user_id
    path = f"{nana}/jobs/{job_of(database, learner).id}"
    assert 'value="Acme Systems · ACME"' in client.get(f"{path}/correct").text
    form = {"partner": "OTHER", "title": "Engineer", "starts_on": "2021-03-04", "ends_on": "", "reason": "Wrong list"}
    client.post(f"{path}/correct", data=form)
    page = client.get(nana).text
    assert "Acme Systems · 1 Jan 2020" in page.partition('<s class="void">')[2].partition("</s>")[0]
    assert "Put right" in page
    assert "by Zhou Min" in page
    client.post(f"{nana}/jobs/{job_of(database, learner).id}/withdraw", data={"reason": "Never was"})
    page = client.get(nana).text
    assert "Works for no partner today" in page
    assert f'href="{nana}/join"' in page
    client.post(f"{nana}/join", data={"partner": "ACME-HRB", "starts_on": "2022-01-01", "title": ""})
    assert job_of(database, learner).partner.code == "ACME-HRB"


def test_two_jobs_in_one_time_are_refused_with_the_days_of_the_other(client_of: Browser, nana: str) -> None:
    answer = client_of(ADMIN).post(f"{nana}/join", data={"partner": "OTHER", "starts_on": "2026-01-01"})
    assert answer.status_code == 422
    assert "another job began on 1 Jan 2020" in answer.text


def test_a_job_before_and_one_to_come_may_stand_beside_the_present_one(
    client_of: Browser, nana: str, database: Database, cast: Cast
) -> None:
    client, learner = client_of(ADMIN), cast.learner.user_id
    client.post(f"{nana}/jobs/{job_of(database, learner).id}/leave", data={"ends_on": "2098-12-31"})
    client.post(f"{nana}/join", data={"partner": "OTHER", "starts_on": "2099-01-01"})
    with database.transaction(read_only=True):
        assert [one.partner.code for one in queries.employments_of(learner)] == ["OTHER", "ACME"]
    page = client.get(nana).text
    assert "1 Jan 2099" in page
    assert "Acme Systems" in page.partition("person-cols")[0], "today it is still Acme"


def test_forged_ids_in_addresses_look_like_nothing(
    client_of: Browser, nana: str, database: Database, cast: Cast
) -> None:
    client = client_of(ADMIN)
    other_job = job_of(database, cast.other_learner.user_id).id
    other_role = role_of(database, cast.other_learner.user_id, Role.LEARNER)
    for path in (
        f"{nana}/jobs/{other_job}/leave",
        f"{nana}/jobs/{new_id()}/leave",
        f"{nana}/roles/{other_role}/end",
        f"{nana}/jobs/{job_of(database, cast.learner.user_id).id}/close",
        f"{nana}/leave",
        f"{nana}/anything",
        f"/staff/people/{new_id()}/close",
    ):
        assert client.get(path).status_code == client.post(path, data={"reason": "so"}).status_code == 404, path
    assert deeds(database) == []


def regional(app: Academy, database: Database, cast: Cast) -> FlaskClient:
    with database.transaction():
        user = make_user(name_latin="North Admin", roles=(Grant(Role.ADMIN, region_id=cast.north.id),))
    return signed_in_client(app, user.id)


def test_the_admin_of_a_region_sends_nobody_out_and_gives_no_role_beyond(
    app: Academy, database: Database, cast: Cast, nana: str
) -> None:
    client = regional(app, database, cast)
    job = job_of(database, cast.learner.user_id).id
    forged = {"partner": "zzz", "partner-for": "zzz", "partner-id": str(cast.other.id), "starts_on": "2026-01-01"}
    for path, form in (
        ("move", forged),
        (f"jobs/{job}/correct", {**forged, "reason": "so"}),
        ("role", {**forged, "role": "partner_manager", "reach": "company"}),
        ("role", {"role": "examiner", "reach": "region", "region": str(cast.south.id)}),
        ("role", {"role": "admin", "reach": "everywhere"}),
    ):
        answer = client.post(f"{nana}/{path}", data=form)
        assert answer.status_code == 422, path
        assert "Other Networks" not in answer.text
    assert deeds(database) == []
    form = client.get(f"{nana}/role").text
    assert "South" not in form
    assert 'value="everywhere"' not in form
    assert client.get(f"/staff/people/{cast.other_learner.user_id}/close").status_code == 404


def test_what_one_may_not_do_is_not_offered_and_refused(app: Academy, database: Database, cast: Cast) -> None:
    with database.transaction():
        chief = make_user(name_latin="Chief of All", roles=(Grant(Role.ADMIN),), works_for=cast.acme)
    client, path = regional(app, database, cast), f"/staff/people/{chief.id}"
    page = client.get(path).text
    assert "Chief of All" in page
    for deed in ("names", "close", "logins", "role", "move"):
        assert f"{path}/{deed}" not in page, deed
        assert client.get(f"{path}/{deed}").status_code == 403, deed
        assert client.post(f"{path}/{deed}", data={"reason": "so"}).status_code == 403, deed


def test_a_role_for_a_company_one_has_left_is_marked(client_of: Browser, database: Database, cast: Cast) -> None:
    with database.transaction():
        user = make_user(works_for=cast.other)
        give_role(user.id, Grant(Role.PARTNER_MANAGER, partner_id=cast.acme.id))
    client = client_of(ADMIN)
    assert "Does not work there today." in client.get(f"/staff/people/{user.id}").text
    assert "Does not work there today." not in client.get(f"/staff/people/{cast.manager.user_id}").text


def test_who_moves_out_of_sight_leads_back_to_everybody(app: Academy, database: Database, cast: Cast) -> None:
    client = regional(app, database, cast)
    with database.transaction():
        user = make_user(name_latin="Going Away", works_for=cast.acme, since=date(2025, 1, 1))
    job = job_of(database, user.id).id
    answer = client.post(f"/staff/people/{user.id}/jobs/{job}/leave", data={"ends_on": "2025-06-30"})
    assert answer.location == "/staff/people"
    assert "Going Away is no longer among your people." in client.get("/staff/people").text


def test_the_link_of_an_invitation_is_shown_when_asked_for_and_that_is_on_record(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    client = client_of(ADMIN)
    with database.transaction():
        made = operations.create_user(cast.admin.actor, name_latin="Li Xue", email="li@acme.example")
    path = f"/staff/people/{made.id}"
    assert "Not invited yet." in client.get(path).text
    assert client.post(f"{path}/invitation-link").status_code == 409
    assert client.post(f"{path}/invite").location == path
    page = client.get(path).text
    assert "Show the link" in page
    assert "/invitation/" not in page
    shown = client.post(f"{path}/invitation-link").text
    first = shown.partition('readonly value="')[2].partition('"')[0]
    assert first.startswith("https://academy.example/invitation/")
    client.post(f"{path}/invite")
    second = client.post(f"{path}/invitation-link").text.partition('readonly value="')[2].partition('"')[0]
    assert second != first, "the link before opens nothing any more"
    assert deeds(database)[1:] == ["user.invited", "user.invitation_shown", "user.invited", "user.invitation_shown"]


def test_who_has_a_password_is_told_so_and_not_invited(client_of: Browser, nana: str, database: Database) -> None:
    client = client_of(ADMIN)
    assert "Invitation" not in client.get(nana).text
    client.post(f"{nana}/invite")
    assert "has a password already" in client.get(nana).text
    assert deeds(database) == []


def test_an_employment_elsewhere_is_out_of_a_regions_sight(app: Academy, database: Database, cast: Cast) -> None:
    with database.transaction():
        user = make_user(works_for=cast.acme, since=date(2025, 1, 1))
        employ(user.id, cast.other.id, since=date(2021, 1, 1), until=date(2022, 1, 1))
    page = regional(app, database, cast).get(f"/staff/people/{user.id}").text
    assert "Acme Systems" in page
    assert "Other Networks" not in page


def test_a_lost_second_factor_is_taken_away_with_a_reason(
    client_of: Callable[[str], FlaskClient], cast: Cast, database: Database
) -> None:
    client = client_of("admin@academy.example")
    page = f"/staff/people/{cast.trainer.user_id}"
    assert "Take the second factor away" in client.get(page).text
    assert client.post(f"{page}/factor", data={"reason": ""}).status_code == 422
    assert client.post(f"{page}/factor", data={"reason": "Phone lost; called back"}).status_code == 303
    seen = client.get(page).text
    assert "Take the second factor away" not in seen
    assert "Second factor taken away" in seen
    assert "Phone lost; called back" in seen
