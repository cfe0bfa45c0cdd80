"""The lesson reader: what is shown to whom, going on, the place one is at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.app import Academy
from lms.core import clock
from lms.core.db import Database
from lms.learning import operations, queries
from lms.learning.lesson_kinds import Report, Standing
from lms.learning.models import Enrolment, LessonProgress
from lms.web.learner.lesson.text import mark_place
from tests.cast import Cast
from tests.counting import statements
from tests.factories.learning import L, article, film, make_course, online_test

Browser = Callable[[str], FlaskClient]
LEARNER, OTHER = "learner@acme.example", "learner@other.example"
AT = "/courses/gateways/lessons"
SECRET = "Only for those who are enrolled."


@pytest.fixture
def gateways(database: Database, cast: Cast) -> None:
    """A course of every kind of lesson, on which the learner is enrolled."""
    with database.transaction():
        make_course(
            "gateways",
            [article("read", SECRET), film("watch"), online_test("check", "gateways-check"), article("last")],
        )
        operations.enrol(cast.learner.actor, "gateways")


def standing(database: Database, cast: Cast, key: str) -> Standing:
    with database.transaction(read_only=True):
        place = queries.place_in(cast.learner.user_id, "gateways")
        step = queries.outline(place.version_id).step(key)
        assert place.enrolment_id is not None
        assert step is not None
        return queries.standings_in(place.enrolment_id).get(step.id, Standing())


@pytest.mark.usefixtures("gateways")
def test_who_is_not_enrolled_reads_nothing_and_is_led_to_the_course(client_of: Browser) -> None:
    browser = client_of(OTHER)
    answer = browser.get(f"{AT}/read")
    assert answer.location == "/courses/gateways"
    assert SECRET not in answer.text
    assert "Enrol to open the lessons." in browser.get("/courses/gateways").text
    for deed in ("go-on", "position"):
        assert browser.post(f"{AT}/read/{deed}").status_code == 404


@pytest.mark.usefixtures("gateways")
def test_the_reader_shows_the_text_the_contents_and_the_way_on(client_of: Browser) -> None:
    page = client_of(LEARNER).get(f"{AT}/read").text
    assert SECRET in page
    assert "Lesson 1 of 4, 23 min left" in page
    assert page.count(f'href="{AT}/last"') == 2  # the drawer of a phone, the column of a desk
    assert "Next: Watch" in page
    assert 'aria-current="page"' in page
    end = client_of(LEARNER).get(f"{AT}/last").text
    assert "Still open: " in end, "after the last there is no next one"
    assert "Next: " not in end


@pytest.mark.usefixtures("gateways")
def test_going_on_completes_and_leads_to_the_next_lesson_twice_alike(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    browser = client_of(LEARNER)
    for _ in range(2):
        answer = browser.post(f"{AT}/read/go-on")
        assert (answer.status_code, answer.location) == (303, f"{AT}/watch")
    assert standing(database, cast, "read").done
    with database.transaction(read_only=True):
        (course,) = queries.own_courses(cast.learner.user_id)
        assert course.lessons_done == 1


@pytest.mark.usefixtures("gateways")
def test_going_on_from_an_open_film_says_so(client_of: Browser, database: Database, cast: Cast) -> None:
    browser = client_of(LEARNER)
    assert browser.post(f"{AT}/watch/go-on").location == f"{AT}/check"
    assert "The lesson you left is still open" in browser.get(f"{AT}/last").text
    assert not standing(database, cast, "watch").done


def test_the_last_lesson_finishes_the_course(client_of: Browser, database: Database, cast: Cast) -> None:
    with database.transaction():
        make_course("gateways", [article("only")])
        operations.enrol(cast.learner.actor, "gateways")
    browser = client_of(LEARNER)
    assert "Finish the course" in browser.get(f"{AT}/only").text
    answer = browser.post(f"{AT}/only/go-on")
    assert answer.location == "/courses/gateways"
    assert "You have completed this course. It is on your record." in browser.get(answer.location).text


@pytest.mark.usefixtures("gateways")
def test_the_place_in_a_text_is_found_again(client_of: Browser, database: Database, cast: Cast) -> None:
    browser = client_of(LEARNER)
    answer = browser.post(f"{AT}/read/position", data={"paragraph": "p2"})
    assert answer.get_json() == {"done": False, "watched": "0%", "course_completed": False}
    page = browser.get(f"{AT}/read").text
    assert '<p id="p2" class="left-off"><span class="mark">You stopped here</span>More of read.' in page
    assert 'href="#p2"' in page
    browser.post(f"{AT}/read/go-on")
    assert "You stopped here" not in browser.get(f"{AT}/read").text


@pytest.mark.usefixtures("gateways")
def test_a_film_opens_at_its_second_with_subtitles_in_both_languages(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    browser = client_of(LEARNER)
    said = browser.post(f"{AT}/watch/position", data={"seconds": "41.5", "length": "100", "watched": "0-41.5,41-42"})
    assert said.get_json() == {"done": False, "watched": "42%", "course_completed": False}
    page = browser.get(f"{AT}/watch").text
    assert 'src="/media/0/film.webm#t=41.5"' in page
    assert 'poster="/media/0/film.png"' in page
    assert 'srclang="en" label="English" default' in page
    assert 'srclang="zh-Hans" label="中文">' in page
    assert browser.post(f"{AT}/watch/position", data={"seconds": "95", "length": "100", "watched": "41-95"}).get_json()[
        "done"
    ]
    assert 'src="/media/0/film.webm"' in browser.get(f"{AT}/watch").text
    assert standing(database, cast, "watch").done


@pytest.mark.usefixtures("gateways")
@pytest.mark.parametrize(
    "nonsense",
    [
        {"paragraph": '"><script>'},
        {"paragraph": "p" * 50},
        {"seconds": "-1"},
        {"seconds": "nan"},
        {"length": "inf"},
        {"watched": "0-"},
        {"watched": "0-1;DROP"},
        {"watched": ",".join(["0-1"] * 2000)},
    ],
)
def test_a_report_that_makes_no_sense_is_refused_and_leaves_no_trace(
    client_of: Browser, database: Database, cast: Cast, nonsense: dict[str, str]
) -> None:
    assert client_of(LEARNER).post(f"{AT}/watch/position", data=nonsense).status_code == 422
    assert standing(database, cast, "watch") == Standing()


@pytest.mark.usefixtures("gateways")
def test_a_test_as_a_lesson_leads_to_it_and_says_when_it_is_passed(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    browser = client_of(LEARNER)
    assert 'href="/tests/gateways-check"' in browser.get(f"{AT}/check").text
    with database.transaction():
        operations.complete_tests(cast.learner.user_id, "gateways-check", clock.now(), passed=True)
    assert "You have passed this test." in browser.get(f"{AT}/check").text


@pytest.mark.parametrize(
    ("has", "reads", "lang", "note"),
    [
        ("zh", "en", "zh-Hans", "This lesson is not yet in English. You read it in Chinese."),
        ("en", "zh-CN", "en", "This lesson is not yet in Chinese. You read it in English."),
        ("en", "en", "en", None),
    ],
)
def test_a_text_in_the_other_language_is_shown_and_marked(
    client_of: Browser, database: Database, cast: Cast, *, has: str, reads: str, lang: str, note: str | None
) -> None:
    with database.transaction():
        make_course("gateways", [L("read", words={has: '<p id="p1">The words.</p>'})])
        operations.enrol(cast.learner.actor, "gateways")
    page = client_of(LEARNER).get(f"{AT}/read", headers={"Accept-Language": reads}).text
    assert f'<article class="prose" id="lesson" lang="{lang}"' in page
    assert "The words." in page
    assert ('class="note note-info"' in page) is (note is not None)
    if reads == "en" and note:
        assert note in page


@pytest.mark.usefixtures("gateways")
def test_looking_changes_nothing(client_of: Browser, database: Database, cast: Cast) -> None:
    browser = client_of(LEARNER)
    for key in ("read", "watch", "last"):
        assert browser.get(f"{AT}/{key}").status_code == 200
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(LessonProgress)) == 0
        assert session.scalars(select(Enrolment.last_lesson_id)).one() is None


@pytest.mark.usefixtures("gateways")
def test_unknown_lessons_are_not_found(client_of: Browser) -> None:
    browser = client_of(LEARNER)
    assert browser.get(f"{AT}/nothing").status_code == 404
    assert browser.post(f"{AT}/nothing/go-on").status_code == 404


@pytest.mark.usefixtures("gateways")
def test_a_report_without_the_forms_token_is_refused(app: Academy, client_of: Browser) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert client_of(LEARNER).post(f"{AT}/read/position", data={"paragraph": "p2"}).status_code == 400


def test_five_questions_a_lesson_however_long_the_course(client_of: Browser, database: Database, cast: Cast) -> None:
    with database.transaction():
        make_course("gateways")
        make_course("large", [article(f"lesson-{n}") for n in range(40)])
        for key in ("gateways", "large"):
            operations.enrol(cast.learner.actor, key)
        for n in range(30):
            operations.note(cast.learner.actor, "large", f"lesson-{n}", Report(paragraph="p2"))
    browser, asked = client_of(LEARNER), []
    for page in (f"{AT}/second", "/courses/large/lessons/lesson-5"):
        browser.get(page)
        with statements(database) as seen:
            assert browser.get(page).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 5


HTML = (
    '<p id="p1" class="lede">Lead.</p>\n<h2 id="p2">Head</h2>\n<ul id="p3">\n<li>One</li>\n</ul>\n'
    '<aside class="callout callout-tip" aria-labelledby="p4"><p class="callout-title" id="p4">Tip</p>\n<p>x</p></aside>'
)


@pytest.mark.parametrize(
    ("paragraph", "marked"),
    [
        ("p1", '<p id="p1" class="left-off lede"><span class="mark">Here</span>Lead.'),
        ("p2", '<h2 id="p2" class="left-off"><span class="mark">Here</span>Head'),
        ("p3", '<p class="left-off"><span class="mark">Here</span></p>\n<ul id="p3">'),
        ("p4", '<p class="left-off"><span class="mark">Here</span></p>\n<aside class="callout callout-tip"'),
    ],
)
def test_the_mark_stands_in_paragraphs_and_before_other_blocks(paragraph: str, marked: str) -> None:
    found = mark_place(HTML, paragraph, "Here")
    assert found is not None
    assert marked in found
    assert found.replace("left-off ", "").replace(' class="left-off"', "").count("Here") == 1


def test_a_paragraph_that_is_gone_is_not_marked() -> None:
    assert mark_place(HTML, "p9", "Here") is None
