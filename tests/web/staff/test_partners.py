"""Companies by hand: found, made, changed, placed, taken out and back; the admin of a region meets walls."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.core.db import Database
from lms.core.ids import new_id
from lms.partners import operations, queries
from lms.partners.models import Partner
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.partners import make_partner

Browser = Callable[[str], FlaskClient]
ADMIN = "admin@academy.example"
LIST = "/staff/partners"


@pytest.fixture
def admin(client_of: Browser) -> FlaskClient:
    return client_of(ADMIN)


@pytest.fixture
def north(app: Academy, database: Database, cast: Cast) -> FlaskClient:
    with database.transaction():
        user = make_user(name_latin="North Admin", roles=(Grant(Role.ADMIN, region_id=cast.north.id),))
    return signed_in_client(app, user.id)


def of(partner: Partner) -> str:
    return f"{LIST}/{partner.id}"


def now(database: Database, partner: Partner) -> Partner:
    with database.transaction(read_only=True):
        return queries.partner(partner.id)


@pytest.mark.parametrize("search", ["顶点", "ddxt", "dingdian", "ACME-HRB", "harbin acme"])
def test_a_company_is_found_by_name_pinyin_and_code(admin: FlaskClient, search: str) -> None:
    page = admin.get(LIST, query_string={"q": search}).text
    assert "Acme" in page
    assert "Other Networks" not in page


def test_the_list_is_filtered_by_region_tier_standing_and_place(
    admin: FlaskClient, database: Database, cast: Cast
) -> None:
    with database.transaction():
        gold = operations.create_tier(cast.admin.actor, "gold", {"en": "Gold"})
        operations.set_tier(cast.admin.actor, cast.acme.id, gold.id, reason="so")
        operations.set_active(cast.admin.actor, cast.acme_branch.id, active=False, reason="so")

    def shown(**asked: object) -> set[str]:
        page = admin.get(LIST, query_string=asked).text
        return {code for code in ("ACME", "ACME-HRB", "OTHER") if f'<span class="sub">{code}</span>' in page}

    assert shown() == {"ACME", "ACME-HRB", "OTHER"}
    assert shown(region=cast.north.id) == {"ACME", "ACME-HRB"}
    assert shown(tier=gold.id) == {"ACME"}
    assert shown(state="inactive") == {"ACME-HRB"}
    assert shown(top="1") == {"ACME", "OTHER"}
    assert shown(under=cast.acme.id) == {"ACME-HRB"}
    assert shown(region="x", tier="x", state="x", top="x", under="x", sort="x", after="x") == {
        "ACME",
        "ACME-HRB",
        "OTHER",
    }


def test_a_long_list_goes_on_by_key_in_its_order(admin: FlaskClient, database: Database, cast: Cast) -> None:
    with database.transaction():
        for number in range(60):
            make_partner(f"X-{number:02}", region=cast.south, name_latin=f"Company {number:02}")
    page = admin.get(LIST, query_string={"sort": "-name", "q": "company"}).text
    assert page.index("Company 59") < page.index("Company 58")
    assert "Company 09" not in page
    following = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "Company 09" in admin.get(following).text


def test_the_list_comes_as_a_harmless_file(admin: FlaskClient, database: Database, cast: Cast) -> None:
    with database.transaction():
        operations.rename_partner(cast.admin.actor, cast.acme.id, name_zh="", name_latin="=cmd()")
    answer = admin.get(f"{LIST}/export.csv", query_string={"q": "acme"})
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    by_code = {row["code"]: row for row in rows}
    assert set(by_code) == {"ACME", "ACME-HRB"}
    assert by_code["ACME"]["name_latin"] == "'=cmd()"
    assert (by_code["ACME"]["people"], by_code["ACME"]["managers"], by_code["ACME"]["active"]) == ("2", "1", "yes")
    assert (by_code["ACME-HRB"]["parent"], by_code["ACME-HRB"]["region"]) == ("ACME", "North")


def test_the_page_tells_place_people_managers_and_branches(admin: FlaskClient, cast: Cast) -> None:
    page = admin.get(of(cast.acme)).text
    for words in ("Acme Systems", "顶点系统", "North", "Wang Lei", "Acme Harbin", "Nothing was changed here so far."):
        assert words in page
    assert "Other Networks" not in page


def test_a_company_is_made_below_another_found_by_a_part_of_its_name(
    admin: FlaskClient, database: Database, cast: Cast
) -> None:
    given = {"code": "acme-qqh", "name_zh": "齐齐哈尔", "parent_id": "acme harb", "region_id": str(cast.north.id)}
    answer = admin.post(f"{LIST}/new", data={**given, "tier_id": "none"})
    assert answer.status_code == 303
    with database.transaction(read_only=True):
        made = queries.partner_by_code("ACME-QQH")
    assert made is not None
    assert (made.parent_id, made.region_id, made.tier_id) == (cast.acme_branch.id, cast.north.id, None)
    assert "Created" in admin.get(answer.location).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "acme"}, "There is a company with this code already."),
        ({"code": "a b"}, "A code is at most 40 letters"),
        ({"name_latin": " "}, "A company has a name"),
        ({"region_id": ""}, "Choose a region."),
        ({"parent_id": "nothing like it"}, "No company that you manage fits"),
        ({"parent_id": "acme s"}, None),
        ({"parent_id": "e"}, "Several companies fit"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    admin: FlaskClient, cast: Cast, wrong: dict[str, str], sentence: str | None
) -> None:
    given = {"code": "NEW-1", "name_latin": "Typed before", "region_id": str(cast.north.id), "tier_id": "none", **wrong}
    answer = admin.post(f"{LIST}/new", data=given)
    assert answer.status_code == (422 if sentence else 303)
    if sentence:
        assert sentence in answer.text
        assert ("Typed before" in answer.text) == ("name_latin" not in wrong)


def test_choices_are_offered_while_one_types(admin: FlaskClient, north: FlaskClient) -> None:
    assert '<option value="OTHER">' in admin.get(f"{LIST}/choices?parent_id=netw").text
    assert "OTHER" not in north.get(f"{LIST}/choices?parent_id=netw").text
    assert '<option value="ACME">' in north.get(f"{LIST}/choices?parent_id=acme").text


def test_names_tier_and_standing_change_and_the_history_says_so(
    admin: FlaskClient, database: Database, cast: Cast
) -> None:
    with database.transaction():
        gold = operations.create_tier(cast.admin.actor, "gold", {"en": "Gold"})
    changes = {
        "names": {"name_zh": "", "name_latin": "Acme <b>Group</b>"},
        "tier": {"tier-tier_id": str(gold.id), "tier-reason": "Met in June"},
        "standing": {"active": "0", "standing-reason": "Contract ended"},
    }
    for path, data in changes.items():
        assert admin.post(f"{of(cast.acme)}/{path}", data=data).status_code == 303
    found = now(database, cast.acme)
    assert (found.name_latin, found.tier_id, found.active) == ("Acme <b>Group</b>", gold.id, False)
    page = admin.get(of(cast.acme)).text
    for words in (
        "Renamed",
        "Acme Systems",
        "Given another tier",
        "Met in June",
        "Taken out of the channel",
        "by Zhou Min",
    ):
        assert words in page
    assert "<b>Group" not in page
    assert page.count("Undo this") == 1


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("tier", {"tier-tier_id": "none", "tier-reason": ""}),
        ("standing", {"active": "0", "standing-reason": " "}),
        ("names", {"name_zh": "", "name_latin": ""}),
    ],
)
def test_a_change_that_is_refused_changes_nothing(
    admin: FlaskClient, database: Database, cast: Cast, path: str, data: dict[str, str]
) -> None:
    assert admin.post(f"{of(cast.acme)}/{path}", data=data).status_code == 422
    found = now(database, cast.acme)
    assert (found.name_latin, found.active) == ("Acme Systems", True)


def test_the_last_change_is_undone_with_one_press_and_only_once(
    admin: FlaskClient, database: Database, cast: Cast
) -> None:
    admin.post(f"{of(cast.acme)}/standing", data={"active": "0", "standing-reason": "By mistake"})
    page = admin.get(of(cast.acme)).text
    assert "It employs nobody new" in page
    undo = page.partition("/undo/")[2].partition('"')[0]
    assert admin.post(f"{of(cast.acme)}/undo/{undo}").status_code == 303
    assert now(database, cast.acme).active
    assert admin.post(f"{of(cast.acme)}/undo/{undo}").status_code == 409


def test_before_a_company_is_placed_one_sees_who_gains_and_who_loses_sight(
    admin: FlaskClient, database: Database, cast: Cast
) -> None:
    with database.transaction():
        make_user(name_latin="North Admin", roles=(Grant(Role.ADMIN, region_id=cast.north.id),))
        make_user(name_latin="South Admin", roles=(Grant(Role.ADMIN, region_id=cast.south.id),))
        make_user(
            name_latin="Both Admin", roles=tuple(Grant(Role.ADMIN, region_id=r.id) for r in (cast.north, cast.south))
        )
    asked = {"parent_id": "OTHER", "region_id": str(cast.south.id)}
    page = admin.get(f"{of(cast.acme_branch)}/place", query_string=asked).text
    gain, lose = page.partition("Will no longer see them")[::2]
    assert "Chen Jing" in gain
    assert "South Admin" in gain
    assert "Wang Lei" in lose
    assert "North Admin" in lose
    assert "Both Admin" not in page
    assert now(database, cast.acme_branch).parent_id == cast.acme.id
    assert admin.post(f"{of(cast.acme_branch)}/place", data=asked).status_code == 303
    assert now(database, cast.acme_branch).parent_id == cast.other.id


@pytest.mark.parametrize("way", ["look", "do"])
def test_no_circle_is_made(admin: FlaskClient, database: Database, cast: Cast, way: str) -> None:
    asked = {"parent_id": "ACME-HRB", "region_id": str(cast.north.id)}
    path = f"{of(cast.acme)}/place"
    answer = admin.get(path, query_string=asked) if way == "look" else admin.post(path, data=asked)
    assert answer.status_code == 422
    assert "A company cannot stand below itself" in answer.text
    assert now(database, cast.acme).parent_id is None


def test_the_admin_of_a_region_meets_a_wall_at_its_border(north: FlaskClient, database: Database, cast: Cast) -> None:
    page = north.get(LIST).text
    assert "Acme Harbin" in page
    assert "Other Networks" not in page
    nothing = north.get(f"{LIST}/{new_id()}")
    for path in ("", "/edit", "/place", "/registration"):
        hidden = north.get(of(cast.other) + path)
        assert hidden.status_code == nothing.status_code == 404
        assert "Other Networks" not in hidden.text
    for path, data in (
        ("/names", {"name_latin": "Mine"}),
        ("/tier", {"tier-tier_id": "none", "tier-reason": "so"}),
        ("/standing", {"active": "0", "standing-reason": "so"}),
        ("/place", {"region_id": str(cast.north.id)}),
        (f"/undo/{new_id()}", {}),
    ):
        assert north.post(of(cast.other) + path, data=data).status_code == 404
    found = now(database, cast.other)
    assert (found.name_latin, found.active, found.region_id) == ("Other Networks", True, cast.south.id)


def test_nor_is_a_company_pushed_over_the_border(north: FlaskClient, database: Database, cast: Cast) -> None:
    for asked in ({"region_id": str(cast.south.id)}, {"region_id": str(cast.north.id), "parent_id": "OTHER"}):
        assert north.post(f"{of(cast.acme)}/place", data=asked).status_code == 422
        assert north.get(f"{of(cast.acme)}/place", query_string=asked).status_code == 422
        made = {"code": "NEW", "name_latin": "New", "tier_id": "none", **asked}
        assert north.post(f"{LIST}/new", data=made).status_code == 422
    assert now(database, cast.acme).region_id == cast.north.id


def test_a_company_above_that_is_out_of_reach_has_no_name(north: FlaskClient, database: Database, cast: Cast) -> None:
    with database.transaction():
        operations.place_partner(cast.admin.actor, cast.acme.id, parent_id=cast.other.id, region_id=cast.north.id)
    for path in (LIST, of(cast.acme), f"{of(cast.acme)}/place"):
        page = north.get(path).text
        assert "Other Networks" not in page
        assert "他山" not in page
    assert "outside your reach" in north.get(LIST).text


def test_pages_ask_as_much_for_many_as_for_few(admin: FlaskClient, database: Database, cast: Cast) -> None:
    paths = (
        LIST,
        of(cast.acme),
        f"{of(cast.acme)}/edit",
        f"{of(cast.acme_branch)}/place?parent_id=OTHER&region_id={cast.north.id}",
    )

    def asked(path: str) -> int:
        admin.get(path)
        with statements(database) as seen:
            assert admin.get(path).status_code == 200
        return len(seen)

    def change(partner_id: UUID, name: str) -> None:
        operations.rename_partner(cast.admin.actor, partner_id, name_zh="", name_latin=name)

    with database.transaction():
        change(cast.acme.id, "Name")
    few = [asked(path) for path in paths]
    with database.transaction():
        for number in range(25):
            branch = make_partner(parent=cast.acme)
            make_user(works_for=branch, roles=(Grant(Role.PARTNER_MANAGER, partner_id=branch.id),))
            change(cast.acme.id, f"Name {number}")
    assert [asked(path) for path in paths] == few


def test_regions_and_tiers_are_made_named_ordered_and_removed(admin: FlaskClient, database: Database) -> None:
    for kind in ("regions", "tiers"):
        for key in ("one", "two"):
            assert admin.post(f"/staff/{kind}", data={"key": key, "name_en": key.title()}).status_code == 303
        taken = admin.post(f"/staff/{kind}", data={"key": "one", "name_en": "Typed"})
        assert taken.status_code == 422
        assert "with this key already" in taken.text
        assert "Typed" in taken.text
        with database.transaction(read_only=True):
            rows = {row.key: row for row in (queries.regions() if kind == "regions" else queries.tiers())}
        one, two = rows["one"].id, rows["two"].id
        assert (
            admin.post(f"/staff/{kind}/{one}", data={f"{one}-name_en": "", f"{one}-name_zh": "一"}).status_code == 303
        )
        assert admin.post(f"/staff/{kind}/{two}", data={f"{two}-name_en": " "}).status_code == 422
        assert "一" in admin.get(f"/staff/{kind}").text
        if kind == "tiers":
            admin.post(f"/staff/tiers/{two}/move", data={"way": "up"})
            page = admin.get("/staff/tiers").text
            assert page.index("Two") < page.index("一")
        assert admin.post(f"/staff/{kind}/{two}/remove").status_code == 303
        assert "Two" not in admin.get(f"/staff/{kind}").text


def test_what_is_in_use_is_not_removed_and_says_why(admin: FlaskClient, cast: Cast) -> None:
    answer = admin.post(f"/staff/regions/{cast.north.id}/remove")
    assert answer.status_code == 422
    assert "This region is in use" in answer.text


def test_the_admin_of_a_region_only_looks_at_regions_and_tiers(north: FlaskClient, cast: Cast) -> None:
    page = north.get("/staff/regions").text
    assert "North" in page
    assert "New region" not in page
    assert north.post(f"/staff/regions/{cast.north.id}", data={f"{cast.north.id}-name_en": "Mine"}).status_code == 403
    assert north.post("/staff/tiers", data={"key": "x", "name_en": "X"}).status_code == 403
