"""Which language a page speaks: the stored choice, else the device's, else the browser's, else the academy's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.core.i18n import language_of

Browser = Callable[[str], FlaskClient]
NANA = "learner@acme.example"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN", "zh_Hans"),
        ("zh", "zh_Hans"),
        ("zh-SG", "zh_Hans"),
        ("zh-Hans-CN", "zh_Hans"),
        ("zh-Hans-TW", "zh_Hans"),
        ("ZH-cn", "zh_Hans"),
        ("zh-TW", "zh_Hans"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh_Hans"),
        ("zh-TW,en;q=0.5", "en"),
        ("zh-Hant-HK, en-GB;q=0.1", "en"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("en;q=0.2, zh-CN;q=0.9", "zh_Hans"),
        ("zh-CN;q=0, en;q=0.1", "en"),
        ("fr-FR,fr;q=0.9,zh-CN;q=0.1", "zh_Hans"),
        ("en;Q=0.3,zh-CN;Q=0.6", "zh_Hans"),
        ("fr", None),
        ("*", None),
        ("", None),
        (None, None),
        ("zh-CN;q=high", None),
    ],
)
def test_what_the_browser_asks_for_is_understood(header: str | None, language: str | None) -> None:
    assert language_of(header) == language


def spoken(client: FlaskClient, accept: str = "", path: str = "/login") -> str:
    page = client.get(path, headers={"Accept-Language": accept} if accept else {}).text
    return page.partition('<html lang="')[2].partition('"')[0]


def test_a_stranger_is_spoken_to_as_the_browser_asks_and_in_english_else(client: FlaskClient) -> None:
    assert spoken(client, "zh-CN,zh;q=0.9") == "zh-Hans"
    assert spoken(client, "en-GB") == "en"
    assert spoken(client, "fr") == spoken(client) == "en"


def test_a_strangers_choice_stays_on_the_device_and_leads_back_to_the_page(client: FlaskClient) -> None:
    answer = client.post("/language", data={"language": "zh_Hans", "next": "/login?next=/profile"})
    assert (answer.status_code, answer.location) == (303, "/login?next=/profile")
    assert spoken(client, "en") == "zh-Hans"
    client.post("/language", data={"language": "en", "next": "/login"})
    assert spoken(client, "zh-CN") == "en"


def test_a_persons_choice_is_stored_and_beats_another_browser(client_of: Browser) -> None:
    assert spoken(client_of(NANA), "zh-CN", "/profile") == "zh-Hans"
    client_of(NANA).post("/language", data={"language": "en", "next": "/profile"})
    other_browser = client_of(NANA)
    assert spoken(other_browser, "zh-CN", "/profile") == "en"
    assert "Ouyang Nana" in other_browser.get("/profile").text


def test_a_language_we_do_not_speak_is_refused(client: FlaskClient) -> None:
    assert client.post("/language", data={"language": "fr"}).status_code == 422
    assert client.post("/language").status_code == 422


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_choosing_leads_nowhere_outside(client: FlaskClient, elsewhere: str) -> None:
    assert client.post("/language", data={"language": "en", "next": elsewhere}).location == "/"
