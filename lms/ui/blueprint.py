"""Gives an app the look: templates, static files, the choice of light or dark, and what templates may call."""

from __future__ import annotations

from mimetypes import guess_type
from os.path import isfile
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, redirect, request, send_from_directory
from werkzeug.wrappers import Response as BaseResponse

from lms.ui import drawing, filters, speaking
from lms.ui.assets import FOLDER, Manifest
from lms.ui.context import DEFAULTS
from lms.ui.errors import error_words

THEMES = ("light", "dark")
SYSTEM = "system"
A_YEAR = 365 * 24 * 3600
FIELD_WORKER = "field-worker."
"""The script that opens staff's pages of the field without a line: it may look after addresses beside its own."""
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))

blueprint = Blueprint("ui", __name__, template_folder="templates")


@blueprint.get("/static/<path:filename>", endpoint="static")
def static_file(filename: str) -> Response:
    """A built file. Its name holds its fingerprint, so it may be kept for ever; packed where the browser takes it."""
    response = None
    for encoding, suffix in ENCODINGS:
        if request.accept_encodings[encoding] > 0 and isfile(FOLDER / f"{filename}{suffix}"):  # noqa: PTH113 - Path raises for a name too long
            kind = guess_type(filename)[0] or "application/octet-stream"
            response = send_from_directory(FOLDER, f"{filename}{suffix}", mimetype=kind, max_age=A_YEAR)
            response.headers["Content-Encoding"] = encoding
            break
    response = response or send_from_directory(FOLDER, filename, max_age=A_YEAR)
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if filename.startswith(FIELD_WORKER):
        response.headers["Service-Worker-Allowed"] = f"{request.script_root}/staff/"
    return response


@blueprint.post("/appearance", endpoint="appearance")
def appearance() -> BaseResponse:
    """Light, dark, or as the system: a matter of this device, so a cookie keeps it."""
    response = redirect(local_path(request.form.get("next", "/")), code=303)
    chosen = request.form.get("theme", "")
    kept = chosen if chosen in THEMES else SYSTEM
    response.set_cookie("theme", kept, max_age=A_YEAR, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


for _view in (static_file, appearance):
    _view.__dict__["access"] = "public"  # the page layer wants every view to say who may open it


def local_path(target: str) -> str:
    """``target`` if it is a path of this site, else the start page: a form must not send people elsewhere."""
    parts = urlsplit(target)
    odd = parts.scheme or parts.netloc or target.startswith("//") or "\\" in target or not target.startswith("/")
    return "/" if odd or not target.isprintable() else target


def theme(stored: str | None = None) -> str | None:
    """The theme chosen on this device, else the one ``stored`` with the viewer, else None: the system decides."""
    chosen = request.cookies.get("theme") or stored
    return chosen if chosen in THEMES else None


def here() -> str:
    """The present page, for a form that comes back to it."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def _no_token() -> str:
    return ""


def register(app: Flask) -> None:
    """Adds the look to ``app``, which has no static folder of its own. Flask-Babel must be set up for its requests."""
    app.extensions["ui"] = Manifest(lenient=app.testing)
    app.register_blueprint(blueprint)
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.do")
    env.filters.update(filters.FILTERS)
    env.filters.update(speaking.CALLABLES, icon=filters.for_each_reader(drawing.icon))
    for name, value in DEFAULTS.items():
        env.globals.setdefault(name, value)
    env.globals.setdefault("csrf_token", _no_token)
    env.globals.update(
        speaking.CALLABLES,
        asset=drawing.asset,
        error_words=error_words,
        here=here,
        html_lang=filters.html_lang,
        icon=drawing.icon,
        mark=drawing.mark,
        opt=drawing.opt,
        ring_tick=drawing.ring_tick,
        seal=drawing.seal,
        sparkline=drawing.sparkline,
        sprite=drawing.sprite,
        theme=theme,
        tone_icon=drawing.tone_icon,
    )
