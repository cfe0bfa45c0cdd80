"""Handing one mail over to a server (RFC 5321), told apart by what is known afterwards: accepted, refused, or not known.

The end of a message is one line with a dot. Before it the server has accepted nothing, whatever breaks; after it, and until it
answers, nobody here can know. ``before_end`` is called just before that line, to write down what must outlive us.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from lms.core.mail_server import Encryption, MailServer
from lms.notifications.rules import Answer

OK, GO_ON = 250, 354
FOR_THE_LAST_ANSWER = 4
"""Times the usual patience: the server may look through the whole message before it answers (RFC 5321, 4.5.3.2.6)."""
LONGEST = 500
_ODD = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class Mail:
    """What is handed over: the envelope, and the octets of the message (dots doubled, lines ended)."""

    sender: str
    to: str
    content: bytes
    needs_utf8: bool = False


@dataclass(frozen=True)
class Said:
    """What came of it, and in which words: the server's own, or the line's."""

    answer: Answer
    words: str


class _No(Exception):
    def __init__(self, answer: Answer, code: int, words: bytes | str) -> None:
        super().__init__()
        self.said = Said(answer, _clean(f"{code} ", words))


def hand_over(server: MailServer, patience: int, mail: Mail, before_end: Callable[[], None]) -> Said:
    """Talk to the server about one mail; ``patience`` is in seconds, for each answer. What ``before_end`` raises is raised, and
    the server is left without a message.
    """
    line: smtplib.SMTP | None = None
    try:
        line = _line(server, patience, mail.sender.rpartition("@")[2])
        _introduce(line, server, mail)
    except _No as no:
        _leave(line)
        return no.said
    except (OSError, smtplib.SMTPException) as error:
        _drop(line)
        return Said(Answer.UNREACHABLE, _of(error))
    try:
        return _tell(line, patience, mail, before_end)
    finally:
        _leave(line)


def _line(server: MailServer, patience: int, name: str) -> smtplib.SMTP:
    trust = ssl.create_default_context()
    if server.encryption is Encryption.TLS:
        return smtplib.SMTP_SSL(server.host, server.port, name, timeout=patience, context=trust)
    line = smtplib.SMTP(server.host, server.port, name, timeout=patience)
    try:
        if server.encryption is Encryption.STARTTLS:
            line.starttls(context=trust)  # raises where the server does not offer it: nothing goes on in the clear
    except BaseException:
        line.close()
        raise
    return line


def _introduce(line: smtplib.SMTP, server: MailServer, mail: Mail) -> None:
    """All that is said before the talk is about this mail's receiver."""
    line.ehlo_or_helo_if_needed()
    if server.user:
        line.login(server.user, server.password)
    options = []
    if mail.needs_utf8:
        if not line.has_extn("smtputf8"):
            raise _No(Answer.REFUSED, 553, "the server takes no address outside of ASCII (it lacks SMTPUTF8)")
        line.command_encoding = "utf-8"
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    _expect(OK, line.mail(mail.sender, options), refused=Answer.UNREACHABLE)


def _tell(line: smtplib.SMTP, patience: int, mail: Mail, before_end: Callable[[], None]) -> Said:
    whole = False
    try:
        _expect(OK, line.rcpt(mail.to))
        _expect(GO_ON, line.docmd("DATA"))
        line.send(mail.content)
        before_end()
        whole = True
        if line.sock is not None:
            line.sock.settimeout(patience * FOR_THE_LAST_ANSWER)
        line.send(b".\r\n")
        code, words = _expect(OK, line.getreply())
    except _No as no:
        return no.said
    except (OSError, smtplib.SMTPException) as error:
        line.close()
        return Said(Answer.UNKNOWN if whole else Answer.LATER, _of(error))
    return Said(Answer.ACCEPTED, _clean(f"{code} ", words))


def _expect(wanted: int, got: tuple[int, bytes], *, refused: Answer = Answer.REFUSED) -> tuple[int, bytes]:
    code, words = got
    if code == wanted or (wanted == OK and code == 251):  # 251: not local, and it forwards
        return got
    if code == 421:  # it shuts down: nothing to do with this mail
        raise _No(Answer.UNREACHABLE, code, words)
    if 500 <= code < 600:
        raise _No(refused, code, words)
    raise _No(Answer.UNREACHABLE if refused is Answer.UNREACHABLE else Answer.LATER, code, words)


def _leave(line: smtplib.SMTP | None) -> None:
    """Say goodbye where there is somebody to say it to; whatever goes wrong now changes nothing about the mail."""
    if line is not None and line.sock is not None:
        with suppress(OSError, smtplib.SMTPException):
            line.quit()
    _drop(line)


def _drop(line: smtplib.SMTP | None) -> None:
    if line is not None:
        line.close()


def _of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _clean(f"{error.smtp_code} ", error.smtp_error)
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):  # smtplib's own wraps it
        return "no answer in time"
    return _clean("", str(error) or type(error).__name__)


def _clean(before: str, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return _ODD.sub(" ", before + text).strip()[:LONGEST]
