"""Rules of phone spot checks: the draw can be done again and picks nobody, calls keep to hours and tries, scores are never rounded up."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.fieldchecks.spotchecks.rules import calling, scoring
from lms.fieldchecks.spotchecks.rules.calling import Hours, Outcome, State, after_call, why_not
from lms.fieldchecks.spotchecks.rules.sampling import Askable, Entry, Reason, draw, first_reason, frame_hash, sheet
from lms.fieldchecks.spotchecks.rules.scoring import AfterFailed, BadMark, Mark, mark_of, result

PEOPLE = st.lists(st.uuids().map(str), max_size=40)
SEEDS = st.text("0123456789abcdef", min_size=32, max_size=32)
HOURS = Hours(9, 18, weekends=False, first=date(2026, 11, 2), last=date(2026, 11, 30))


# ---- the draw


@given(seed=SEEDS, people=PEOPLE, n=st.integers(-1, 50), mixed=st.randoms(use_true_random=False))
def test_who_is_drawn_follows_from_the_seed_and_the_frame_alone(seed, people, n, mixed) -> None:
    drawn = draw(seed, people, n)
    again = [*people, *people]
    mixed.shuffle(again)
    assert draw(seed, again, n) == drawn
    assert len(drawn) == len(set(drawn)) == min(max(n, 0), len(set(people)))
    assert set(drawn) <= set(people)


@given(seed=SEEDS, people=PEOPLE, n=st.integers(0, 30))
def test_a_larger_sample_goes_on_where_the_smaller_ended(seed: str, people: list[str], n: int) -> None:
    assert draw(seed, people, n) == draw(seed, people, n + 5)[:n]


@given(seed=SEEDS, people=PEOPLE, n=st.integers(0, 30), data=st.data())
def test_nobody_who_is_left_out_is_ever_drawn_nor_moves_the_others(seed, people, n, data) -> None:
    entries = [Entry(one, "l", data.draw(st.sampled_from([None, *Reason]))) for one in dict.fromkeys(people)]
    can_be = [one.person for one in entries if one.reason is None]
    drawn = draw(seed, can_be, n)
    assert not {one.person for one in entries if one.reason} & set(drawn)
    whole = draw(seed, people, len(people))
    assert drawn == [one for one in whole if one in can_be][:n]


def test_over_many_seeds_everybody_is_drawn_about_as_often() -> None:
    people = [f"person-{n}" for n in range(20)]
    seeds = [sha256(str(n).encode()).hexdigest()[:32] for n in range(4000)]
    drawn = Counter(one for seed in seeds for one in draw(seed, people, 5))
    pairs = Counter(frozenset(draw(seed, people, 2)) for seed in seeds)
    # 1000 times each, with a standard deviation of 27; the chi-square of 20 people at 43.8 has p = 0.001.
    chi_square = sum((drawn[one] - 1000) ** 2 / (1000 * 0.75) for one in people) * 19 / 20
    assert chi_square < 43.8, drawn
    assert len(pairs) == 190, "every pair comes up"


def test_the_algorithm_is_the_one_that_is_told() -> None:
    people, seed = ["b", "a", "c"], "00ff"
    by_hand = sorted(people, key=lambda one: sha256(f"{seed}:{one}".encode()).hexdigest())
    assert draw(seed, people, 2) == by_hand[:2]


def test_the_frame_s_hash_tells_of_every_change_and_not_of_the_order() -> None:
    frame = [Entry("a", "junior"), Entry("b", "junior", Reason.NO_PHONE)]
    told = frame_hash(frame)
    assert told == frame_hash(reversed(frame)) == sha256(b"a junior in\nb junior no_phone\n").hexdigest()
    for other in (frame[:1], [frame[0], Entry("b", "junior")], [Entry("a", "senior"), frame[1]]):
        assert frame_hash(other) != told


def test_of_several_reasons_the_gravest_is_said() -> None:
    assert first_reason({Reason.NO_PHONE: True, Reason.ERASED: True}) is Reason.ERASED
    assert first_reason(dict.fromkeys(Reason, False)) is None


@given(seed=SEEDS, n=st.integers(1, 12), kinds=st.lists(st.sampled_from("abc"), min_size=1, max_size=20))
def test_a_sheet_asks_no_question_twice_and_about_every_category_in_turn(seed, n, kinds) -> None:
    pool = [Askable(str(place), kind) for place, kind in enumerate(kinds)]
    asked = sheet(seed, pool, n)
    assert asked == sheet(seed, pool[::-1], n)
    assert len(set(asked)) == len(asked) == min(n, len(pool))
    there, had = Counter(kinds), Counter(one.category for one in asked)
    for kind in there:
        assert had[kind] == there[kind] or had[kind] >= max(had.values()) - 1


# ---- calls


@pytest.mark.parametrize(
    ("at", "zone", "said"),
    [
        ("2026-11-10T01:00", "Asia/Shanghai", None),
        ("2026-11-10T00:59", "Asia/Shanghai", "It is 08:59 where they are"),
        ("2026-11-10T10:00", "Asia/Shanghai", "It is 18:00 where they are"),
        ("2026-11-10T10:00", "Europe/Berlin", None),
        ("2026-11-07T02:00", "Asia/Shanghai", "weekend where they are"),
        ("2026-11-01T16:30", "Asia/Shanghai", "It is 00:30"),  # the first day has begun there
        ("2026-11-01T16:30", "Europe/Berlin", "Calls begin on 2 Nov 2026"),
        ("2026-11-30T16:30", "Asia/Shanghai", "the last was 30 Nov 2026"),
        ("2026-11-30T16:30", "Europe/Berlin", None),
    ],
)
def test_days_and_hours_are_those_of_who_is_called(at: str, zone: str, said: str | None) -> None:
    refused = why_not(datetime.fromisoformat(at).replace(tzinfo=UTC), zone, HOURS)
    assert (refused is None) == (said is None)
    assert said is None or said in refused.render("en")


@pytest.mark.parametrize(
    ("outcome", "tries", "state", "later"),
    [
        (Outcome.NO_ANSWER, 1, State.WAITING, 4),
        (Outcome.NO_ANSWER, 3, State.NOT_REACHED, None),
        (Outcome.CALL_BACK, 1, State.WAITING, 30),
        (Outcome.CALL_BACK, 3, State.NOT_REACHED, None),
        (Outcome.BROKEN_OFF, 2, State.WAITING, 4),
        (Outcome.REFUSED, 1, State.REFUSED, None),
        (Outcome.WRONG_NUMBER, 3, State.WRONG_NUMBER, None),
    ],
)
def test_a_call_without_a_result_leads_to_the_next_until_the_tries_are_used_up(outcome, tries, state, later) -> None:
    now = datetime(2026, 11, 10, 2, tzinfo=UTC)
    back = now + timedelta(hours=30) if outcome is Outcome.CALL_BACK else None
    following = after_call(outcome, tries, 3, at=now, pause=timedelta(hours=4), call_back_at=back)
    assert following == calling.Following(state, now + timedelta(hours=later) if later else None)


# ---- scores


@given(marks=st.lists(st.sampled_from(Mark), min_size=1, max_size=30), pass_mark=st.integers(1, 100))
def test_a_score_stands_between_nothing_and_all_and_never_shows_a_pass_that_is_none(marks, pass_mark) -> None:
    found = result(marks, pass_mark)
    assert 0 <= found.score <= 100
    assert found.passed == (100 * found.points >= pass_mark * found.possible)
    assert found.passed or found.score < pass_mark
    assert (found.score == 100) == all(mark is Mark.RIGHT for mark in marks)


def test_a_score_is_cut_off_and_not_rounded() -> None:
    assert str(result([Mark.RIGHT, Mark.RIGHT, Mark.WRONG], 67).score) == "66.6"


@pytest.mark.parametrize("text", ["", "3", "-1", "2.0", "right", "²", "9" * 30])
def test_what_is_outside_of_the_scale_is_no_mark(text: str) -> None:
    with pytest.raises(BadMark):
        mark_of(text)


def test_what_follows_a_failed_check_is_its_campaign_s_rule() -> None:
    def follows(rule: AfterFailed, *, is_extra: bool) -> tuple[bool, str]:
        return rule.opens_extra(is_extra=is_extra), rule.proposes(is_extra=is_extra)

    assert [follows(rule, is_extra=False) for rule in AfterFailed] == [
        (False, ""),
        (True, ""),
        (False, "suspension"),
        (True, ""),
        (False, "yellow"),
    ]
    assert [follows(rule, is_extra=True) for rule in AfterFailed] == [
        (False, ""),
        (False, ""),
        (False, "suspension"),
        (False, "suspension"),
        (False, "yellow"),
    ]
    assert scoring.FORM == "1"
