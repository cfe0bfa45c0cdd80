"""The pages of lessons that are more than a text: documents, decks, links, projects, cases; each works without a script."""

from __future__ import annotations

import io
from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.app import Academy
from lms.learning import operations as learning
from lms.learning.cases.models import LearnerCase
from lms.learning.projects.models import ProjectFile, ProjectRound, ProjectWork
from lms.notifications.models import Message
from tests.cast import Cast
from tests.counting import statements
from tests.factories.learning import document, experience, link, make_course, project, slides
from tests.factories.uploads import PDF, SCRIPT
from tests.web.reading import doors

Browser = Callable[[str], FlaskClient]
LEARNER, OTHER, TRAINER = "learner@acme.example", "learner@other.example", "trainer@academy.example"
AT = "/courses/toolkit/lessons"
TEXT = "The bench stopped every Friday afternoon, and nobody in the house knew why."


@pytest.fixture
def learner(app: Academy, cast: Cast, client_of: Browser) -> FlaskClient:
    """The learner's browser, enrolled; the other learner is on the course too."""
    with app.database.transaction():
        make_course(
            "toolkit", [document("policy"), slides("deck"), link("outside"), project("analysis"), experience("cases")]
        )
        for person in (cast.learner, cast.other_learner):
            learning.enrol(person.actor, "toolkit")
    return client_of(LEARNER)


def id_of(app: Academy, kind: type) -> UUID:
    with app.database.transaction(read_only=True) as session:
        return session.scalars(select(kind.id)).one()


def test_a_document_is_framed_by_us_alone_and_opens_at_the_page_one_left(learner: FlaskClient) -> None:
    learner.post(f"{AT}/policy/position", data={"part": "2", "parts": "3"})
    answer = learner.get(f"{AT}/policy")
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "policy.pdf#page=2" in answer.text
    assert "PDF, 3 pages" in answer.text
    assert "frame-src" not in learner.get(f"{AT}/deck").headers["Content-Security-Policy"]
    assert learner.post(f"{AT}/policy/position", data={"part": "3", "parts": "3"}).json["done"]


def test_a_deck_is_whole_without_a_script_and_remembers_its_slide(learner: FlaskClient) -> None:
    assert learner.post(f"{AT}/deck/position", data={"part": "1", "parts": "2"}).json["done"] is False
    page = learner.get(f"{AT}/deck").text
    assert page.count('<section class="slide">') == 2
    assert 'data-slide="1"' in page
    assert learner.post(f"{AT}/deck/position", data={"part": "0", "parts": "2"}).status_code == 422


def test_a_link_says_whose_house_it_is_and_is_done_when_the_learner_says_so(learner: FlaskClient) -> None:
    page = learner.get(f"{AT}/outside").text
    assert 'href="https://outside.example/page" target="_blank" rel="noopener noreferrer"' in page
    assert "outside.example, which is not ours" in page
    learner.post(f"{AT}/outside/go-on")
    assert "You said that you have done this." not in learner.get(f"{AT}/outside").text
    assert learner.post(f"{AT}/outside/confirm").status_code == 303
    assert "You said that you have done this." in learner.get(f"{AT}/outside").text


def test_a_project_from_the_first_file_to_the_accepted_work(
    app: Academy, learner: FlaskClient, client_of: Browser
) -> None:
    trainer, form = (
        client_of(TRAINER),
        {"words": "My analysis.", "go": "draft", "upload": (io.BytesIO(PDF), "plan.pdf")},
    )
    learner.post(f"{AT}/analysis/project", data=form, content_type="multipart/form-data")
    page = learner.get(f"{AT}/analysis").text
    assert "plan.pdf" in page
    assert "My analysis." in page
    file = id_of(app, ProjectFile)
    assert trainer.get(f"/work-files/{file}").status_code == 404
    assert "No project waits for an answer" in trainer.get("/staff/projects").text
    learner.post(f"{AT}/analysis/project", data={"words": "My analysis.", "go": "hand-in"})
    assert "Your work is with a reviewer." in learner.get(f"{AT}/analysis").text
    with trainer.get(f"/work-files/{file}") as sent:
        assert sent.headers["Content-Disposition"].startswith("attachment")
    home = trainer.get("/staff/").text
    assert "1 project waits for an answer" in home
    assert "/staff/projects?state=handed_in" in doors(home)
    work = f"/staff/projects/{id_of(app, ProjectWork)}"
    assert "My analysis." in trainer.get(work).text
    refused = trainer.post(work, data={"round": "1", "outcome": "returned", "comment": "Ask more."})
    assert refused.status_code == 422
    assert "Ask more." in refused.text, "what was typed stays"
    said = {"round": "1", "verdict-people": "met", "verdict-figures": "partly", "comment": "Ask what a day costs."}
    assert trainer.post(work, data={**said, "outcome": "returned"}).status_code == 303
    assert "Ask what a day costs." in learner.get(f"{AT}/analysis").text
    learner.post(f"{AT}/analysis/project", data={"words": "18,000 a day.", "go": "hand-in"})
    trainer.post(work, data={**said, "round": "2", "outcome": "accepted"})
    assert "Learners wait for you" not in trainer.get("/staff/").text
    assert "Your work was accepted." in learner.get(f"{AT}/analysis").text
    assert trainer.post(work, data={**said, "round": "2", "outcome": "accepted"}).status_code == 409
    assert "Nothing waits for you" in trainer.get("/staff/projects").text, "the list opens on what waits"
    assert work in trainer.get("/staff/projects?state=all").text
    with app.database.transaction(read_only=True) as session:
        assert (
            list(session.scalars(select(Message.kind).where(Message.kind == "work_answered"))) == ["work_answered"] * 2
        )


