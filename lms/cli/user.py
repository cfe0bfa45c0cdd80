"""``lms user``: make people from the machine itself, bring many in, look at one, and let in who is locked out."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy import or_, select

from lms.accounts import links, queries
from lms.accounts import operations as accounts
from lms.accounts.models import AccessLink, User
from lms.accounts.queries import HeldRole
from lms.accounts.roles import Grant, Role
from lms.cli.frame import ACTOR, address_of, answer, as_json, opened, refuse
from lms.cli.user_import import import_people
from lms.core import academy, clock, db
from lms.core.ids import parse_id

NO_ADDRESS = "The academy's public address is not set (LMS_BASE_URL): put it before the path."


@click.group()
def user() -> None:
    """Make people, bring many in, look at one, let in who is locked out."""


user.add_command(import_people)


@user.command()
@click.option("--admin", is_flag=True, help="An admin of the whole academy; without it, a learner.")
@click.option("--email", required=True, help="What the person signs in with.")
@click.option("--name-zh", default="", help="Name in Chinese.")
@click.option("--name-latin", default="", help="Name in Latin letters; without any name, the first part of the e-mail.")
@as_json
def create(admin: bool, email: str, name_zh: str, name_latin: str, as_json: bool) -> None:
    """Make a person and print the link, good once, by which they choose a password."""
    with opened(json_answer=as_json) as (_, database):
        with database.transaction():
            named = name_latin if name_zh or name_latin else email.partition("@")[0]
            made = accounts.create_user(ACTOR, name_zh=name_zh, name_latin=named, email=email)
            if admin:
                accounts.grant_role(ACTOR, made.id, Grant(Role.ADMIN), reason="command line")
            link = _told(accounts.invite(ACTOR, made.id))
            about = _about(made)
        _say({**about, **link}, as_json=as_json)


@user.command()
@click.argument("who")
@as_json
def show(who: str, as_json: bool) -> None:
    """Show the person WHO (e-mail, phone or id): names, roles, company."""
    with opened(json_answer=as_json) as (_, database), database.transaction(read_only=True):
        about = _about(_found(who, json_answer=as_json))
        _say(about, as_json=as_json)


@user.command("link")
@click.argument("who")
@as_json
def new_link(who: str, as_json: bool) -> None:
    """Print a fresh link, good once, for WHO (e-mail, phone or id) is locked out: it sets a password."""
    with opened(json_answer=as_json) as (_, database):
        with database.transaction():
            found = _found(who, json_answer=as_json)
            link = _told(accounts.new_way_in(ACTOR, found.id))
            about = {"id": str(found.id), "email": found.email}
        _say({**about, **link}, as_json=as_json)


@user.command("reset-second-factor")
@click.argument("who")
@click.option("--reason", required=True, help="Why, and how you made sure who asked: it stays on record.")
@as_json
def reset_second_factor(who: str, reason: str, as_json: bool) -> None:
    """Take a lost second factor away from WHO (e-mail, phone or id): for the only admin, whom nobody else can help.

    All their sign-ins end; staff set up another one when they sign in next.
    """
    with opened(json_answer=as_json) as (_, database):
        with database.transaction():
            found = _found(who, json_answer=as_json)
            accounts.reset_second_factor(ACTOR, found.id, reason=reason)
            about = {"id": str(found.id), "email": found.email, "second_factor": "none"}
        _say(about, as_json=as_json)


def _found(who: str, *, json_answer: bool) -> User:
    user_id = parse_id(who)
    which = User.id == user_id if user_id else or_(User.email == who.lower(), User.phone == who)
    found = db.session().scalar(select(User).where(which))
    if found is None:
        refuse([f"nobody is called {who}"], json_answer=json_answer)
    return found


def _told(link: AccessLink) -> dict[str, str]:
    return {"link": address_of(links.path(link)), "link_ends_at": link.ends_at.isoformat(timespec="minutes")}


def _about(found: User) -> dict[str, Any]:
    employment = queries.employment_on(found.id, clock.today())
    company = employment.partner if employment else None
    return {
        "id": str(found.id),
        "name_zh": found.name_zh,
        "name_latin": found.name_latin,
        "email": found.email,
        "phone": found.phone,
        "active": found.active,
        "has_password": found.password_hash is not None,
        "roles": [_role(held) for held in queries.roles_of(found.id)],
        "employment": {
            "partner": company.code,
            "name_zh": company.name_zh,
            "name_latin": company.name_latin,
            "job": employment.job,
            "starts_on": employment.starts_on.isoformat(),
        }
        if employment and company
        else None,
    }


def _role(held: HeldRole) -> dict[str, str | None]:
    return {
        "role": held.role.value,
        "region": held.region.key if held.region else None,
        "partner": held.partner.code if held.partner else None,
    }


def _say(data: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        answer(data)
        return
    for name, value in data.items():
        if name == "roles":
            for held in value:
                place = held["region"] or held["partner"]
                click.echo(f"role: {held['role']}" + (f" ({place})" if place else ""))
        elif name == "employment":
            click.echo(f"works for: {value['partner']} since {value['starts_on']}" if value else "works for: nobody")
        elif value not in (None, ""):
            click.echo(f"{name.replace('_', ' ')}: {value}")
    if "link" in data and not academy.current().address:
        click.echo(NO_ADDRESS, err=True)
