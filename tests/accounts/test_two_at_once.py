"""Two at the same moment, with real commits: of each link, code and address there is one winner and nothing breaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from lms.accounts import links, operations
from lms.accounts.links import LinkKind
from lms.accounts.models import AccessLink, AddressChange, SignIn, SignInFailure, User
from lms.accounts.operations import HalfWay, Refusal, Welcome
from lms.accounts.rules import NEARBY_LIMIT
from lms.core import clock, db
from lms.core.db import Database
from lms.core.errors import Conflict
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.factories.accounts import PASSWORD, app_of, give_second_factor

HERE = {"address": "192.0.2.7", "agent": "a browser"}


@pytest.fixture
def cast(fresh_database: Database) -> Cast:
    with fresh_database.transaction():
        return make_cast()


def tried(database: Database, deed: Callable[[], object]) -> Callable[[], str]:
    """The deed as a request does it: slow things first, in a transaction of its own; how it ended."""

    def run() -> str:
        try:
            with database.transaction(writes_later=True):
                answer = deed()
        except Conflict:
            return "too late"
        return "refused" if isinstance(answer, Refusal) else "done"

    return run


def test_one_invitation_lets_one_in(fresh_database: Database, cast: Cast) -> None:
    with fresh_database.transaction():
        job = operations.Job(cast.acme.id, clock.today())
        new = operations.create_user(cast.manager.actor, name_latin="Li Xue", email="li@acme.example", job=job)
        token = links.token(operations.invite(cast.manager.actor, new.id))

    def accept(password: str) -> Callable[[], object]:
        form = {"name_zh": "", "name_latin": "Li Xue", "language": "en", "password": password}
        return lambda: operations.accept_invitation(token, **form, **HERE)

    first, second = "correct horse battery", "another good password"
    ended = at_once(tried(fresh_database, accept(first)), tried(fresh_database, accept(second)))
    assert sorted(ended) == ["done", "too late"]
    with fresh_database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(SignIn).where(SignIn.user_id == new.id)) == 1
        right = first if ended[0] == "done" else second
        assert isinstance(operations.sign_in("li@acme.example", right, **HERE), Welcome)


def test_one_letter_changes_one_password(fresh_database: Database, cast: Cast) -> None:
    with fresh_database.transaction():
        token = links.token(links.make(cast.learner.user_id, LinkKind.PASSWORD_RESET, made_by=None))
    ended = at_once(
        *(tried(fresh_database, lambda n=n: operations.reset_password(token, f"good password {n}")) for n in range(3))
    )
    assert sorted(ended) == ["done", "too late", "too late"]


def test_one_address_becomes_one_persons(fresh_database: Database, cast: Cast) -> None:
    """Both typed the same address, both old addresses agreed; whoever reads its mail opens both links at once."""
    tokens = []
    with fresh_database.transaction() as session:
        for who in (cast.learner, cast.other_learner):
            change = operations.ask_for_address(who.actor, "shared@acme.example", password=PASSWORD)
            assert isinstance(change, AddressChange)
            assert change.old_link_id is not None
            operations.confirm_address(links.token(session.get_one(AccessLink, change.old_link_id)))
            tokens.append(links.token(session.get_one(AccessLink, change.new_link_id)))
    ended = at_once(*(tried(fresh_database, lambda token=token: confirm(token)) for token in tokens))
    assert sorted(ended) == ["done", "too late"]
    with fresh_database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).where(User.email == "shared@acme.example")) == 1


def confirm(token: str) -> bool:
    db.begin_writing()
    return operations.confirm_address(token)


def test_one_code_finishes_one_sign_in(fresh_database: Database, cast: Cast) -> None:
    with fresh_database.transaction():
        app = app_of(give_second_factor(cast.learner.user_id))
        answer = operations.sign_in(cast.learner.email, PASSWORD, **HERE)
    assert isinstance(answer, HalfWay)
    code = app.now()

    def finish() -> object:
        db.begin_writing()
        return operations.finish_sign_in(answer.token, code, **HERE)

    assert sorted(at_once(*(tried(fresh_database, finish) for _ in range(3)))) == ["done", "refused", "refused"]


def test_many_guesses_at_once_are_no_more_than_one_after_the_other(fresh_database: Database, cast: Cast) -> None:
    def guess() -> object:
        return operations.sign_in(cast.learner.email, "a guess", **HERE)

    for _ in range(4):
        at_once(*(tried(fresh_database, guess) for _ in range(4)))
    with fresh_database.transaction(read_only=True) as session:
        counted = session.scalar(select(func.count()).where(SignInFailure.key.startswith("nearby:")))
    assert counted == NEARBY_LIMIT.failures
