"""What is right never reaches the browser before the review allows it (DOMAIN, law 10): every answer of the app about an attempt, with a
question of each type, is read in both languages, and a route or a type that is added later must be read too.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.app import Academy
from lms.assessment.content.files import body_of
from lms.assessment.masking import masked
from lms.assessment.models import Attempt, AttemptItem, QuestionVersion
from lms.assessment.personal import PART
from lms.assessment.question_type import Fields
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules import options_in_order
from lms.core import db
from lms.core.audit import AuditEntry
from tests.cast import Cast
from tests.factories import media
from tests.factories.assessment import RIGHT, SECRETS, Data, a_bank, a_section, a_test, publish, single
from tests.factories.marking import LEAK, essay
from tests.factories.question_types import SECRET
from tests.factories.specimens import renamed, specimens

GIVE_AWAY = re.compile(r"correct|is-right|is-wrong|feedback|\bweight|正确答案", re.IGNORECASE)
NOISE = re.compile(
    r'value="[^"]{60,}"|content="[^"]{60,}"|data-(now|clock|revision|deadline)="\d+"|"(now|revision)":\d+|<span data-clock-text>[\d:]+'
)
LANGUAGES = {"en": "en", "zh": "zh-CN"}


@dataclass
class Reader:
    """A browser that keeps everything it was told about the attempt."""

    client: FlaskClient
    language: str
    told: dict[str, str] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)

    def ask(self, method: str, path: str, **data: Any) -> TestResponse:
        answer = self.client.open(path, method=method, data=data, headers={"Accept-Language": self.language})
        self.told[f"{method} {path}"] = "\n".join([*(f"{k}: {v}" for k, v in answer.headers), answer.text])
        adapter = self.client.application.url_map.bind("localhost")
        rule, _ = adapter.match(path.partition("?")[0], method=method, return_rule=True)
        self.rules.add(f"{method} {rule.rule}")
        return answer


@pytest.fixture
def every_kind(cast: Cast, app: Academy) -> None:
    """A test with a question of each type."""
    del cast
    with app.database.transaction():
        publish(
            a_bank(*(asked for asked, _ in specimens().values())),
            a_test(
                a_section(draw=len(specimens())),
                minutes=30,
                attempts=3,
                marking={"markers": 1},
                shuffle={"questions": True, "options": True},
                review={
                    "after_hand_in": {"score": True},
                    "after_passing": {"correctness": True, "answers": True, "feedback": True},
                },
            ),
        )


def open_attempt(reader: Reader) -> str:
    """Start, and return the attempt's address."""
    answer = reader.ask("POST", "/tests/junior/start")
    return str(answer.location).removesuffix("/1")


Answers = dict[int, Fields]


def walk_through(reader: Reader, base: str, answers: Answers, guesses: Answers | None = None) -> None:
    """Everything that one can ask of an open attempt. ``guesses``: answers by the author's ids, whose very existence is no reader's business."""
    reader.ask("GET", "/tests/junior")
    reader.ask("GET", base)
    reader.ask("GET", f"{base}/questions")
    for position, fields in answers.items():
        reader.ask("GET", f"{base}/{position}")
        reader.ask("POST", f"{base}/{position}/response", **fields, revision=1)
        reader.ask("POST", f"{base}/{position}/response", **fields, revision=1)
        reader.ask("POST", f"{base}/{position}/response", chosen="nonsense", revision=2)
    for position, fields in (guesses or {}).items():
        reader.ask("POST", f"{base}/{position}/response?guessed", **fields, revision=3)
        reader.ask("POST", f"{base}/{position}/flag", on="1")
        reader.ask("POST", f"{base}/{position}", **fields, go="next")
        reader.ask("GET", f"{base}/{position}")
    for path in ("hand-in", "result", "review", "log", "standing"):
        reader.ask("GET", f"{base}/{path}")
    for file in (f"answer-files/{UUID(int=0)}", f"question-files/{media.sha256_of(media.BOARD)}"):
        reader.ask("GET", f"/{file}")
    reader.ask("GET", f"{base}/99")
    reader.ask("POST", f"{base}/99/response", chosen=RIGHT, revision=1)
    reader.ask("POST", f"{base}/1/files")
    reader.ask("POST", f"{base}/1/files/{UUID(int=0)}/remove")
    packet = [{"position": place, "revision": 3, "fields": fields} for place, fields in answers.items()]
    reader.ask("POST", f"{base}/responses", answers=json.dumps(packet))
    reader.ask("POST", f"{base}/pen")
    reader.ask("POST", f"{base}/facts", kind="left", revision=1)
    reader.ask("GET", "/tests/junior")


