"""Each kind of condition, by the evidence that meets it and the evidence that does not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lms.certification.requirements import registry
from lms.certification.requirements.reading import WrongCondition
from lms.certification.rules import Fact, Outcome
from tests.certification.stories import AROUND, TODAY, course, decided, fact, held, result, visit

YESTERDAY = TODAY - timedelta(days=1)
LONG_AGO = date(2025, 1, 10)
TEST = {"online_test": {"test": "senior-test", "at_least": 80}}
CHECKS = {"mystery_checks": {"last": 3, "mean": 80, "none_under": 60, "branch": "own"}}


@pytest.mark.parametrize(
    ("expression", "facts", "outcome"),
    [
        pytest.param("required_categories", [], "not_met", id="no course at all"),
        pytest.param(
            "required_categories", [course("p", "products", YESTERDAY)], "not_met", id="one of two categories"
        ),
        pytest.param(
            "required_categories",
            [course("p", "products", YESTERDAY), course("t", "talk", YESTERDAY)],
            "met",
            id="a course in each required category; the elective one is not asked",
        ),
        pytest.param(
            "required_categories",
            [course("p", "products", YESTERDAY), course("t", "talk", YESTERDAY, levels=("junior",))],
            "not_met",
            id="a course that counts at another level only",
        ),
        pytest.param(
            {"course": {"course": "handbook"}}, [course("handbook", "talk", YESTERDAY)], "met", id="the named course"
        ),
        pytest.param(
            {"course": {"course": "handbook"}}, [course("other", "talk", YESTERDAY)], "not_met", id="another course"
        ),
        pytest.param(
            {"elective_credits": {"at_least": 2}},
            [course("a", "basics", YESTERDAY), course("b", "basics", YESTERDAY)],
            "met",
            id="two electives of one credit",
        ),
        pytest.param(
            {"elective_credits": {"at_least": 2}},
            [course("a", "basics", LONG_AGO), course("a", "basics", YESTERDAY)],
            "not_met",
            id="the same elective twice counts once",
        ),
        pytest.param(
            {"elective_credits": {"at_least": 1}},
            [course("a", "products", YESTERDAY)],
            "not_met",
            id="required is no elective",
        ),
        pytest.param(TEST, [], "not_met", id="test not taken"),
        pytest.param(TEST, [result("79.99", YESTERDAY)], "not_met", id="a hair under the score"),
        pytest.param(TEST, [result("80", YESTERDAY)], "met", id="exactly the score"),
        pytest.param(TEST, [result("91", LONG_AGO), result("40", YESTERDAY)], "met", id="the best result counts"),
        pytest.param(
            {"online_test": {"test": "senior-test", "at_least": 80, "within": "P1Y"}},
            [result("91", LONG_AGO)],
            "not_met",
            id="a result too old",
        ),
        pytest.param(TEST, [result("95", YESTERDAY, test="other")], "not_met", id="another test"),
        pytest.param(
            TEST,
            [result("91", LONG_AGO), result("40", YESTERDAY, counts="last")],
            "not_met",
            id="where the last counts, a better one before helps nothing",
        ),
        pytest.param(
            TEST,
            [result("40", YESTERDAY, number=1, counts="last"), result("85", YESTERDAY, number=2, counts="last")],
            "met",
            id="of one day the later attempt is the last",
        ),
        pytest.param(
            TEST,
            [result("40", LONG_AGO, counts="first"), result("91", YESTERDAY, counts="first")],
            "not_met",
            id="where the first counts, later ones are practice",
        ),
        pytest.param(
            {"online_test": {"test": "senior-test", "at_least": 80, "within": "P1Y"}},
            [result("40", LONG_AGO, counts="first"), result("91", YESTERDAY, counts="first")],
            "met",
            id="the first within the window: a renewal begins anew",
        ),
        pytest.param(
            TEST,
            [result("95", YESTERDAY, sections_failed=["safety"])],
            "not_met",
            id="a section below its own mark meets nothing",
        ),
        pytest.param(
            TEST,
            [result("95", YESTERDAY, sections_failed=["safety"]), result("81", LONG_AGO)],
            "met",
            id="a lower result whose sections all passed does",
        ),
        pytest.param(
            {"held": {"level": "intermediate"}}, [held("intermediate", LONG_AGO, TODAY)], "met", id="held, last day"
        ),
        pytest.param(
            {"held": {"level": "intermediate"}},
            [held("intermediate", LONG_AGO, YESTERDAY)],
            "not_met",
            id="ended yesterday",
        ),
        pytest.param(
            {"held": {"level": "junior"}}, [held("intermediate", LONG_AGO, TODAY)], "met", id="a higher level counts"
        ),
        pytest.param(
            {"held": {"level": "principal"}},
            [held("intermediate", LONG_AGO, TODAY)],
            "not_met",
            id="a lower level does not",
        ),
        pytest.param(
            {"held": {"level": "intermediate", "for": "P6M"}},
            [held("intermediate", date(2026, 5, 23), date(2028, 1, 1))],
            "met",
            id="six months to the day",
        ),
        pytest.param(
            {"held": {"level": "intermediate", "for": "P6M"}},
            [held("intermediate", date(2026, 5, 24), date(2028, 1, 1))],
            "waiting",
            id="a day short of six months waits for a date",
        ),
        pytest.param(
            {"held": {"level": "intermediate", "for": "P6M"}},
            [
                held("intermediate", LONG_AGO, date(2026, 10, 1)),
                held("intermediate", date(2026, 10, 3), date(2028, 1, 1)),
            ],
            "waiting",
            id="a gap of one day starts the time anew",
        ),
        pytest.param(
            {"held": {"level": "intermediate", "for": "P6M"}},
            [
                held("intermediate", LONG_AGO, date(2026, 10, 1)),
                held("intermediate", date(2026, 10, 2), date(2028, 1, 1)),
            ],
            "met",
            id="two periods that touch are one",
        ),
        pytest.param({"exam": {"kind": "screening"}}, [], "not_met", id="no exam"),
        pytest.param(
            {"exam": {"kind": "face-to-face"}},
            [fact("exam_result", "face-to-face/expert-engineer/senior", YESTERDAY, passed=True)],
            "met",
            id="exam passed",
        ),
        pytest.param(
            {"exam": {"kind": "face-to-face"}},
            [fact("exam_result", "face-to-face/expert-engineer/principal", YESTERDAY, passed=True)],
            "not_met",
            id="an exam for another level",
        ),
        pytest.param({"spot_check_clear": {"within": "P6M"}}, [], "met", id="never called is clear"),
        pytest.param(
            {"spot_check_clear": {"within": "P6M"}},
            [fact("spot_check", "c", YESTERDAY, passed=False)],
            "not_met",
            id="failed",
        ),
        pytest.param(
            {"spot_check_clear": {"within": "P6M"}},
            [fact("spot_check", "c", LONG_AGO, passed=False)],
            "met",
            id="long ago",
        ),
        pytest.param(
            {"spot_check_clear": {"within": "P6M"}},
            [fact("spot_check", "c", date(2026, 9, 1), passed=False), fact("spot_check", "c", YESTERDAY, passed=True)],
            "met",
            id="failed, then passed",
        ),
        pytest.param(CHECKS, [visit(90, LONG_AGO), visit(90, YESTERDAY)], "not_met", id="two visits of three"),
        pytest.param(
            CHECKS, [visit(70, LONG_AGO), visit(80, date(2026, 1, 1)), visit(90, YESTERDAY)], "met", id="mean 80"
        ),
        pytest.param(
            CHECKS, [visit(59, LONG_AGO), visit(99, date(2026, 1, 1)), visit(99, YESTERDAY)], "not_met", id="one low"
        ),
        pytest.param(
            CHECKS,
            [visit(90, LONG_AGO), visit(90, date(2026, 1, 1)), visit(90, YESTERDAY, counts_from=date(2026, 12, 1))],
            "waiting",
            id="the third may still be disputed",
        ),
        pytest.param(
            CHECKS,
            [visit(90, LONG_AGO), visit(90, date(2026, 1, 1)), visit(90, YESTERDAY, own_branch=False)],
            "not_met",
            id="another branch's visit",
        ),
        pytest.param(
            {"taught_class": {"rating": 4}}, [fact("class_taught", "c", YESTERDAY, rating=3.9)], "not_met", id="3.9"
        ),
        pytest.param(
            {"taught_class": {"rating": 4}}, [fact("class_taught", "c", YESTERDAY, rating=4)], "met", id="rated 4"
        ),
        pytest.param(
            {"published_cases": {"at_least": 2}},
            [fact("case_published", "a", YESTERDAY)],
            "not_met",
            id="one case of two",
        ),
        pytest.param({"approval": {"admins": 2}}, [], "awaiting_approval", id="nobody approved yet"),
        pytest.param(
            {"approval": {"admins": 2}},
            [
                fact("approval", "expert-engineer/senior", YESTERDAY, admin="a"),
                fact("approval", "expert-engineer/senior", TODAY, admin="a"),
            ],
            "awaiting_approval",
            id="the same admin twice",
        ),
        pytest.param(
            {"any": [TEST, {"course": {"course": "handbook"}}]}, [result("80", YESTERDAY)], "met", id="any: one"
        ),
        pytest.param(
            {"all": [TEST, {"course": {"course": "handbook"}}]}, [result("80", YESTERDAY)], "not_met", id="all: one"
        ),
        pytest.param(
            {
                "at_least": {
                    "count": 2,
                    "of": [TEST, {"spot_check_clear": {"within": "P6M"}}, {"course": {"course": "x"}}],
                }
            },
            [result("80", YESTERDAY)],
            "met",
            id="at least two of three",
        ),
        pytest.param(
            {"all": [TEST, {"approval": {"admins": 1}}]},
            [result("80", YESTERDAY)],
            "awaiting_approval",
            id="only approval missing",
        ),
    ],
)
def test_a_condition_is_met_by_its_evidence_and_by_nothing_else(
    expression: object, facts: list[Fact], outcome: str
) -> None:
    assert decided(expression, *facts).outcome == outcome


def test_evidence_of_a_later_day_does_not_exist_yet() -> None:
    assert decided(TEST, result("90", TODAY + timedelta(days=1))).outcome is Outcome.NOT_MET


def test_before_the_tracks_first_day_nothing_is_in_force() -> None:
    assert decided(TEST, result("90", date(2023, 5, 1)), on=date(2023, 12, 31)).outcome is Outcome.NOT_IN_FORCE


def test_the_explanation_is_a_sentence_in_both_languages_with_date_and_way() -> None:
    (line,) = decided(TEST, result("74", date(2026, 11, 16))).finding.leaves()  # type: ignore[union-attr]
    assert line.asks.render("en") == "Senior online test, 80 or more."
    assert line.seen is not None
    assert line.seen.render("en") == "Best result 74 on 16 Nov 2026."
    assert line.way is not None
    assert (line.way.kind, line.way.subject) == ("test", "senior-test")
    assert "高级网络测试" in line.asks.render("zh_Hans")


@pytest.mark.parametrize(
    ("expression", "path", "reason"),
    [
        ({"all": [TEST, {"held": {"level": "master"}}]}, ("all", 1, "held", "level"), "the track has no level master"),
        ({"online_test": {"test": "x", "at_least": 101}}, ("online_test", "at_least"), "whole number from 0 to 100"),
        (
            {"online_test": {"test": "x", "at_least": 70, "wihtin": "P1Y"}},
            ("online_test", "wihtin"),
            "no parameter wihtin",
        ),
        ({"online_test": {"at_least": 70}}, ("online_test", "test"), "needs test"),
        ({"spot_check_clear": {"within": "6 months"}}, ("spot_check_clear", "within"), "calendar term"),
        ({"all": []}, ("all",), "takes a list"),
        ({"at_least": {"count": 3, "of": [TEST]}}, ("at_least", "count"), "from 1 to 1"),
        ({"exam": {"kind": "oral"}}, ("exam", "kind"), "face-to-face"),
        ({"luck": {}}, (), "there is no condition luck"),
        ("everything", (), "known names"),
        ({"held": "junior"}, ("held",), "parameters in braces"),
    ],
)
def test_a_wrong_condition_is_refused_with_its_place_and_reason(
    expression: object, path: tuple[object, ...], reason: str
) -> None:
    with pytest.raises(WrongCondition) as caught:
        registry.read(expression, AROUND)
    assert caught.value.path == path
    assert reason in caught.value.reason.render("en")
