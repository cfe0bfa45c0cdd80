"""The talk with the server itself: encryption, signing in, and what is known when the line breaks inside a message."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lms.core.mail_server import Encryption, MailServer
from lms.notifications.channels.smtp import Mail, hand_over
from lms.notifications.rules import Answer
from tests.notifications.post_office import post_office
from tests.running import free_port

MAIL = Mail("academy@northstar.example", "somebody@example.com", b"Subject: Hello\r\n\r\n..dotted\r\nEnd\r\n")


def never() -> None:
    pytest.fail("nothing was whole")


def server(port: int, **more: object) -> MailServer:
    return MailServer("127.0.0.1", port, **{"encryption": Encryption.NONE, **more})  # type: ignore[arg-type]


@pytest.fixture
def certified(tmp_path: Path) -> Path:
    """A certificate and its key for this machine, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "post office")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


def offered(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_mail_is_handed_over_octet_by_octet() -> None:
    told: list[str] = []
    with post_office() as office:
        said = hand_over(server(office.port), 5, MAIL, lambda: told.append("whole"))
        assert (said.answer, said.words) == (Answer.ACCEPTED, "250 taken")
        assert office.received[0].original_content == b"Subject: Hello\r\n\r\n.dotted\r\nEnd\r\n"
        assert told == ["whole"]


def test_a_line_that_breaks_inside_a_message_has_handed_nothing_over() -> None:
    big = Mail(MAIL.sender, MAIL.to, b"Subject: Big\r\n\r\n" + b"x" * 76 + b"\r\n" * 8_000_000)
    with post_office() as office:
        office.will("INSIDE", "drop")
        assert hand_over(server(office.port), 5, big, never).answer is Answer.LATER
        assert office.received == []


def test_what_is_raised_before_the_end_leaves_the_server_without_a_message() -> None:
    def crash() -> None:
        raise ZeroDivisionError

    with post_office() as office:
        with pytest.raises(ZeroDivisionError):
            hand_over(server(office.port), 5, MAIL, crash)
        assert office.received == []


def test_the_line_is_encrypted_and_the_password_goes_through_it_alone(
    certified: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certified))
    with post_office(offered(certified), asks_who=True) as office:
        asked = server(office.port, encryption=Encryption.STARTTLS, user="academy@example.com", password="p@ss")
        assert hand_over(asked, 5, MAIL, lambda: None).answer is Answer.ACCEPTED
        assert office.logins == [("academy@example.com", "p@ss")]


def test_a_certificate_that_nobody_vouches_for_ends_the_talk_before_the_password(certified: Path) -> None:
    with post_office(offered(certified), asks_who=True) as office:
        asked = server(office.port, encryption=Encryption.STARTTLS, user="academy@example.com", password="p@ss")
        said = hand_over(asked, 5, MAIL, never)
        assert said.answer is Answer.UNREACHABLE
        assert "certificate verify failed" in said.words
        assert office.logins == []


def test_a_wrong_password_is_no_fault_of_the_mail(certified: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certified))
    with post_office(offered(certified), asks_who=True) as office:
        asked = server(office.port, encryption=Encryption.STARTTLS, user="academy@example.com", password="wrong")
        said = hand_over(asked, 5, MAIL, never)
        assert said.answer is Answer.UNREACHABLE
        assert said.words.startswith("535")
        assert "wrong" not in said.words


def test_a_server_that_takes_the_call_and_never_speaks_is_left() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        said = hand_over(server(silent.getsockname()[1]), 1, MAIL, never)
    assert (said.answer, said.words) == (Answer.UNREACHABLE, "no answer in time")


@pytest.mark.parametrize("encryption", list(Encryption))
def test_a_port_where_nobody_is(encryption: Encryption) -> None:
    assert hand_over(server(free_port(), encryption=encryption), 1, MAIL, never).answer is Answer.UNREACHABLE


def test_words_of_a_server_cannot_write_into_our_pages_or_logs() -> None:
    with post_office() as office:
        office.will("RCPT", "550 no\x1b[31m\x00 " + "x" * 450)
        said = hand_over(server(office.port), 5, MAIL, never)
    assert said.answer is Answer.REFUSED
    assert "\x1b" not in said.words
    assert len(said.words) <= 500
