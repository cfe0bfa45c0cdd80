"""Accounts and roles: who may make, name, close and empower whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import operations, queries
from lms.accounts.actor import Actor
from lms.accounts.events import NameChanged, UserCreated
from lms.accounts.models import RoleGrant, User
from lms.accounts.operations import Job, Refusal, Welcome
from lms.accounts.roles import Grant, Role
from lms.core import clock, events
from lms.core.audit import AuditEntry
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from tests.cast import Cast
from tests.factories.accounts import PASSWORD, employ, give_role, make_user

WORDS = "correct horse battery"


def admin_of(cast: Cast, **scope: object) -> Actor:
    """An admin of one region or one company only, who works for nobody."""
    user = make_user(roles=(Grant(Role.LEARNER), Grant(Role.ADMIN, **scope)))  # type: ignore[arg-type]
    return queries.actor_of(user.id)


def deeds(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)))


def test_a_new_person_is_a_learner_who_signs_in(cast: Cast, unit: Session) -> None:
    heard: list[object] = []
    events.connect({UserCreated: [heard.append]})
    made = operations.create_user(
        cast.admin.actor, name_zh=" 李雪 ", name_latin="Li  Xue", email=" Li.Xue@Acme.example ", password=WORDS
    )
    assert (made.name_zh, made.name_latin, made.email, made.phone) == ("李雪", "Li Xue", "li.xue@acme.example", None)
    assert queries.actor_of(made.id).roles() == {Role.LEARNER}
    assert isinstance(operations.sign_in("li.xue@acme.example", WORDS, address="", agent=""), Welcome)
    assert heard == [UserCreated(made.id)]
    assert deeds(unit) == ["user.created"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name_latin": "Li Xue"}, "email"),
        ({"name_latin": "  ", "email": "li@acme.example"}, "name_latin"),
        ({"name_latin": "Li Xue", "email": "li"}, "email"),
        ({"name_latin": "Li Xue", "phone": "12"}, "phone"),
        ({"name_latin": "Li Xue", "email": "li@acme.example", "password": "short"}, "password"),
    ],
)
def test_a_person_without_name_address_or_sound_password_is_refused_at_the_field(
    cast: Cast, given: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        operations.create_user(cast.admin.actor, **given)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_address_and_number_belong_to_one_person(cast: Cast) -> None:
    make_user("one@acme.example", phone="+8613800138000")
    for given, field in (({"email": "ONE@acme.example"}, "email"), ({"phone": "138 0013 8000"}, "phone")):
        with pytest.raises(Conflict) as taken:
            operations.create_user(cast.admin.actor, name_latin="Two", **given)  # type: ignore[arg-type]
        assert taken.value.field == field


@pytest.mark.parametrize("who", ["trainer", "examiner", "inspector", "other_manager", "learner"])
def test_only_admins_and_their_manager_manage_people(cast: Cast, who: str) -> None:
    actor, learner = getattr(cast, who).actor, cast.learner.user_id
    everything: list[Callable[[], object]] = [
        lambda: operations.create_user(actor, name_latin="X", email="x@acme.example"),
        lambda: operations.rename_user(actor, learner, name_zh="", name_latin="X", reason="so"),
        lambda: operations.set_password(actor, learner, WORDS),
        lambda: operations.close_account(actor, learner, reason="so"),
        lambda: operations.open_account(actor, learner, reason="so"),
        lambda: operations.grant_role(actor, learner, Grant(Role.ADMIN)),
        lambda: operations.end_role(actor, learner, Grant(Role.LEARNER)),
    ]
    for deed in everything:
        with pytest.raises(Forbidden):
            deed()


def test_a_manager_manages_the_own_people_but_takes_no_account_over_and_gives_no_role(cast: Cast) -> None:
    actor, learner = cast.manager.actor, cast.learner.user_id
    operations.rename_user(actor, learner, name_zh="", name_latin="Nana Ouyang", reason="so")
    made = operations.create_user(actor, name_latin="X", email="x@acme.example", job=Job(cast.acme.id, clock.today()))
    assert operations.invite(actor, made.id).user_id == made.id
    refused: list[Callable[[], object]] = [
        lambda: operations.create_user(actor, name_latin="Y", email="y@acme.example"),
        lambda: operations.set_password(actor, learner, WORDS),
        lambda: operations.close_account(actor, learner, reason="so"),
        lambda: operations.open_account(actor, learner, reason="so"),
        lambda: operations.grant_role(actor, learner, Grant(Role.PARTNER_MANAGER, partner_id=cast.acme.id)),
        lambda: operations.end_role(actor, learner, Grant(Role.LEARNER)),
    ]
    for deed in refused:
        with pytest.raises(Forbidden):
            deed()


def test_the_admin_of_a_region_makes_people_there_and_nowhere_else(cast: Cast) -> None:
    north = admin_of(cast, region_id=cast.north.id)
    made = operations.create_user(
        north, name_latin="Li Xue", email="li@acme.example", job=Job(cast.acme.id, clock.today(), "Engineer")
    )
    job = queries.employment_on(made.id, clock.today())
    assert job is not None
    assert (job.partner.code, job.job, job.recorded_by) == ("ACME", "Engineer", north.user_id)
    for elsewhere in (Job(cast.other.id, clock.today()), None):
        with pytest.raises(Forbidden):
            operations.create_user(north, name_latin="No", email="no@acme.example", job=elsewhere)


def test_nobody_sets_the_password_of_somebody_who_reaches_further(cast: Cast) -> None:
    """Else the admin of a region could become the admin of all, who happens to work there."""
    north = admin_of(cast, region_id=cast.north.id)
    operations.set_password(north, cast.learner.user_id, WORDS)
    employ(cast.admin.user_id, cast.acme.id)
    for deed in (
        lambda: operations.set_password(north, cast.admin.user_id, WORDS),
        lambda: operations.close_account(north, cast.admin.user_id, reason="so"),
    ):
        with pytest.raises(Forbidden):
            deed()
    with pytest.raises(Forbidden):
        operations.set_password(north, cast.other_learner.user_id, WORDS)


def test_a_new_password_ends_every_sign_in(cast: Cast) -> None:
    cookie = operations.begin_sign_in(cast.learner.user_id, address="", agent="").cookie_id
    operations.set_password(cast.admin.actor, cast.learner.user_id, WORDS)
    assert queries.signed_in(cookie) is None
    assert isinstance(operations.sign_in("learner@acme.example", PASSWORD, address="", agent=""), Refusal)
    assert isinstance(operations.sign_in("learner@acme.example", WORDS, address="", agent=""), Welcome)


def test_a_closed_account_is_shut_at_once_and_opened_again(cast: Cast) -> None:
    cookie = operations.begin_sign_in(cast.learner.user_id, address="", agent="").cookie_id
    operations.close_account(cast.admin.actor, cast.learner.user_id, reason="Left")
    assert queries.signed_in(cookie) is None
    assert isinstance(operations.sign_in("learner@acme.example", PASSWORD, address="", agent=""), Refusal)
    operations.open_account(cast.admin.actor, cast.learner.user_id, reason="Came back")
    assert isinstance(operations.sign_in("learner@acme.example", PASSWORD, address="", agent=""), Welcome)


def test_nobody_closes_their_own_account(cast: Cast) -> None:
    with pytest.raises(Refused):
        operations.close_account(cast.admin.actor, cast.admin.user_id, reason="Tired")


def test_another_name_is_told_once_and_the_trail_says_what_it_was(cast: Cast, unit: Session) -> None:
    heard: list[object] = []
    events.connect({NameChanged: [heard.append]})
    for _twice in range(2):
        operations.rename_user(
            cast.admin.actor, cast.learner.user_id, name_zh="欧阳娜", name_latin="Ouyang Nana", reason="Misspelt"
        )
    assert heard == [NameChanged(cast.learner.user_id)]
    entry = unit.scalars(select(AuditEntry)).one()
    assert (entry.deed, entry.reason) == ("user.renamed", "Misspelt")
    assert (entry.before, entry.after) == ({"name_zh": "欧阳娜娜"}, {"name_zh": "欧阳娜"})
    assert entry.actor_id == cast.admin.user_id


def test_a_role_is_granted_once_and_ended_on_record(cast: Cast, unit: Session) -> None:
    examiner = Grant(Role.EXAMINER, region_id=cast.north.id)
    first = operations.grant_role(cast.admin.actor, cast.learner.user_id, examiner)
    assert operations.grant_role(cast.admin.actor, cast.learner.user_id, examiner) is first
    assert examiner in queries.actor_of(cast.learner.user_id).grants
    operations.end_role(cast.admin.actor, cast.learner.user_id, examiner, reason="Done")
    assert examiner not in queries.actor_of(cast.learner.user_id).grants
    assert unit.get(RoleGrant, first.id) is not None
    assert deeds(unit) == ["role.granted", "role.ended"]
    with pytest.raises(NotFound):
        operations.end_role(cast.admin.actor, cast.learner.user_id, examiner)


def test_nobody_hands_out_more_than_they_reach(cast: Cast) -> None:
    north = admin_of(cast, region_id=cast.north.id)
    operations.grant_role(north, cast.learner.user_id, Grant(Role.PARTNER_MANAGER, partner_id=cast.acme.id))
    for grant in (
        Grant(Role.ADMIN),
        Grant(Role.TRAINER),
        Grant(Role.ADMIN, region_id=cast.south.id),
        Grant(Role.PARTNER_MANAGER, partner_id=cast.other.id),
    ):
        with pytest.raises(Forbidden):
            operations.grant_role(north, cast.learner.user_id, grant)


@pytest.mark.parametrize("shape", ["both", "manager of nothing", "learner somewhere"])
def test_a_role_of_no_sound_shape_is_refused(cast: Cast, shape: str) -> None:
    grants = {
        "both": Grant(Role.EXAMINER, region_id=cast.north.id, partner_id=cast.acme.id),
        "manager of nothing": Grant(Role.PARTNER_MANAGER),
        "learner somewhere": Grant(Role.LEARNER, region_id=cast.north.id),
    }
    with pytest.raises(Refused):
        operations.grant_role(cast.admin.actor, cast.learner.user_id, grants[shape])


def test_the_last_admin_stays_one(cast: Cast, unit: Session) -> None:
    with pytest.raises(Refused):
        operations.end_role(cast.admin.actor, cast.admin.user_id, Grant(Role.ADMIN))
    closed = make_user(active=False)
    give_role(closed.id, Grant(Role.ADMIN))
    with pytest.raises(Refused):
        operations.end_role(cast.admin.actor, cast.admin.user_id, Grant(Role.ADMIN))
    operations.grant_role(cast.admin.actor, cast.trainer.user_id, Grant(Role.ADMIN))
    operations.end_role(cast.admin.actor, cast.admin.user_id, Grant(Role.ADMIN))
    assert unit.get(User, cast.admin.user_id) is not None
    assert Role.ADMIN not in queries.actor_of(cast.admin.user_id).roles()


def test_the_system_may_do_all_and_signs_with_its_name(unit: Session) -> None:
    operations.create_user(Actor.system("command line"), name_latin="First Admin", email="first@academy.example")
    entry = unit.scalars(select(AuditEntry)).one()
    assert (entry.actor_id, entry.actor_label) == (None, "system: command line")
