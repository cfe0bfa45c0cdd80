"""The public answer, by tables: six answers, each with its day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from lms.certification.rules import Happening, Period
from lms.credentials.rules import verdicts
from lms.credentials.rules.verdicts import Replacement, Verdict, answer

FIRST, LAST = date(2026, 3, 15), date(2028, 3, 14)
NOON = datetime(2026, 5, 1, 4, tzinfo=UTC)
NEWER = Replacement("NPA-EE1-2026-000009", date(2026, 6, 3))


def happened(kind: str, on: date, *, takes_back: UUID | None = None) -> Happening:
    return Happening(uuid4(), kind, on, NOON, takes_back)


def period(*happenings: Happening) -> Period:
    return Period(FIRST, LAST, happenings)


SUSPENDED = happened("suspended", date(2026, 5, 1))
REINSTATED = happened("reinstated", date(2026, 6, 1))
REVOKED = happened("revoked", date(2026, 9, 3))
WITHDRAWN = happened("withdrawn", date(2026, 9, 4))


@pytest.mark.parametrize(
    ("what_happened", "replaced", "on", "verdict", "says"),
    [
        ((), None, FIRST, "valid", "valid today, 15 Mar 2026"),
        ((), None, LAST, "valid", "valid today, 14 Mar 2028"),
        ((), None, date(2028, 3, 15), "expired", "its last day was 14 Mar 2028"),
        ((), None, date(2026, 3, 14), "suspended", "it begins on 15 Mar 2026"),
        ((SUSPENDED,), None, date(2026, 5, 1), "suspended", "suspended since 1 May 2026"),
        ((SUSPENDED,), None, date(2026, 4, 30), "valid", "valid today"),
        ((SUSPENDED, REINSTATED), None, date(2026, 7, 1), "valid", "valid today"),
        ((SUSPENDED,), None, date(2029, 1, 1), "expired", "its last day was"),
        ((REVOKED,), None, date(2026, 9, 3), "revoked", "revoked on 3 Sep 2026"),
        ((REVOKED,), None, date(2029, 1, 1), "revoked", "revoked on 3 Sep 2026"),
        ((WITHDRAWN,), None, date(2026, 9, 4), "revoked", "withdrawn on 4 Sep 2026"),
        ((), NEWER, date(2026, 7, 1), "replaced", "NPA-EE1-2026-000009, took its place on 3 Jun 2026"),
        ((SUSPENDED,), NEWER, date(2026, 7, 1), "replaced", "took its place"),
        ((), NEWER, date(2029, 1, 1), "replaced", "took its place"),
        ((REVOKED,), NEWER, date(2026, 9, 3), "revoked", "revoked on"),
    ],
)
def test_the_answer(
    what_happened: tuple[Happening, ...], replaced: Replacement | None, on: date, verdict: str, says: str
) -> None:
    told = answer(period(*what_happened), replaced, on)
    assert told.verdict == verdict
    assert says in told.sentence.render("en")


def test_a_revocation_that_was_taken_back_is_none() -> None:
    mistake = happened("revoked", date(2026, 9, 3))
    correction = happened("corrected", date(2026, 9, 3), takes_back=mistake.id)
    assert answer(period(mistake, correction), None, date(2026, 10, 1)).verdict is Verdict.VALID


def test_a_revoked_certificate_says_when_its_validity_ended() -> None:
    assert answer(period(REVOKED), None, date(2026, 12, 1)).ended_on == date(2026, 9, 3)
    assert answer(period(), None, date(2029, 12, 1)).ended_on is None


def test_every_answer_has_a_word_of_its_own() -> None:
    words = [verdicts.WORDS[verdict].key for verdict in Verdict]
    assert len(set(words)) == len(words) == 7


def test_what_cannot_be_a_code_is_unknown_and_told_so() -> None:
    assert (
        verdicts.not_a_code().verdict
        is verdicts.unknown().verdict
        is verdicts.unknown_file().verdict
        is Verdict.UNKNOWN
    )
    assert verdicts.not_a_code().sentence != verdicts.unknown().sentence
    assert verdicts.tampered().verdict is Verdict.TAMPERED
