"""Mail: a delivery is written down with the message, and the worker hands it over (``delivering``)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from email_validator import EmailNotValidError, validate_email

from lms.accounts.models import User
from lms.core import academy, clock, config, db, jobs
from lms.core.i18n import pick
from lms.core.ids import new_id
from lms.notifications.letter import as_html, as_text, words_in
from lms.notifications.models import Delivery, Message
from lms.notifications.queries.mail import lacking
from lms.notifications.rules import PER_MINUTE, State

KEY = "email"
DELIVER = "notifications.deliver"
_PUT = "notifications.put"
_DOTS = re.compile(rb"^\.", re.MULTILINE)


def put(message: Message, user: User | None) -> None:
    """Write the delivery down; the worker is told of it where there is a server and an address."""
    now = clock.now()
    delivery = Delivery(id=new_id(), message_id=message.id, channel=KEY, state=State.WAITING, due_at=now)
    db.session().add(delivery)
    if not (message.address or (user and user.email)):
        delivery.state, delivery.settled_at = State.NO_ADDRESS, now
    elif lacking():
        delivery.state = State.NO_SERVER
    else:
        put_on_its_way(delivery, now + _pace())


def put_on_its_way(delivery: Delivery, at: datetime) -> None:
    """Let the worker deliver it at an instant, or soon after."""
    delivery.state, delivery.due_at, delivery.settled_at = State.WAITING, at, None
    db.session().flush()
    jobs.record(DELIVER, due_at=at, delivery_id=delivery.id)


def _pace() -> timedelta:
    """How long the next message of this transaction waits, so that a deed that tells thousands fills no queue."""
    info = db.session().info
    info[_PUT] = info.get(_PUT, 0) + 1
    return timedelta(minutes=(info[_PUT] - 1) // PER_MINUTE)


def ascii_address(address: str) -> str | None:
    """The address as every server takes it, its domain in Punycode; None where the part before the ``@`` needs SMTPUTF8."""
    try:
        return validate_email(address, check_deliverability=False, test_environment=True).ascii_email
    except EmailNotValidError:
        return address if address.isascii() else None


def written(message: Message, to: str, url: str | None) -> EmailMessage:
    """The mail (RFC 5322): text and HTML, in the message's language. Its Message-ID is the message's for ever, so that a second
    copy can be known for one. Marked as written by a program (RFC 3834), so that nobody's absence note answers.
    """
    settings, language = config.current(), message.language
    words = words_in(message.words, language)
    plain = ascii_address(to)
    mail = EmailMessage(policy=SMTP if plain else SMTPUTF8)
    mail["From"] = Address(pick(academy.name(), language), addr_spec=settings.mail_from)
    local, _, domain = (plain or to).rpartition("@")
    mail["To"] = Address(_name_of(message), local, domain)
    mail["Subject"] = words.subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{message.id}@{settings.mail_from.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    encoding = "base64" if language == "zh_Hans" else "quoted-printable"
    mail.set_content(as_text(words, language, url), cte=encoding)
    mail.add_alternative(as_html(words, language, url), subtype="html", cte=encoding)
    mail["Content-Language"] = language.replace("_", "-")  # last: setting content takes such headers away
    return mail


def octets(mail: EmailMessage) -> bytes:
    """As SMTP's DATA wants it (RFC 5321, 4.5.2): lines end in CRLF, a dot that begins one is doubled."""
    return _DOTS.sub(b"..", mail.as_bytes())


def _name_of(message: Message) -> str:
    user = message.user
    if user is None or message.address:
        return ""
    first, second = (
        (user.name_zh, user.name_latin) if message.language == "zh_Hans" else (user.name_latin, user.name_zh)
    )
    return first or second