def answers_to(app: Academy, base: str, *, right: bool) -> Answers:
    """An answer to each question as the page has it, which the server knows to be right, or not to be."""
    with app.database.transaction(read_only=True):
        items = items_of(UUID(base.rsplit("/", 1)[1]))
    return {
        item.position: masked(
            QUESTION_TYPES[item.type].asks(item.body, item.option_order),
            QUESTION_TYPES[item.type].right_fields(item.body if right else turned(item.type)),
        )
        for item in items
    }


def guesses_at(app: Academy, base: str) -> Answers:
    """Right answers by the ids in the file, of every question that has such."""
    with app.database.transaction(read_only=True):
        items = items_of(UUID(base.rsplit("/", 1)[1]))
    right = {item.position: QUESTION_TYPES[item.type].right_fields(item.body) for item in items}
    seen = answers_to(app, base, right=True)
    return {position: fields for position, fields in right.items() if fields != seen[position]}


def turned(kind: str) -> Data:
    """The body of the question of a type that looks the same and has another key."""
    return body_of(QUESTION_TYPES[kind].shape.model_validate(specimens()[kind][1]))


def items_of(attempt_id: UUID) -> list[Any]:
    return list(
        db.session().execute(
            select(AttemptItem.position, AttemptItem.option_order, QuestionVersion.type, QuestionVersion.body)
            .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
            .where(AttemptItem.attempt_id == attempt_id)
        )
    )


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.usefixtures("every_kind")
def test_no_answer_of_the_app_gives_anything_away(
    app: Academy, client_of: Callable[[str], FlaskClient], language: str
) -> None:
    reader = Reader(client_of("learner@acme.example"), language)
    base = open_attempt(reader)
    wrong = answers_to(app, base, right=False)
    walk_through(reader, base, wrong, guesses_at(app, base))
    reader.ask("POST", f"{base}/hand-in")
    for path in (base, f"{base}/1", f"{base}/questions", f"{base}/hand-in", f"{base}/result", f"{base}/review"):
        reader.ask("GET", path)
    reader.ask("POST", f"{base}/1/response", **wrong[1], revision=9)
    assert reader.told[f"GET {base}/1"]
    other = open_attempt(reader)  # while another attempt is open, the first one tells nothing new
    for path in (f"{base}/result", f"{base}/review", f"{other}/1", f"{other}/questions"):
        reader.ask("GET", path)
    tells_nothing(reader)
    assert reader.rules >= routes_of_attempts(app)


def test_between_two_tries_no_type_tells_what_would_make_the_next_a_copy(
    app: Academy, cast: Cast, client_of: Callable[[str], FlaskClient]
) -> None:
    """Everything is shown once a question is closed, and of what is still open whether it was right alone."""
    del cast
    everything = ["score", "attempt", "correctness", "answers", "general"]
    tries = {"behaviour": "tries", "tries": {"most": 2, "penalty": 50}, "purpose": "practice"}
    review = {"during": ["score", "correctness", "answers", "general"], "just_after": everything, "later": everything}
    asked = [asked for asked, _ in specimens().values()]
    with app.database.transaction():
        publish(a_bank(*asked), a_test(a_section(draw=len(asked)), review=review, marking={"markers": 1}, **tries))
        media.keep(app.storage)
    reader = Reader(client_of("learner@acme.example"), "en")
    base = open_attempt(reader)
    wrong = {position: said for position, said in answers_to(app, base, right=False).items() if said}
    for tried in (0, 1):
        for position, fields in wrong.items():
            reader.ask("POST", f"{base}/{position}", **fields, go="check", tried=tried)
            reader.ask("GET", f"{base}/{position}")
        reader.ask("GET", base)
        told = "".join(reader.told.values())
        assert told.count("Not right") >= 10 * (1 - tried), "it was checked"
        assert [secret in told for secret in (SECRETS[0], SECRET)] == [bool(tried)] * 2, "all of it after the last"
        assert LEAK not in told


