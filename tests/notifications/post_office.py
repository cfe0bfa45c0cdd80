"""A real mail server on this machine, which can be told to refuse, to hang, and to drop the line, at each stage of the talk."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, syntax

from tests.running import free_port

HANGS = 20
"""Seconds of silence: longer than any patience in tests."""
TAKEN = "250 taken"


@dataclass
class PostOffice:
    """What came in, and how the office behaves. ``will`` says what it answers at a stage, once for each: an SMTP answer, ``hang`` or
    ``drop``, or ``wait`` until its ``gate`` is opened. Stages: ``EHLO``, ``MAIL``, ``RCPT``, ``DATA`` (the command), ``INSIDE`` (while the message is told; ``drop`` only),
    ``END`` (the message is whole). At the end it may also ``take and hang`` and ``take and drop``.
    """

    port: int = 0
    answers: dict[str, list[str]] = field(default_factory=dict)
    received: list[Envelope] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    talks: int = 0
    inside: Event = field(default_factory=Event)
    taken: Event = field(default_factory=Event)
    gate: Event = field(default_factory=Event)

    @property
    def url(self) -> str:
        """As the settings name it."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def mails(self) -> list[EmailMessage]:
        """What was taken, read."""
        return [message_from_bytes(_octets(one), policy=default) for one in self.received]  # type: ignore[misc]

    def will(self, stage: str, *answers: str) -> None:
        """Behave so at a stage."""
        self.answers.setdefault(stage, []).extend(answers)

    async def at(self, stage: str, server: Any) -> str | None:
        """What it answers instead of the usual."""
        waiting = self.answers.get(stage)
        answer = waiting.pop(0) if waiting else None
        if answer is None:
            return None
        if answer == "wait":
            while not self.gate.is_set():
                await asyncio.sleep(0.02)
            return None
        if "hang" in answer:
            await asyncio.sleep(HANGS)
        if not answer[0].isdigit():
            server.transport.abort()
            return "421 gone"
        return answer

    def knows(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: LoginPassword) -> AuthResult:
        """Takes one name and password."""
        pair = (given.login.decode(), given.password.decode())
        self.logins.append(pair)
        return AuthResult(success=pair == ("academy@example.com", "p@ss"), handled=False)

    # Below: names and signatures that aiosmtpd calls.
    async def handle_EHLO(
        self, server: Any, session: Session, _envelope: Any, name: str, usual: list[str]
    ) -> list[str]:
        self.talks += 1
        session.host_name = name
        answer = await self.at("EHLO", server)
        return [answer] if answer else usual

    async def handle_MAIL(
        self, server: Any, _session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self.at("MAIL", server)
        if answer is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer or "250 OK"

    async def handle_RCPT(
        self, server: Any, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = await self.at("RCPT", server)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Envelope) -> str:
        coming = (self.answers.get("END") or [TAKEN])[0]
        if coming.startswith(("take", "250")):
            self.received.append(envelope)
            self.taken.set()
        return await self.at("END", server) or TAKEN


class _Counter(SMTP):
    """The talk itself: looks at the command DATA, too, and while the message is told."""

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        office: PostOffice = self.event_handler
        office.inside.set()
        answer = await office.at("DATA", self)
        if answer:
            await self.push(answer)
            return
        if office.answers.get("INSIDE"):
            await self.push("354 go on")
            await asyncio.sleep(0.05)
            await office.at("INSIDE", self)
            return
        await super().smtp_DATA(arg)


class _House(Controller):
    def factory(self) -> SMTP:
        return _Counter(self.handler, **self.SMTP_kwargs)


@contextmanager
def post_office(tls: ssl.SSLContext | None = None, *, asks_who: bool = False) -> Iterator[PostOffice]:
    """An open post office; with ``tls`` it offers STARTTLS, with ``asks_who`` it takes mail of those it knows only."""
    office = PostOffice(free_port())
    about: dict[str, Any] = {"tls_context": tls, "auth_require_tls": tls is not None}
    if asks_who:
        about |= {"authenticator": office.knows, "auth_required": True}
    house = _House(office, hostname="127.0.0.1", port=office.port, ready_timeout=30, enable_SMTPUTF8=True, **about)
    house.start()
    try:
        yield office
    finally:
        house.stop(no_assert=True)


def _octets(envelope: Envelope) -> bytes:
    content = envelope.original_content
    assert content is not None
    return content
