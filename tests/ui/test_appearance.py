from __future__ import annotations

import pytest
from flask import Flask

from lms.ui.blueprint import local_path, theme


@pytest.mark.parametrize("target", ["/", "/staff/people?sort=name", "/verify/3TZ8"])
def test_the_way_back_is_a_path_of_this_site(target: str) -> None:
    assert local_path(target) == target


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "here"]
)
def test_the_way_back_never_leaves_this_site(target: str) -> None:
    assert local_path(target) == "/"


@pytest.mark.parametrize(("chosen", "kept"), [("dark", "dark"), ("light", "light"), ("", "system"), ("pink", "system")])
def test_a_choice_is_kept_by_a_cookie(look: Flask, chosen: str, kept: str) -> None:
    client = look.test_client()
    response = client.post("/appearance", data={"theme": chosen, "next": "/me"})
    assert (response.status_code, response.headers["Location"]) == (303, "/me")
    cookie = client.get_cookie("theme")
    assert cookie is not None
    assert cookie.value == kept


@pytest.mark.parametrize(
    ("cookie", "stored", "shown"),
    [
        ("dark", None, "dark"),
        ("dark", "light", "dark"),
        (None, "light", "light"),
        ("system", "light", None),
        (None, None, None),
        ("pink", None, None),
    ],
)
def test_this_device_beats_what_is_stored_with_the_person(
    look: Flask, cookie: str | None, stored: str | None, shown: str | None
) -> None:
    headers = {"Cookie": f"theme={cookie}"} if cookie else {}
    with look.test_request_context(headers=headers):
        assert theme(stored) == shown