def tells_nothing(reader: Reader) -> None:
    """No secret word, and no word that speaks of being right, in all that the browser was told."""
    for asked, answer in reader.told.items():
        for secret in (*SECRETS, SECRET, LEAK):
            assert secret not in answer, f"{asked} tells {secret!r}"
        assert (found := GIVE_AWAY.search(answer)) is None, f"{asked} says {found}"


@pytest.mark.usefixtures("every_kind")
def test_no_other_page_or_file_or_log_line_gives_anything_away(
    app: Academy,
    client_of: Callable[[str], FlaskClient],
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every address that takes no part, asked while a test is running and after it: one's own data, messages, errors, styles."""
    caplog.set_level("DEBUG")
    reader = Reader(client_of("learner@acme.example"), "en")
    base = open_attempt(reader)
    for position, fields in answers_to(app, base, right=False).items():
        reader.ask("POST", f"{base}/{position}/response", **fields, revision=1)
    asked = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    assert {"/home", "/profile/data", "/messages", "/courses"} <= set(asked)
    for handed_in in (False, True):
        for path in asked:
            answer = reader.client.get(path)
            for secret in (*SECRETS, SECRET):
                assert secret not in answer.text, f"{path} tells {secret!r}, handed in: {handed_in}"
        if not handed_in:
            reader.ask("POST", f"{base}/hand-in")
    own = str(own_copy(app, base))
    with app.database.transaction(read_only=True) as session:
        kept = str(session.execute(select(AuditEntry.__table__)).all())
    said = capsys.readouterr()
    assert "Feedback" not in caplog.text
    for secret in (*SECRETS, f"Open {SECRET}"):
        assert secret not in own + kept + caplog.text + said.out + said.err


def own_copy(app: Academy, base: str) -> dict[str, list[Any]]:
    """What the person's own copy says of tests, list by list."""
    with app.database.transaction(read_only=True) as session:
        owner = session.get_one(Attempt, UUID(base.rsplit("/", 1)[1])).user_id
        return {sheet.name: [tuple(row) for row in sheet.rows] for sheet in PART.sheets(owner)}


def test_every_type_of_question_is_among_what_is_read() -> None:
    assert set(specimens()) == set(QUESTION_TYPES)


def test_a_right_option_stands_anywhere() -> None:
    """What an attempt's order says about the key: nothing. Of 600 attempts, each place has a quarter, give or take five times chance."""
    body = specimens()["single-choice"][0]
    options = QUESTION_TYPES["single-choice"].options(body)
    places = Counter(options_in_order(options, [], f"seed {n}", "one", shuffle=True).index(RIGHT) for n in range(600))
    assert all(abs(places[place] - 150) < 53 for place in range(4)), places


def routes_of_attempts(app: Academy) -> set[str]:
    """Every route about tests and attempts that a learner can reach, and those of their files."""
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
        if rule.rule.startswith(("/attempts/", "/tests/", "/answer-files/", "/question-files/"))
    }


def make_wrong(version: QuestionVersion, items: list[AttemptItem]) -> None:
    """What is right becomes wrong, and every feedback another."""
    del items
    shown = {name: version.body[name] for name in ("picture", "media", "files") if name in version.body}
    version.body = turned(version.type) | shown  # the files as loading found them


def rename(version: QuestionVersion, items: list[AttemptItem]) -> None:
    """The author calls everything something else: in the file, in the paper's order and in what was answered."""
    kind, before = QUESTION_TYPES[version.type], version.body
    after = renamed(before)
    names = dict(zip(kind.options(before), kind.options(after), strict=True))
    for item in items:
        order = [names[key] for key in item.option_order or ()]
        item.response = kind.taken(after, kind.filled(before, item.response, item.option_order or ()), order)
        item.option_order = order
    version.body = after


Behind = Callable[[QuestionVersion, list[AttemptItem]], None]


