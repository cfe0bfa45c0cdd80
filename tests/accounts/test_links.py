"""Links that let people in: derived, not stored; good for one kind of deed, for a time, once."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from lms.accounts import links, operations
from lms.accounts.links import LinkKind, LinkState
from lms.core import clock, db
from lms.core.errors import NotFound, Refused
from tests.cast import Cast


@pytest.fixture
def newcomer(cast: Cast, unit: Session) -> operations.Job:
    return operations.Job(cast.acme.id, clock.today())


def invited(cast: Cast, job: operations.Job) -> tuple[str, object]:
    made = operations.create_user(cast.manager.actor, name_latin="Li Xue", email="li@acme.example", job=job)
    return links.token(operations.invite(cast.manager.actor, made.id)), made.id


def test_a_token_finds_its_link(cast: Cast, newcomer: operations.Job) -> None:
    token, user_id = invited(cast, newcomer)
    assert len(token) == 43
    link = links.find(token, LinkKind.INVITATION)
    assert link.user_id == user_id
    assert links.state(link) is LinkState.OPEN
    assert links.path(link) == f"/invitation/{token}"


def test_no_forged_token_finds_anything(cast: Cast, newcomer: operations.Job) -> None:
    token, _ = invited(cast, newcomer)
    others = [token[:-1] + ("A" if token[-1] != "A" else "E"), "B" + token[1:], token[:-4], "", "ä" * 43, token + "A"]
    for forged in others:
        with pytest.raises(NotFound):
            links.find(forged, LinkKind.INVITATION)
    with pytest.raises(NotFound):  # an invitation resets no password
        links.find(token, LinkKind.PASSWORD_RESET)


def test_asking_again_ends_the_link_before(cast: Cast, newcomer: operations.Job) -> None:
    token, _ = invited(cast, newcomer)
    first = links.find(token, LinkKind.INVITATION)
    second = operations.invite(cast.manager.actor, first.user_id)
    db.session().refresh(first)
    assert links.state(first) is LinkState.ENDED
    assert links.state(second) is LinkState.OPEN


def test_an_invitation_is_over_after_fourteen_days(cast: Cast, newcomer: operations.Job) -> None:
    token, _ = invited(cast, newcomer)
    link = links.find(token, LinkKind.INVITATION)
    with clock.at(link.ends_at):
        assert links.state(link) is LinkState.OVER


def test_who_has_a_password_is_not_invited(cast: Cast, unit: Session) -> None:
    with pytest.raises(Refused):
        operations.invite(cast.admin.actor, cast.learner.user_id)
