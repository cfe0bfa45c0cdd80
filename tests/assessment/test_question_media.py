"""Pictures, sound and film of questions: what a bank may name, what its published version keeps, whose browser may have it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.assessment import content, operations, queries
from lms.assessment.content.files import body_of
from lms.assessment.media import named
from lms.assessment.question_types import QUESTION_TYPES
from lms.catalogue.content.parts import ContentRefused
from lms.core import clock
from lms.learning.drill import operations as drilling
from lms.learning.drill.queries import file_type, next_question
from tests.assessment.conftest import NOON
from tests.cast import Cast, make_cast
from tests.factories import media
from tests.factories.assessment import RIGHT, a_bank, a_section, a_test, folder, publish, single
from tests.factories.drill import COURSE, begin_course
from tests.factories.learning import make_course
from tests.factories.media import BOARD, FILM, WHY, a_film, a_picture
from tests.factories.question_types import hotspot

FILM_AND_WHY = {"media": [a_film(), a_picture()], "feedback_media": [a_picture(WHY)]}
ASKED, REASON = media.sha256_of(BOARD), media.sha256_of(WHY)


def problems(**more: Any) -> str:
    return " ".join(str(problem) for problem in content.check(folder(a_bank(single("q", **more)))))


@pytest.fixture
def sitting(unit: Session) -> Cast:
    """A test of one question that has a film and a picture, and another picture in its feedback."""
    del unit
    review = {"later": ["score", "attempt", "general"], "just_after": ["score"], "only_after_passing": ["general"]}
    with clock.at(NOON):
        publish(a_bank(single("q", **FILM_AND_WHY)), a_test(a_section(draw=1), review=review))
    return make_cast()


def may_see(actor: Actor, file: str) -> bool:
    return queries.file_in_attempts(actor, media.sha256_of(file)) is not None


def end(actor: Actor, attempt: UUID, chosen: str) -> None:
    with clock.at(NOON):
        operations.save_response(actor, attempt, 1, {"chosen": [chosen]}, 1)
        operations.hand_in(actor, attempt)


# ---- the file ------------------------------------------------------------------------------------------------------


def test_a_question_with_pictures_and_film_is_taken() -> None:
    assert problems(**FILM_AND_WHY) == ""


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"picture": BOARD}, "A picture has “alt”"),
        ({"picture": BOARD, "alt": {"en": "Only one"}}, "alt is needed in both languages; zh is missing"),
        ({"picture": {"en": BOARD}, "alt": {"en": "a", "zh": "b"}}, "picture is needed in both languages"),
        ({"video": FILM}, "A film has “subtitles” or a “transcript”"),
        ({"video": FILM, "alt": {"en": "a", "zh": "b"}}, "A picture has “alt”"),
        ({"audio": "media/hum.mp3"}, "A sound has a “transcript”"),
        ({"alt": {"en": "a", "zh": "b"}}, "names one “picture”, “audio” or “video”"),
        (a_picture("media/gone.svg"), "There is no file “media/gone.svg”"),
        (a_picture(FILM), "media/film.webm is"),
        ({"video": BOARD, "subtitles": media.SUBTITLES}, "media/board.svg is image/svg+xml"),
        (a_picture("elsewhere.svg"), "is no media file"),
    ],
)
def test_what_leaves_somebody_out_or_is_not_there_is_refused(entry: dict[str, Any], sentence: str) -> None:
    assert sentence in problems(media=[entry])


def test_an_area_that_keys_cannot_reach_is_refused() -> None:
    small = hotspot(areas=[{"id": "dot", "rect": [50.5, 50.5, 51, 51], "text": {"en": "Dot"}}])
    assert "who uses keys cannot mark it" in " ".join(str(found) for found in content.check(folder(a_bank(small))))


def test_two_pictures_of_two_shapes_have_no_places_in_common() -> None:
    both = {"picture": {"en": BOARD, "zh": WHY}, "alt": {"en": "a", "zh": "b"}}
    found = " ".join(str(problem) for problem in content.check(folder(a_bank(hotspot(picture=both)))))
    assert "have different shapes" in found


def test_what_is_named_in_feedback_alone_is_told_apart() -> None:
    question = hotspot(media=[a_picture(WHY)], feedback_media=[a_picture(WHY)])
    body = body_of(QUESTION_TYPES["hotspot"].shape.model_validate(question))
    assert {(one.file, one.asked) for one in named(body)} == {(WHY, True), (WHY, False), (BOARD, True)}


# ---- the published version -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unit")
def test_another_picture_under_the_same_name_is_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = a_bank(single("q", media=[a_picture()]))
    publish(bank)
    assert publish(bank) == []
    changed = media.files() | {BOARD: media.files()[WHY]}
    monkeypatch.setattr(media, "files", lambda: changed)
    with pytest.raises(ContentRefused):
        content.load(Actor.system("tests"), folder(bank))
    assert queries.needs_file(ASKED)
    assert not queries.needs_file(REASON)


# ---- whose browser may have it -------------------------------------------------------------------------------------


def test_during_the_test_what_is_asked_is_there_and_the_reason_is_not(sitting: Cast) -> None:
    learner = sitting.learner.actor
    assert not may_see(learner, BOARD)
    with clock.at(NOON):
        operations.start(learner, "junior")
    assert may_see(learner, BOARD)
    assert may_see(learner, FILM)
    assert may_see(learner, media.SUBTITLES)
    assert not may_see(learner, WHY)
    assert not may_see(sitting.other_learner.actor, BOARD)
    assert not may_see(sitting.manager.actor, BOARD)


@pytest.mark.parametrize(("chosen", "reason"), [(RIGHT, True), ("c", False)])
def test_after_the_test_files_go_with_what_the_review_shows(sitting: Cast, chosen: str, *, reason: bool) -> None:
    learner = sitting.learner.actor
    with clock.at(NOON):
        end(learner, operations.start(learner, "junior"), chosen)
        assert not may_see(learner, BOARD)
        assert not may_see(learner, WHY)
    with clock.at(NOON + timedelta(hours=1)):
        assert may_see(learner, BOARD)
        assert may_see(learner, WHY) is reason


def test_while_the_same_test_is_open_again_the_reason_hides_again(sitting: Cast) -> None:
    learner = sitting.learner.actor
    with clock.at(NOON):
        end(learner, operations.start(learner, "junior"), RIGHT)
    with clock.at(NOON + timedelta(hours=1)):
        operations.start(learner, "junior")
        assert may_see(learner, BOARD)
        assert not may_see(learner, WHY)


@pytest.mark.parametrize(("during", "reason"), [(["correctness", "general"], True), (["correctness"], False)])
def test_a_question_that_is_checked_at_once_shows_its_reason_at_once(
    unit: Session, during: list[str], *, reason: bool
) -> None:
    del unit
    learner = make_cast().learner.actor
    with clock.at(NOON):
        checks = a_test(a_section(draw=1), purpose="practice", behaviour="immediate", review={"during": during})
        publish(a_bank(single("q", **FILM_AND_WHY)), checks)
        attempt = operations.start(learner, "junior")
        assert not may_see(learner, WHY)
        operations.check(learner, attempt, 1, {"chosen": [RIGHT]}, tried=0)
        assert may_see(learner, WHY) is reason


def test_who_writes_questions_or_marks_them_sees_all_they_show(sitting: Cast) -> None:
    for member in (sitting.trainer, sitting.examiner):
        assert may_see(member.actor, WHY)
    assert not may_see(sitting.inspector.actor, WHY)


def test_the_drill_shows_the_reason_once_it_is_answered(unit: Session) -> None:
    del unit
    cast = make_cast()
    learner = cast.learner.actor
    make_course(COURSE)
    publish(a_bank(single("q", use="practice", **FILM_AND_WHY)))
    assert file_type(learner, ASKED) is None
    begin_course(learner)
    drilling.join(learner)
    from_pool = next_question(learner, "en")
    assert from_pool is not None
    assert file_type(learner, ASKED) == "image/svg+xml"
    assert file_type(learner, REASON) is None
    drilling.answer(learner, from_pool.question_id, {"chosen": [RIGHT]}, guessed=False)
    assert file_type(learner, REASON) == "image/svg+xml"
    assert file_type(cast.other_learner.actor, REASON) is None
