"""``lms partner``: the standing of a company as text and as JSON, and judgements run again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lms.compliance.operations.judging import judge_companies
from lms.core import clock
from lms.core.db import Database
from tests.cast import make_cast
from tests.cli.calling import Lms, caller
from tests.factories.accounts import make_user
from tests.factories.certification import make_track
from tests.factories.standing import ONE_LEADS, a_rule, give_tier
from tests.factories.team import certify


@pytest.fixture
def lms(fresh_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lms:
    """The command, where Acme meets silver by Nana."""
    with fresh_database.transaction():
        cast = make_cast()
        make_track()
        a_rule("silver", **ONE_LEADS)
        give_tier(cast.acme, "silver")
        certify(cast.learner.user_id)
        certify(make_user(name_latin="Ended Long Ago", works_for=cast.acme).id, ends_in=-10)
        judge_companies([cast.acme.id])
    return caller(fresh_database, tmp_path / "var", monkeypatch)


def test_a_standing_is_said_with_everybody_in_it(lms: Lms) -> None:
    said = lms("partner", "standing", "acme")
    assert said.exit_code == 0
    assert "ACME (silver)" in said.output
    assert "meets its tier" in said.output
    assert "lead: Ouyang Nana, expert-engineer/junior" in said.output
    assert "not counted: Ended Long Ago: Junior Engineer ended on" in said.output


def test_as_json_and_on_a_day(lms: Lms) -> None:
    told = json.loads(lms("partner", "standing", "ACME", "--json").output)
    assert (told["state"], told["met"], told["tier"], told["on"]) == ("met", True, "silver", clock.today().isoformat())
    assert [one["name_latin"] for one in told["places"]] == ["Ouyang Nana"]
    assert {one["name_latin"] for one in told["not_counted"]} == {"Wang Lei", "Ended Long Ago"}
    assert json.loads(lms("partner", "standing", "ACME", "--on", "2023-01-01", "--json").output)["state"] == "no_tier"


def test_judgements_come_out_the_same(lms: Lms) -> None:
    assert "Run again: 1. All came out the same." in lms("partner", "rerun").output


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("standing", "NONE"), 1), (("rerun", "x"), 1), (("standing",), 2), (("standing", "ACME", "--on", "soon"), 2)],
)
def test_refusals_and_wrong_usage_have_their_codes(lms: Lms, arguments: tuple[str, ...], code: int) -> None:
    assert lms("partner", *arguments).exit_code == code
