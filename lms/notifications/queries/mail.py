"""How the academy's mail stands: what is set up, what is lacking, what happened last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from lms.core import academy, config, db
from lms.core.mail_server import Encryption
from lms.notifications.models import Delivery, DeliveryTry
from lms.notifications.rules import RESTS, Answer, State, Talk


@dataclass(frozen=True)
class MailState:
    """``lacks``: settings without which no mail leaves. ``server`` is host and port. ``last_error`` is the last time the server
    could not be used, in its words; what it said about a message stands with that message, for it may name a person. ``unsent``
    counts what waits to leave, or for a server to leave by.
    """

    lacks: tuple[str, ...]
    server: str | None
    encryption: Encryption | None
    signs_in: bool
    sender: str
    last_sent_at: datetime | None
    last_error_at: datetime | None
    last_error: str
    unsent: int

    @property
    def configured(self) -> bool:
        """Whether mail can leave at all."""
        return not self.lacks


def lacking() -> tuple[str, ...]:
    """The settings that are missing before mail can leave. Letters carry links, so the academy's address is one of them, from its page or
    the environment: taking it from whatever request came last would let a stranger choose where a link leads.
    """
    settings = config.current()
    wanted = {
        "LMS_SMTP_URL": settings.smtp_url,
        "LMS_MAIL_FROM": settings.mail_from,
        "LMS_BASE_URL": academy.current().address,
    }
    return tuple(name for name, value in wanted.items() if not value)


def mail_state() -> MailState:
    """How mail stands now. Three queries; names no person."""
    settings = config.current()
    server = settings.mail_server()
    ended = select(DeliveryTry.ended_at, DeliveryTry.said).where(DeliveryTry.ended_at.is_not(None))
    newest = ended.order_by(DeliveryTry.ended_at.desc()).limit(1)
    sent = db.session().execute(newest.where(DeliveryTry.answer == Answer.ACCEPTED)).first()
    error = db.session().execute(newest.where(DeliveryTry.answer == Answer.UNREACHABLE)).first()
    waiting = Delivery.state.in_([State.WAITING, State.SENDING, State.NO_SERVER])
    return MailState(
        lacks=lacking(),
        server=server.place if server else None,
        encryption=server.encryption if server else None,
        signs_in=bool(server and server.user),
        sender=settings.mail_from,
        last_sent_at=sent.ended_at if sent else None,
        last_error_at=error.ended_at if error else None,
        last_error=error.said if error else "",
        unsent=db.session().scalar(select(func.count()).where(waiting)) or 0,
    )


def last_talks() -> list[Talk]:
    """The last talks with the server, the newest first, as many as rules ask for."""
    newest = (
        select(DeliveryTry.answer, DeliveryTry.ended_at)
        .where(DeliveryTry.ended_at.is_not(None))
        .order_by(DeliveryTry.ended_at.desc(), DeliveryTry.id.desc())
        .limit(len(RESTS))
    )
    talks = db.session().execute(newest)
    return [Talk(Answer(answer), ended_at) for answer, ended_at in talks if answer is not None and ended_at is not None]
