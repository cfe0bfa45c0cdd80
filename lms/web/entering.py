"""What happens to the browser when somebody gets in: the session, the cookie by which the account knows it again, the way on."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, request, session, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from lms.accounts import browsers
from lms.accounts.operations import HalfWay, Refusal, Welcome
from lms.ui.blueprint import A_YEAR, local_path
from lms.web import navigation
from lms.web.deeds import put_on
from lms.web.language import current_language
from lms.web.signed_in import remember

KNOWN = "known"
_HALF_WAY = "half_way"


def known() -> str:
    """The cookie of accounts that this browser signed in to before."""
    return request.cookies.get(KNOWN, "")


def enter(answer: Welcome | HalfWay, wanted: str) -> Response:
    """On to where one wanted (a path; empty: one's home), or to the code that is still asked for."""
    if isinstance(answer, HalfWay):
        session.clear()
        session[_HALF_WAY] = answer.token
        return redirect(url_for("sign_in.code", next=wanted or None), 303)
    viewer = remember(answer)
    response = redirect(local_path(wanted) if wanted else url_for(navigation.home_endpoint(viewer)), 303)
    introduce(response, answer.user_id)
    return response


def half_way() -> str | None:
    """The token of somebody whose code is awaited in this browser."""
    token = session.get(_HALF_WAY)
    return token if isinstance(token, str) else None


def forget_half_way() -> None:
    """No code is awaited any more."""
    session.pop(_HALF_WAY, None)


def introduce(response: Response, user_id: UUID) -> None:
    """Let the account know this browser again."""
    cookie = browsers.introduced(known(), user_id)
    response.set_cookie(KNOWN, cookie, max_age=A_YEAR, secure=request.is_secure, httponly=True, samesite="Lax")


def refused(form: FlaskForm, refusal: Refusal, field: str | None = None) -> int:
    """Let the form say why a try failed, at ``field`` or where the refusal says; the status to answer with."""
    put_on(form, refusal.message.render(current_language()), field or refusal.field)
    return 429 if refusal.retry_after else 422
