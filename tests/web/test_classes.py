"""The pages of classes: booked on a phone, for a team, planned, kept and taken as a file; each with as many statements as with ten times the data."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts import queries
from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.classroom import codes
from lms.classroom.models import ClassBooking, ClassMaterial, ScheduledClass
from lms.classroom.operations import booking
from lms.core import clock
from lms.learning import operations as learning
from tests.cast import Cast
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.classroom import a_class, hold
from tests.factories.learning import L, make_course
from tests.factories.uploads import PDF, SCRIPT
from tests.web.reading import doors, lines, main_of

Browser = Callable[[str], FlaskClient]
LEARNER, OTHER, MANAGER = "learner@acme.example", "learner@other.example", "manager@acme.example"
TRAINER, EXAMINER = "trainer@academy.example", "examiner@academy.example"
HOUR = "%Y-%m-%dT%H:%M"


@pytest.fixture
def one(app: Academy, cast: Cast) -> UUID:
    """A class of one seat, which the other learner has."""
    with app.database.transaction():
        made = a_class(seats=1, trainer_id=cast.trainer.user_id).id
        booking.book(cast.other_learner.actor, made)
    return made


def test_a_learner_joins_the_waiting_list_and_gives_the_place_up_and_nobody_is_named(
    one: UUID, client_of: Browser
) -> None:
    browser = client_of(LEARNER)
    assert f"/classes/{one}" in doors(browser.get("/classes").text)
    page = browser.get(f"/classes/{one}").text
    assert "Join the waiting list" in page
    assert "Full" in main_of(page)
    assert "Liu Yang" not in page, "the other learner"
    assert "He Xiaoyu" in page, "the trainer"
    done = browser.post(f"/classes/{one}/book", follow_redirects=True).text
    assert "You are the next to get a seat." in done
    assert browser.post(f"/classes/{one}/book").status_code == 409
    assert "Give my place up" in done
    given = browser.post(f"/classes/{one}/give-up", follow_redirects=True).text
    assert "Your place is given up." in given
    assert browser.post(f"/classes/{one}/give-up").status_code == 409


def test_a_seat_comes_as_a_file_for_the_calendar_and_the_feed_opens_without_a_sign_in(
    one: UUID, client_of: Browser, client: FlaskClient
) -> None:
    browser = client_of(OTHER)
    file = browser.get(f"/classes/{one}/calendar.ics")
    assert file.mimetype == "text/calendar"
    assert b"BEGIN:VEVENT" in file.data
    assert "Make my address" in browser.get("/classes/calendar").text
    page = browser.post("/classes/calendar", follow_redirects=True).text
    path = "/calendar/" + page.partition("/calendar/")[2].partition(".ics")[0].rpartition("/calendar/")[2] + ".ics"
    feed = client.get(path)
    assert (feed.status_code, feed.headers["Cache-Control"]) == (200, "private, no-store")
    assert b"Cabinets by hand" in feed.data
    browser.post("/classes/calendar")
    assert client.get(path).status_code == 404


def test_the_code_on_the_wall_leads_to_one_tap_that_ticks_one_off(one: UUID, app: Academy, client_of: Browser) -> None:
    with app.database.transaction(read_only=True) as session:
        starts = session.get_one(ScheduledClass, one).starts_at
    learner, examiner = client_of(OTHER), client_of(EXAMINER)
    assert "from an hour before" in examiner.get(f"/staff/classes/{one}/register/code").text
    with clock.at(starts):
        assert "data:image/svg" in examiner.get(f"/staff/classes/{one}/register/code").text
        path = f"/classes/{one}/check-in/{codes.wall_code(one, clock.now())}"
        assert "I am here" in learner.get(path).text
        assert learner.post(f"/classes/{one}/check-in/over").status_code == 422
        assert "You are ticked off as there." in learner.post(path, follow_redirects=True).text
        assert "1 of 1 are here" in examiner.get(f"/staff/classes/{one}/register").text


def test_the_trainer_keeps_the_register_and_the_attendant_says_what_it_was_like(
    one: UUID, app: Academy, client_of: Browser
) -> None:
    with app.database.transaction(read_only=True) as session:
        starts = session.get_one(ScheduledClass, one).starts_at
        place = session.scalars(select(ClassBooking.id)).one()
    trainer, learner = client_of(TRAINER), client_of(OTHER)
    assert trainer.post(f"/staff/classes/{one}/register/{place}", data={"here": "yes"}).status_code == 409
    with clock.at(starts + timedelta(minutes=5)):
        trainer.post(f"/staff/classes/{one}/register/{place}", data={"here": "yes"})
        closed = trainer.post(f"/staff/classes/{one}/register/close", follow_redirects=True).text
        assert "1 attended, 0 missed" in closed
        assert "Shown once there are three answers" in closed
        form = learner.get(f"/classes/{one}/survey").text
        assert form.count("<fieldset") == 2
        assert learner.post(f"/classes/{one}/survey", data={"said-useful": "5"}).status_code == 422
        done = learner.post(f"/classes/{one}/survey", data={"said-useful": "5", "said-clear": "4"})
        assert done.status_code == 303
        assert client_of(LEARNER).get(f"/classes/{one}/survey").status_code == 404
        correct = f"/staff/classes/{one}/register/{place}/correct"
        assert trainer.post(correct, data={"attended": "no"}).status_code == 422
        assert trainer.post(correct, data={"attended": "no", "reason": "A namesake."}).status_code == 303


def test_a_class_is_planned_from_what_is_usual_its_clash_is_shown_and_it_is_opened(
    one: UUID, app: Academy, client_of: Browser
) -> None:
    trainer = client_of(TRAINER)
    assert 'value="12"' in trainer.get("/staff/classes/new?kind=workshop").text, "the seats of the kind"
    with app.database.transaction(read_only=True) as session:
        there = session.get_one(ScheduledClass, one)
        at = {
            name: clock.shown_at(getattr(there, name))
            for name in ("starts_at", "ends_at", "books_from", "books_until", "free_until")
        }
    form = {name: value.strftime(HOUR) for name, value in at.items()}
    form |= {
        "kind": "workshop",
        "language": "en",
        "title_en": "Again",
        "seats": "4",
        "place": "Harbin, Training Centre",
    }
    assert trainer.post("/staff/classes/new", data=form | {"title_en": ""}).status_code == 422
    refused = trainer.post("/staff/classes/new", data=form | {"venue": "Room 2"})
    assert refused.status_code == 422
    assert "The room is taken then" in refused.text
    made = trainer.post("/staff/classes/new", data=form | {"venue": "Room 2", "accept": "y"})
    path = made.location
    assert f"{path.rpartition('/')[2]}" not in client_of(LEARNER).get("/classes").text
    assert "The class is open." in trainer.post(f"{path}/open", follow_redirects=True).text
    assert "Again" in client_of(LEARNER).get("/classes").text
    assert 'value="Again"' in trainer.get(f"{path}/edit").text
    assert trainer.post(f"{path}/edit", data=form | {"venue": "Room 7", "seats": "6"}).status_code == 303
    assert trainer.post(f"{path}/call-off", data={"reason": "No heating."}).status_code == 303
    assert trainer.post(f"{path}/open").status_code == 409
    (line,) = lines(trainer, "/staff/classes/export.csv", state="cancelled")
    assert (line["title_en"], line["seats"]) == ("Again", "6")


def test_files_are_for_those_with_a_seat_and_what_is_no_document_is_refused(
    one: UUID, app: Academy, client_of: Browser
) -> None:
    trainer = client_of(TRAINER)
    put = f"/staff/classes/{one}/materials"
    trainer.post(put, data={"upload": (io.BytesIO(SCRIPT), "plan.pdf")})
    trainer.post(put, data={"upload": (io.BytesIO(PDF), "plan.pdf")})
    with app.database.transaction(read_only=True) as session:
        file = session.scalars(select(ClassMaterial.id)).one()
    with client_of(OTHER).get(f"/class-materials/{file}") as answer:
        assert answer.data == PDF
    assert client_of(LEARNER).get(f"/class-materials/{file}").status_code == 404
    assert trainer.post(f"{put}/{file}/remove").status_code == 303
    assert client_of(OTHER).get(f"/class-materials/{file}").status_code == 404


def test_a_manager_books_for_the_team_and_reads_of_nobody_else(one: UUID, cast: Cast, client_of: Browser) -> None:
    manager = client_of(MANAGER)
    page = manager.get(f"/manager/classes/{one}").text
    assert "Liu Yang" not in page
    assert manager.post(f"/manager/classes/{one}/book").status_code == 422
    assert (
        manager.post(f"/manager/classes/{one}/book", data={"pick": str(cast.other_learner.user_id)}).status_code == 404
    )
    done = manager.post(f"/manager/classes/{one}/book", data={"pick": str(cast.learner.user_id)}, follow_redirects=True)
    assert "1 person is on the waiting list." in done.text
    assert "1 waits" in manager.get("/manager/classes?who=ours").text
    assert manager.post(f"/manager/classes/{one}/give-up/{cast.learner.user_id}").status_code == 303
    assert manager.get("/manager/classes?who=ours").text.count("Cabinets by hand") == 0


def test_a_lesson_shows_the_dates_that_teach_it_and_no_others(app: Academy, cast: Cast, client_of: Browser) -> None:
    with app.database.transaction():
        version = make_course("bench", [L("the-day", "class", 240)])
        learning.enrol(cast.learner.actor, "bench")
        made = a_class(lesson=(version.course_id, "the-day")).id
        elsewhere = a_class(venue="Room 4").id
    learner = client_of(LEARNER)
    page = learner.get("/courses/bench/lessons/the-day").text
    assert f"/classes/{made}" in doors(page)
    assert f"/classes/{elsewhere}" not in doors(page)


@pytest.mark.parametrize(
    ("email", "path", "most"),
    [
        (LEARNER, "/classes", 9),
        (LEARNER, "/classes/{one}", 9),
        (MANAGER, "/manager/classes", 9),
        (MANAGER, "/manager/classes/{one}", 10),
        (TRAINER, "/staff/classes", 9),
        (TRAINER, "/staff/classes/{one}", 11),
        (TRAINER, "/staff/classes/{one}/register", 8),
    ],
)
def test_a_page_asks_the_same_however_many_there_are(
    app: Academy, cast: Cast, client_of: Browser, email: str, path: str, most: int
) -> None:
    browser, asked = client_of(email), []
    with app.database.transaction():
        one = a_class(seats=90).id
        booking.book(cast.learner.actor, one)
    for number in (2, 20):
        with app.database.transaction():
            for n in range(number):
                room = a_class(venue=f"Hall {number} {n}")
                booking.book(cast.learner.actor, room.id, accept_clash=True)
                person = make_user(f"p{number}-{n}@acme.example", roles=(Grant(Role.LEARNER),), works_for=cast.acme)
                booking.book(queries.actor_of(person.id), one)
        browser.get(path.format(one=one))
        with statements(app.database) as seen:
            assert browser.get(path.format(one=one)).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1] <= most


def test_a_class_that_is_over_stands_among_the_past(app: Academy, cast: Cast, client_of: Browser) -> None:
    with app.database.transaction():
        held = a_class(timedelta(days=3))
        booking.book(cast.learner.actor, held.id)
        hold(held, cast.learner.actor)
    learner = client_of(LEARNER)
    assert f"/classes/{held.id}" not in doors(learner.get("/classes").text)
    page = learner.get("/classes?view=past").text
    assert f"/classes/{held.id}" in doors(page)
    assert "Attended" in page
