"""A question marked anew in the browser: from its analysis to the preview, the reason, what came of it, and what the learner reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from lms.accounts.models import User
from lms.app import Academy
from lms.assessment import jobs as assessment_jobs
from lms.assessment.content.loading import searched_by
from lms.assessment.models import Question
from lms.assessment.operations.previewing import PREVIEW
from lms.assessment.operations.regrading import REGRADE
from lms.assessment.regrade_models import Regrade, RegradeResult
from lms.assessment.rules.regrading import Remedy
from lms.certification.models import CertificationDoubt
from lms.certification.operations import granting
from lms.core import clock, db, paging
from lms.core.db import Database
from lms.core.jobs import Work, Worker
from lms.notifications.models import Message
from tests.cast import Cast
from tests.counting import statements
from tests.factories.assessment import RIGHT, WRONG, statement
from tests.factories.certification import JUNIOR, TEST, make_track, product_course_completed
from tests.factories.marking import plain_essay
from tests.factories.regrading import QUESTIONS, REALLY, asked, mend_key, publish_miskeyed, take

ClientOf = Callable[[str], FlaskClient]
ADMIN, TRAINER, LEARNER = "admin@academy.example", "trainer@academy.example", "learner@acme.example"
PATH = f"/staff/tests/{TEST}/regrade"
REVIEW = {"later": ["attempt", "score", "correctness", "answers"]}
WHY = "The key was wrong; what the course says is right."


@pytest.fixture
def attempts(app: Academy, cast: Cast) -> list[UUID]:
    """The learner gains by the present key; the other one loses, and holds the level already."""
    with app.app_context(), app.database.transaction():
        make_track()
        with clock.at(clock.now() - timedelta(days=2)):
            publish_miskeyed(review=REVIEW)
            taken = [
                take(cast.learner.actor, RIGHT, REALLY, RIGHT, WRONG),
                take(cast.other_learner.actor, RIGHT, RIGHT, RIGHT, WRONG),
            ]
        product_course_completed(cast.other_learner.user_id)
        assert granting.grant(cast.admin.actor, cast.other_learner.user_id, JUNIOR)
        mend_key(review=REVIEW)
    return taken


def question(app: Academy) -> str:
    with app.database.transaction(read_only=True):
        return str(asked(Remedy.KEY).question_id)


def look(client: FlaskClient, app: Academy, **chosen: str) -> str:
    """Choose what is to be done, and let the worker work out what it would do; where that stands."""
    answer = client.post(PATH, data={"question": question(app), "remedy": "key", **chosen})
    assert answer.status_code == 303
    work(app, PREVIEW)
    return str(answer.location)


def mark_anew(client: FlaskClient, app: Academy, **chosen: str) -> str:
    """Have it done as it was shown, by the worker; where the result stands."""
    answer = client.post(look(client, app, **chosen), data={"reason": WHY})
    assert answer.status_code == 303
    work(app, REGRADE)
    return str(answer.location)


def work(app: Academy, kind: str) -> None:
    """What the worker does of a kind."""
    with app.database.transaction(read_only=True) as session:
        waiting = session.scalars(select(Work.id).where(Work.kind == kind, Work.state == "waiting")).one()
    assert Worker(app.database, {REGRADE: assessment_jobs.regrade, PREVIEW: assessment_jobs.PREVIEW}).perform(waiting)


def test_it_is_looked_at_before_anything_is_written(client_of: ClientOf, app: Academy, attempts: list[UUID]) -> None:
    client = client_of(TRAINER)
    assert "Stem of two" in client.get(PATH).text
    path = look(client, app)
    page = client.get(path).text
    assert page.index("Passes now") < page.index("Mark the question anew")
    assert page.count('<th scope="row">') == 2
    assert client.get(f"{path}?outcome=fails").text.count('<th scope="row">') == 1
    assert "hx-trigger" not in page, "nothing goes on any more"
    file = client.get(f"{path}.csv").text
    assert ",50.00,75.00,False,True," in file
    assert file.count("\n") == 3
    refused = client.post(path, data={"reason": ""})
    assert refused.status_code == 422
    assert "everybody whose result changes reads it" in refused.text
    assert client.get(PATH, query_string={"question": str(attempts[0])}).status_code == 404
    with app.database.transaction(read_only=True) as session:
        assert session.scalar(select(Regrade)) is session.scalar(select(RegradeResult)) is None


def test_while_it_is_worked_out_the_page_says_how_far_it_is(
    client_of: ClientOf, app: Academy, attempts: list[UUID]
) -> None:
    client = client_of(TRAINER)
    path = str(client.post(PATH, data={"question": question(app), "remedy": "drop"}).location)
    page = client.get(path).text
    assert "0 of 2 results looked at" in page
    assert "hx-trigger" in page
    assert "Mark the question anew" not in page
    assert client.post(path, data={"reason": WHY}).status_code == 422, "nobody does what was not shown"
    with app.database.transaction() as session:
        session.execute(update(Work).where(Work.kind == PREVIEW).values(state="failed"))
    page = client.get(path).text
    assert "was given up" in page
    assert "Look at it once more" in page


def test_a_further_answer_is_filled_in_and_shown_with_what_it_changed(
    client_of: ClientOf, app: Academy, attempts: list[UUID]
) -> None:
    client = client_of(TRAINER)
    shown = {"question": question(app), "remedy": "accept"}
    assert "Another option that is right" in client.get(PATH, query_string=shown).text
    for chosen, why in ((shown, "Choose the option"), ({**shown, "also-option": "x"}, "right already")):
        refused = client.post(PATH, data=chosen)
        assert refused.status_code == 422
        assert why in refused.text
    assert client.post(PATH, data={"question": shown["question"]}).status_code == 422, "nothing is done by itself"
    done = client.get(mark_anew(client, app, remedy="accept", **{"also-option": REALLY})).text
    assert "Accept a further answer as right" in done
    assert "Option c of two" in done


def test_the_questions_of_a_test_are_searched_narrowed_and_paged(
    client_of: ClientOf, app: Academy, attempts: list[UUID], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(TRAINER)

    def listed(asked: str = "") -> list[str]:
        page = client.get(f"{PATH}?{asked}").text
        return [key for key in QUESTIONS if f'<span class="sub">{key}</span>' in page]

    assert listed() == QUESTIONS
    assert listed("q=Stem of two") == listed("q=TWO") == ["two"]
    assert listed("q=%") == listed("q=_") == listed("q=nothing") == listed("type=essay") == []
    assert listed("type=single-choice&marked=once") == QUESTIONS
    with app.database.transaction() as session:
        stem = {"en": "Which plug?", "zh": "哪个插头"}
        session.execute(update(Question).where(Question.key == "one").values(search=searched_by("one", stem)))
    assert listed("q=插头") == listed("q=ngct") == ["one"]
    mark_anew(client, app)
    assert listed("marked=anew") == ["two"]
    assert listed("marked=once") == ["one", "three", "four"]
    monkeypatch.setattr(paging.page_of, "__kwdefaults__", {"sort": "", "after": "", "size": 3})
    with statements(database) as few:
        first = client.get(f"{PATH}?marked=once&q=one").text
    with statements(database) as many:
        first = client.get(PATH).text
    assert len(few) == len(many)
    assert "after=" in first


def test_all_that_was_marked_anew_stands_in_a_list(client_of: ClientOf, app: Academy, attempts: list[UUID]) -> None:
    client = client_of(TRAINER)
    path = f"/staff/tests/{TEST}/regrades"
    assert "No question of this test was marked anew" in client.get(path).text
    mark_anew(client, app)
    assert WHY in client.get(path).text
    assert WHY in client.get(f"{path}?q=two&remedy=key").text
    assert WHY not in client.get(f"{path}?q=one").text
    assert WHY not in client.get(f"{path}?remedy=drop").text


def test_where_no_further_answer_is_accepted_the_page_says_why_and_leads_to_the_key(
    client_of: ClientOf, app: Academy, cast: Cast
) -> None:
    with app.app_context(), app.database.transaction():
        publish_miskeyed(statement("holds"), plain_essay("told"))
        take(cast.learner.actor, RIGHT, RIGHT, RIGHT, RIGHT, "true")
        ids = dict(db.session().execute(select(Question.key, Question.id)).all())
    client = client_of(TRAINER)
    page = client.get(PATH, query_string={"question": str(ids["holds"])}).text
    assert "No further answer can be accepted here" in page
    assert "correct the key and grade by it" in page
    assert "Correct the key in its course" in page
    assert 'value="accept"' not in page
    page = client.get(PATH, query_string={"question": str(ids["told"])}).text
    assert "Correct the marks that were given" in page
    assert 'value="key"' not in page


def test_who_changed_is_taken_as_a_file_that_no_spreadsheet_runs(
    client_of: ClientOf, app: Academy, cast: Cast, attempts: list[UUID]
) -> None:
    with app.database.transaction() as session:
        session.get_one(User, cast.learner.user_id).name_latin = "=HYPERLINK(1)"
    path = mark_anew(client_of(TRAINER), app)
    file = client_of(TRAINER).get(f"{path}.csv")
    assert file.mimetype == "text/csv"
    head, *lines = file.text.removeprefix("\ufeff").splitlines()
    assert head.startswith("person,test,attempt,points_before,points_after,percent_before,percent_after,passed_before")
    assert any(line.startswith("'=HYPERLINK") and ",50.00,75.00,False,True," in line for line in lines), lines
    assert len(lines) == 2
    only = client_of(TRAINER).get(f"{path}.csv?outcome=fails").text
    assert ",75.00,50.00,True,False," in only
    assert "HYPERLINK" not in only
    assert client_of("examiner@academy.example").get(f"{path}.csv").status_code == 403


def test_the_learner_reads_from_what_to_what_and_why_and_sees_the_key_that_counts(
    client_of: ClientOf, app: Academy, attempts: list[UUID]
) -> None:
    done = client_of(TRAINER).get(mark_anew(client_of(TRAINER), app)).text
    assert WHY in done
    assert "hx-trigger" not in done, "nothing goes on any more"
    learner = client_of(LEARNER)
    page = learner.get(f"/attempts/{attempts[0]}/result").text
    assert "from 50% to 75%" in page
    assert WHY in page
    review = learner.get(f"/attempts/{attempts[0]}/review").text
    assert review.count("Feedback of") == 0  # what the review does not show, it does not show now either
    with app.database.transaction(read_only=True):
        words = db.session().scalars(select(Message.words).where(Message.kind == "result_changed")).all()
        assert len(words) == 2
        assert all(WHY in str(one) for one in words)


def test_a_level_that_lost_its_ground_is_kept_by_an_admin_with_a_reason(
    client_of: ClientOf, app: Academy, attempts: list[UUID]
) -> None:
    admin = client_of(ADMIN)
    assert "Nothing is in doubt" in admin.get("/staff/desk/doubts").text
    mark_anew(admin, app)
    assert "1 certification is in doubt" in admin.get("/staff/").text
    assert "/staff/desk/doubts" in admin.get("/staff/desk").text
    page = admin.get("/staff/desk/doubts").text
    assert "75%" in page
    assert "50%" in page
    with app.database.transaction(read_only=True) as session:
        certification = session.scalars(select(CertificationDoubt.certification_id)).one()
    path = f"/staff/certifications/{certification}"
    assert "would not have been met" in admin.get(path).text
    assert admin.post(f"{path}/keep", data={"kept-reason": ""}).status_code == 422
    kept = admin.post(f"{path}/keep", data={"kept-reason": "Examined in the room as well."}, follow_redirects=True).text
    assert "Examined in the room as well." in kept
    assert "would not have been met" not in kept
    assert "Nothing is in doubt" in admin.get("/staff/desk/doubts").text