def test_a_file_that_is_not_taken_is_refused_and_the_words_are_kept(app: Academy, learner: FlaskClient) -> None:
    form = {"words": "Kept all the same", "go": "hand-in", "upload": (io.BytesIO(SCRIPT), "plan.pdf")}
    page = learner.post(
        f"{AT}/analysis/project", data=form, content_type="multipart/form-data", follow_redirects=True
    ).text
    assert "By its content this file is none of what is taken here" in page
    assert "Kept all the same" in page
    with app.database.transaction(read_only=True) as session:
        assert session.scalars(select(ProjectWork.state)).one_or_none() in (None, "draft")


def test_a_case_from_the_first_word_to_the_reader_at_another_partner(
    app: Academy, learner: FlaskClient, client_of: Browser
) -> None:
    trainer, reader = client_of(TRAINER), client_of(OTHER)
    written = {"title": "The bench of Fridays", "language": "en", "answer-situation": TEXT, "answer-deed": "Short."}
    refused = learner.post(f"{AT}/cases/cases/new", data={**written, "go": "submit"})
    assert (refused.status_code, "The bench of Fridays" in refused.text) == (422, True)
    learner.post(f"{AT}/cases/cases/new", data={**written, "answer-deed": TEXT, "go": "submit"})
    case = id_of(app, LearnerCase)
    assert reader.get(f"/cases/{case}").status_code == 404
    assert "The bench of Fridays" in trainer.get("/staff/cases").text
    home = trainer.get("/staff/").text
    assert "1 case waits to be read" in home
    assert "/staff/cases?state=submitted" in doors(home)
    assert trainer.post(f"/staff/cases/{case}", data={"outcome": "published"}).status_code == 303
    page = reader.get(f"{AT}/cases").text
    assert "The bench of Fridays" in page
    assert "Somebody at another partner" in page
    whole = reader.get(f"/cases/{case}").text
    assert TEXT in whole
    for secret in ("Ouyang", "欧阳", "Acme", "acme.example"):
        assert secret not in page + whole, secret
    reader.post(f"/cases/{case}/useful", data={"useful": "yes"})
    assert "Published. 1 colleague found it useful." in learner.get(f"/cases/{case}").text
    learner.post(f"/cases/{case}/withdraw")
    assert reader.get(f"/cases/{case}").status_code == 404


def test_lists_of_works_and_cases_ask_as_much_for_many_as_for_one(
    app: Academy, learner: FlaskClient, client_of: Browser, cast: Cast
) -> None:
    trainer, counts = client_of(TRAINER), []
    for browser in (learner, client_of(OTHER)):
        browser.post(f"{AT}/analysis/project", data={"words": "Mine.", "go": "hand-in"})
        case = {"title": "A case", "language": "en", "answer-situation": TEXT, "answer-deed": TEXT, "go": "submit"}
        browser.post(f"{AT}/cases/cases/new", data=case)
        asked = []
        for page in ("/staff/projects", "/staff/cases"):
            trainer.get(page)
            with statements(app.database) as seen:
                trainer.get(page)
            asked.append(len(seen))
        counts.append(asked)
    assert counts[0] == counts[1]


def test_what_fills_the_room_of_a_page_is_kept_to_its_last_line(app: Academy, learner: FlaskClient) -> None:
    """A browser counts a line's end as one character, and sends two."""
    lines = "a\n" * 9_999 + "z"
    learner.post(f"{AT}/analysis/project", data={"words": lines.replace("\n", "\r\n"), "go": "draft"})
    part = "a\n" * 3_999 + "z"
    learner.post(f"{AT}/cases/cases/new", data={"title": "Full", "answer-situation": part.replace("\n", "\r\n")})
    with app.database.transaction(read_only=True) as session:
        assert session.scalars(select(ProjectRound.words)).one() == lines
        assert part in session.scalars(select(LearnerCase.answers)).one().values()
