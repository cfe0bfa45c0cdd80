"""Requests that no page of ours makes: answered as wrong, never as a failure of the academy's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.ui.blueprint import local_path

KEY = "01a2090c-3aff-7551-b1c7-dbb9bc128a4a"


@pytest.mark.parametrize(
    "address",
    [
        "/courses/%00",
        "/courses?q=%00",
        "/courses?after=1:%00",
        "/tests/%00",
        "/media/%00/name",
        "/staff/people?q=%00",
        f"/staff/people?after={KEY}~%00",
        "/staff/desk?level=%00",
    ],
)
def test_a_character_that_postgresql_cannot_keep_is_a_wrong_request(
    client_of: Callable[[str], FlaskClient], address: str
) -> None:
    assert client_of("admin@academy.example").get(address).status_code == 400


@pytest.mark.parametrize("field", ["login", "password"])
def test_nor_is_it_taken_in_a_form(client: FlaskClient, field: str) -> None:
    typed = {"login": "learner@acme.example", "password": "academy-demo"} | {field: "a\0b"}
    assert client.post("/login", data=typed).status_code == 400


@pytest.mark.parametrize("target", ["/\nfoo", "/courses\r\nSet-Cookie: a=b", "/\tcourses", "/\x7f"])
def test_a_way_back_that_cannot_stand_in_a_header_leads_to_the_start(target: str) -> None:
    assert local_path(target) == "/"
    assert local_path("/courses?q=网络 gateway") == "/courses?q=网络 gateway"


def test_signing_in_with_such_a_way_back_is_no_failure(client_of: Callable[[str], FlaskClient]) -> None:
    answer = client_of("learner@acme.example").get("/login?next=/%0afoo")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_a_file_name_longer_than_names_may_be_is_not_found(client: FlaskClient) -> None:
    assert client.get(f"/static/{'a' * 300}", headers={"Accept-Encoding": "gzip"}).status_code == 404
