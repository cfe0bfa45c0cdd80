"""Writing messages down: in the transaction of what they tell of, so that what did not happen is not told."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select

from lms.accounts.models import User
from lms.core import academy, clock, db
from lms.core.i18n import LANGUAGES
from lms.core.ids import new_id
from lms.core.search import haystack
from lms.notifications.channels import CHANNELS
from lms.notifications.kinds import Draft, Kind
from lms.notifications.letter import in_all_languages, words_in
from lms.notifications.models import Message

_PEOPLE = select(User).where(User.id.in_(bindparam("ids", expanding=True)))


def tell(kind: Kind, drafts: Sequence[Draft], *, made_by: UUID | None = None) -> list[Message]:
    """Write down what a kind tells, and let its channels take it. Nobody with a closed account is told anything, and nobody twice
    of the same thing at the same stage.

    Called by reactions, jobs and operations, which have authorised the deed that is told of. Two queries, however many drafts.
    """
    if not drafts:
        return []
    users = _people({draft.user_id for draft in drafts if draft.user_id})
    told = _told(kind, {draft.about_id for draft in drafts if draft.about_id})
    told_now: list[tuple[Draft, Message]] = []
    for draft in drafts:
        user = users.get(draft.user_id) if draft.user_id else None
        if (draft.user_id and (user is None or not user.active)) or (draft.about_id, draft.stage) in told:
            continue
        told_now.append((draft, _message(kind, draft, user, made_by)))
    messages = [message for _draft, message in told_now]
    db.session().add_all(messages)
    for draft, message in told_now:
        for channel in draft.channels or kind.channels:
            CHANNELS[channel](message, users.get(message.user_id) if message.user_id else None)
    db.session().flush()
    return messages


def _message(kind: Kind, draft: Draft, user: User | None, made_by: UUID | None) -> Message:
    words = in_all_languages(draft.letter, user.name_zh if user else "", user.name_latin if user else "")
    return Message(
        id=new_id(),
        kind=kind.key,
        user_id=draft.user_id,
        address=draft.address,
        language=(user.language if user else draft.language) or academy.current().language,
        words=words,
        path=draft.path,
        link_id=draft.link_id,
        about_id=draft.about_id,
        stage=draft.stage,
        made_at=clock.now(),
        made_by=made_by,
        expires_at=draft.expires_at,
        search=haystack(draft.address, *(words_in(words, language).subject for language in LANGUAGES)),
    )


def _people(ids: set[UUID]) -> dict[UUID, User]:
    if not ids:
        return {}
    return {user.id: user for user in db.session().scalars(_PEOPLE, {"ids": list(ids)})}


def _told(kind: Kind, about: set[UUID]) -> set[tuple[UUID | None, str | None]]:
    if not about:
        return set()
    rows = select(Message.about_id, Message.stage).where(Message.kind == kind.key, Message.about_id.in_(about))
    return {(row.about_id, row.stage) for row in db.session().execute(rows)}
