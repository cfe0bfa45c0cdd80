"""A certification over time: its term, its last day, suspension, revocation, what was believed when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.certification.rules import Happening, Period, Standing, next_period, standing, valid_days
from lms.core import terms

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)


def happening(kind: str, on: date, recorded: date | None = None, corrects: UUID | None = None) -> Happening:
    at = datetime.combine(recorded or on, datetime.min.time(), UTC)
    return Happening(uuid4(), kind, on, at, corrects)


def test_the_last_valid_day_is_inclusive() -> None:
    period = Period(FIRST, LAST)
    assert standing(period, FIRST - timedelta(days=1)) is Standing.NOT_YET
    assert standing(period, FIRST) is Standing.VALID
    assert standing(period, LAST) is Standing.VALID
    assert standing(period, LAST + timedelta(days=1)) is Standing.EXPIRED


def test_a_suspension_holds_until_it_is_lifted() -> None:
    period = Period(FIRST, LAST, (happening("suspended", date(2026, 3, 1)), happening("reinstated", date(2026, 5, 1))))
    assert standing(period, date(2026, 2, 28)) is Standing.VALID
    assert standing(period, date(2026, 4, 30)) is Standing.SUSPENDED
    assert standing(period, date(2026, 5, 1)) is Standing.VALID
    assert valid_days(period, LAST) == [(FIRST, date(2026, 2, 28)), (date(2026, 5, 1), LAST)]


def test_revoked_stays_revoked_even_after_the_end() -> None:
    period = Period(FIRST, LAST, (happening("suspended", date(2026, 3, 1)), happening("revoked", date(2026, 4, 1))))
    assert standing(period, LAST + timedelta(days=400)) is Standing.REVOKED
    assert valid_days(period, LAST) == [(FIRST, date(2026, 2, 28))]


def test_a_fact_taken_back_counts_no_more_but_was_believed_before() -> None:
    wrong = happening("revoked", date(2026, 4, 1))
    back = happening("corrected", date(2026, 4, 1), recorded=date(2026, 6, 1), corrects=wrong.id)
    period = Period(FIRST, LAST, (wrong, back))
    assert standing(period, date(2026, 5, 1)) is Standing.VALID
    assert standing(period.known_by(datetime(2026, 5, 1, tzinfo=UTC)), date(2026, 5, 1)) is Standing.REVOKED


@pytest.mark.parametrize(
    ("granted_on", "starts", "grace", "expected"),
    [
        (date(2027, 12, 1), "previous-end", "P0D", (date(2028, 1, 1), date(2029, 12, 31))),
        (LAST, "previous-end", "P0D", (date(2028, 1, 1), date(2029, 12, 31))),
        (date(2028, 1, 1), "previous-end", "P0D", (date(2028, 1, 1), date(2029, 12, 31))),
        (date(2028, 1, 20), "previous-end", "P30D", (date(2028, 1, 1), date(2029, 12, 31))),
        (date(2028, 3, 1), "previous-end", "P30D", (date(2028, 3, 1), date(2030, 2, 28))),
        (date(2027, 12, 1), "completion", "P0D", (date(2027, 12, 1), date(2029, 11, 30))),
    ],
)
def test_a_renewal_begins_where_the_programme_says(
    granted_on: date, starts: str, grace: str, expected: tuple[date, date]
) -> None:
    new = next_period(Period(FIRST, LAST), granted_on, "P2Y", starts=starts, grace=grace)
    assert (new.valid_from, new.valid_through) == expected


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.sampled_from(["P1Y", "P2Y", "P6M", "P90D", "P3Y"]))
def test_a_term_ends_the_day_before_the_next_would_begin(first: date, term: str) -> None:
    period = next_period(None, first, term, starts="previous-end", grace="P0D")
    assert standing(period, period.valid_through) is Standing.VALID
    assert period.valid_through + timedelta(days=1) == terms.after(first, term)


@pytest.mark.parametrize("wrong", ["P", "2Y", "PT1H", "P1.5Y", "p1y", "P-1Y", "", "P1Y2W3"])
def test_only_calendar_terms_are_terms(wrong: str) -> None:
    with pytest.raises(ValueError, match="calendar term"):
        terms.parse(wrong)
