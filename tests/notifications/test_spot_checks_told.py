"""Phone spot checks in letters: the person in their own language, with what follows; no score, no question, no name of who called."""

from __future__ import annotations

from lms.accounts.models import User
from lms.core import db
from lms.core.db import Database
from tests.cast import Cast
from tests.factories.spotchecks import call, check_of, running
from tests.notifications.post_office import PostOffice
from tests.notifications.test_kinds import Work, text_of

NANA = "learner@acme.example"


def called(cast: Cast, mark: int, language: str, **plan: str) -> None:
    db.session().get_one(User, cast.learner.user_id).language = language
    campaign = running(cast, cast.learner.user_id, **plan)
    call(cast.examiner.actor, check_of(campaign, cast.learner.user_id), mark, note="In a hurry.")


def letters(office: PostOffice, work: Work, to: str) -> list[tuple[str, str]]:
    work()
    mine = [mail for mail in office.mails if to in str(mail["To"])]
    return [(str(mail["Subject"]), text_of(mail)) for mail in mine]


def test_a_passed_check_is_told_with_the_way_to_the_result(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        called(cast, 2, "zh_Hans")
    subject, text = letters(office, work, NANA)[-1]
    assert subject == "通过：初级工程师电话抽查"
    assert "https://academy.example/spot-checks/" in text
    for secret in ("Sun Li", "孙立", "100", "Stem of", "In a hurry"):
        assert secret not in text


def test_a_failed_one_says_what_follows_and_its_admin_is_asked_without_a_name(
    office: PostOffice, work: Work, cast: Cast, database: Database
) -> None:
    with database.transaction():
        called(cast, 0, "en", after_failed="propose")
    subject, text = letters(office, work, NANA)[-1]
    assert subject == "Not passed: phone spot check for Junior Engineer"
    assert "a passed check takes its place" in text
    subject, text = letters(office, work, "admin@academy.example")[-1]
    assert subject == "A failed check waits for your decision"
    assert "Nothing happens before somebody decides." in text
    assert "Ouyang" not in text
    assert not [one for one, _text in letters(office, work, "manager@acme.example") if "spot check" in one], (
        "inside only"
    )