@pytest.mark.parametrize("behind_its_back", [make_wrong, rename], ids=["other key", "other ids"])
@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.usefixtures("every_kind")
def test_neither_what_is_right_nor_what_its_author_calls_it_has_influence_on_a_single_byte(
    app: Academy, client_of: Callable[[str], FlaskClient], language: str, behind_its_back: Behind
) -> None:
    """The same attempt is read twice; in between, behind its back, its questions become others that look the same."""
    reader = Reader(client_of("learner@acme.example"), language)
    base = open_attempt(reader)
    fields, guesses = answers_to(app, base, right=False), guesses_at(app, base)
    assert len(guesses) >= 8
    walk_through(reader, base, fields, guesses)
    reader.told.clear()
    walk_through(reader, base, fields, guesses)
    first = {asked: NOISE.sub("", answer) for asked, answer in reader.told.items()}
    own = own_copy(app, base)
    with app.database.transaction() as session:
        for version in session.scalars(select(QuestionVersion)).all():
            asked = select(AttemptItem).where(AttemptItem.question_version_id == version.id)
            behind_its_back(version, list(session.scalars(asked)))
    assert own_copy(app, base) == own
    reader.told.clear()
    walk_through(reader, base, fields, guesses)
    for asked, answer in reader.told.items():
        assert without_ids(NOISE.sub("", answer)) == without_ids(first[asked]), asked


def without_ids(answer: str) -> str:
    """Without what is new in every answer: request id, cookies, the Date."""
    return re.sub(r"^(X-Request-ID|Set-Cookie|Date|Content-Length): .*$", "", answer, flags=re.MULTILINE)


@pytest.mark.usefixtures("every_kind")
def test_the_test_can_fail_because_passing_shows_it_all(app: Academy, client_of: Callable[[str], FlaskClient]) -> None:
    reader = Reader(client_of("learner@acme.example"), "en")
    base = open_attempt(reader)
    for position, fields in answers_to(app, base, right=True).items():
        reader.ask("POST", f"{base}/{position}/response", **fields, revision=1)
    reader.ask("POST", f"{base}/hand-in")
    reader.ask("GET", f"{base}/review")
    review = reader.told[f"GET {base}/review"]
    assert SECRETS[0] in review
    assert SECRET in review
    assert GIVE_AWAY.search(review)


def test_neither_while_one_answers_nor_while_people_mark_is_a_word_told_or_a_file_given(
    app: Academy, cast: Cast, client_of: Callable[[str], FlaskClient]
) -> None:
    """A review that shows everything shows it once the attempt is scored, and not between its end and that."""
    everything = ["score", "attempt", "correctness", "answers", "specific", "general"]
    asked = single("one", media=[media.a_picture()], feedback_media=[media.a_picture(media.WHY)])
    with app.database.transaction():
        written = a_section("written", questions=["essay"], points=4)
        test = a_test(a_section("chosen", questions=["one"]), written, marking={"markers": 1})
        publish(a_bank(asked, essay()), {**test, "review": {"just_after": everything, "later": everything}})
        media.keep(app.storage)
    reader = Reader(client_of("learner@acme.example"), "en")
    base = open_attempt(reader)
    reader.ask("POST", f"{base}/1/response", chosen="1", revision=1)
    reader.ask("POST", f"{base}/2/response", text="Because.", revision=1)
    picture = reader.client.get(f"/question-files/{media.sha256_of(media.BOARD)}")
    assert picture.status_code == 200, "what is asked is given"
    picture.close()
    for _phase in ("open", "marking"):
        for path in ("", "/1", "/2", "/questions", "/hand-in", "/result", "/review", "/log", "/standing"):
            reader.ask("GET", f"{base}{path}")
        reader.ask("POST", f"{base}/1/response", chosen=RIGHT, revision=2)
        reader.ask("GET", "/tests/junior")
        reader.ask("GET", "/profile/data")
        assert reader.client.get(f"/question-files/{media.sha256_of(media.WHY)}").status_code == 404
        own = own_copy(app, base)
        assert not own["marks"]
        assert own["attempts"][0][-2:] == (None, None)
        assert RIGHT not in str(own["answers"])
        reader.ask("POST", f"{base}/hand-in")
    with app.database.transaction(read_only=True) as session:
        assert session.get_one(Attempt, UUID(base.rsplit("/", 1)[1])).state == "marking"
    tells_nothing(reader)
    assert not [asked for asked, answer in reader.told.items() if LEAK in answer]
