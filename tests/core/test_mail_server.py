"""The mail server of the settings: what is taken, what is refused, and that no refusal tells the password."""

from __future__ import annotations

import pytest

from lms.core.config import Config, WrongSetting
from lms.core.mail_server import Encryption, MailServer


@pytest.mark.parametrize(
    ("url", "host", "port", "encryption"),
    [
        ("smtp://mail.example.com", "mail.example.com", 587, Encryption.STARTTLS),
        ("smtp://mail.example.com:25?starttls=no", "mail.example.com", 25, Encryption.NONE),
        ("smtps://mail.example.com", "mail.example.com", 465, Encryption.TLS),
        ("smtp://localhost:1025", "localhost", 1025, Encryption.NONE),
        ("smtp://127.0.0.1:1025/", "127.0.0.1", 1025, Encryption.NONE),
        ("smtp://[::1]:1025", "::1", 1025, Encryption.NONE),
        ("smtp://localhost:1025?starttls=yes", "localhost", 1025, Encryption.STARTTLS),
    ],
)
def test_an_address_names_host_port_and_encryption(url: str, host: str, port: int, encryption: Encryption) -> None:
    found = MailServer.read(url)
    assert (found.host, found.port, found.encryption) == (host, port, encryption)


def test_name_and_password_are_unescaped_and_shown_nowhere() -> None:
    found = MailServer.read("smtp://academy%40example.com:p%40ss%3Aword@mail.example.com")
    assert (found.user, found.password) == ("academy@example.com", "p@ss:word")
    assert "word" not in repr(found)
    assert "word" not in found.place


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.com",
        "http://mail.example.com",
        "smtp://",
        "smtp://user:geheim@mail.example.com:port",
        "smtp://user:geheim@mail.example.com:99999",
        "smtp://user:geheim@mail.example.com/box",
        "smtp://user:geheim@mail.example.com?starttls=perhaps",
        "smtp://user:geheim@mail.example.com?timeout=3",
        "smtps://user:geheim@mail.example.com?starttls=no",
        "smtp://user:geheim@mail.example.com?starttls=no",
        "smtp://user:geheim@[::1",
    ],
)
def test_an_address_that_cannot_be_used_is_named_without_the_password(url: str) -> None:
    with pytest.raises(WrongSetting, match="LMS_SMTP_URL cannot be used") as refused:
        Config.from_environment({"LMS_SMTP_URL": url})
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    "sender", ["academy", "Academy <academy@example.com>", "a@b@c", "academy@example.com\nBcc: x@y.z"]
)
def test_a_sender_is_one_bare_address(sender: str) -> None:
    with pytest.raises(WrongSetting, match="LMS_MAIL_FROM"):
        Config.from_environment({"LMS_MAIL_FROM": sender})


def test_patience_is_some_seconds() -> None:
    with pytest.raises(WrongSetting, match="LMS_SMTP_TIMEOUT"):
        Config.from_environment({"LMS_SMTP_TIMEOUT": "0"})


def test_without_a_server_nothing_is_wrong() -> None:
    assert Config.from_environment({}).mail_server() is None
