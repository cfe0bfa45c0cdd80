"""The web application: one Flask app made of configuration, with the transaction law, safety headers and every page."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID, uuid4

import structlog
from babel.support import NullTranslations, Translations
from flask import Flask, Request, Response, abort, g, has_app_context, has_request_context, request
from flask.sessions import SecureCookieSessionInterface
from flask.templating import Environment
from flask.typing import ResponseReturnValue
from flask_babel import Babel, Domain, get_locale
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, PackageLoader, StrictUndefined, nodes
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix
from wtforms.i18n import messages_path

from lms import ui, web, wiring
from lms.core import academy, address, jobs, logs
from lms.core.config import Config
from lms.core.db import Database
from lms.core.storage import Storage
from lms.ui.calling import called_directly
from lms.web import errors, routes
from lms.web.access import is_slow_first, only_reads
from lms.web.files import make_room
from lms.web.language import current_language, current_time_zone
from lms.web.numbers import Number
from lms.web.policy import CONTENT_SECURITY_POLICY

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
ADDRESSES = 256
"""Addresses of pages that a process keeps."""
IN_ADDRESSES = (str, int, UUID)
SAFETY = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
"""What every answer says that says nothing else."""


class Templates(Environment):
    """Jinja as Flask has it, without a map of its own around the globals of each template: none of ours brings any, and each import
    and each include would compare and copy it.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of all."""
        return super().make_globals(d) if d else self.globals

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        return super()._generate(called_directly(source), *args, **kwargs)


class Sentences(Domain):  # type: ignore[misc]
    """Flask-Babel's sentences; the catalogue is found once a request and language, not written out as a name for each sentence."""

    def get_translations(self) -> Any:
        """The catalogue of the reader's language."""
        if not has_app_context():
            return super().get_translations()
        spoken, catalogue = g.get("translations", (None, None))
        if catalogue is None or spoken is not get_locale():
            spoken, catalogue = g.translations = (get_locale(), super().get_translations())
        return catalogue


class Languages(Babel):  # type: ignore[misc]
    """Flask-Babel with these sentences."""

    @cached_property
    def domain_instance(self) -> Domain:
        """All of ours."""
        return Sentences(domain=self.domain)


class Asked(Request):
    """A request as Flask has it. Flask-WTF looks here for the words of its forms, and would read their catalogue anew each time."""

    @property
    def wtforms_translations(self) -> NullTranslations:
        """The words in the reader's language."""
        return _form_words(str(get_locale()))


@lru_cache
def _form_words(locale: str) -> NullTranslations:
    return Translations.load(messages_path(), [locale], domain="wtforms")


class Cookies(SecureCookieSessionInterface):
    """Flask's signed session. What signs it is made once for an app, and not twice for each request."""

    _signing: Any = None

    def get_signing_serializer(self, app: Flask) -> Any:
        """What signs the sessions of the app, whose interface this is."""
        if self._signing is None:
            self._signing = super().get_signing_serializer(app)
        return self._signing


class Academy(Flask):
    """A Flask app whose every request is one transaction: a view that returns commits, one that raises rolls back."""

    jinja_environment = Templates
    jinja_options = {"cache_size": -1}  # noqa: RUF012 - as Flask has it; all of ours are kept: to forget some takes longer than to look
    request_class = Asked
    database: Database
    storage: Storage
    academy: Config

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept_address = lru_cache(ADDRESSES, typed=True)(self._address)

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """As Flask's; an address within the site is built once, for each page names the same twenty."""
        kept = has_request_context() and not request.script_root and not endpoint.startswith(".")
        if kept and all(type(value) in IN_ADDRESSES and name[0] != "_" for name, value in values.items()):
            return self._kept_address(endpoint, request.method, **values)
        return super().url_for(endpoint, **values)

    def _address(self, endpoint: str, _method: str, /, **values: Any) -> str:
        return super().url_for(endpoint, **values)

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view inside its transaction; pages that are looked at read only."""
        view = self.view_functions.get(request.endpoint or "")
        academy.refresh(self.database)
        looks = request.method in SAFE_METHODS or only_reads(view)
        with self.database.transaction(read_only=looks, writes_later=not looks and is_slow_first(view)):
            return super().dispatch_request()

    def handle_user_exception(self, e: Exception) -> Any:
        """Show the error in a reading transaction of its own: the one that failed is gone."""
        try:
            with self.database.transaction(read_only=True):
                return super().handle_user_exception(e)
        except SQLAlchemyError:
            g.anonymous = True  # the database itself is away: the page must not ask it who is looking
            return super().handle_user_exception(e)


def create_app(config: Config, *, database: Database | None = None, testing: bool = False) -> Academy:
    """Build the application of one installation."""
    app = Academy("lms", static_folder=None, template_folder=None)
    app.academy = config
    app.session_interface = Cookies()
    app.database = database or Database(config.database)
    app.storage = Storage(config.data / "files")
    app.config.update(
        ACADEMY=config,
        TESTING=testing,
        SECRET_KEY=config.signing_secret(),
        SESSION_COOKIE_NAME="academy",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.https_only,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=config.https_only,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        PREFERRED_URL_SCHEME="https" if config.https_only else "http",
        PROPAGATE_EXCEPTIONS=False,
    )
    if config.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.trusted_proxies, x_proto=config.trusted_proxies)  # type: ignore[method-assign]
    if not testing:
        logs.configure(config)
        jobs.connect(config)
    wiring.connect(config)
    academy.refresh(app.database)
    _templates(app)
    csrf = CSRFProtect(app)
    errors.register(app)
    app.url_map.converters["int"] = Number
    app.url_value_preprocessor(make_room)  # before any form is read, the token's check included
    app.before_request(_bind_request_id)
    app.before_request(_refuse_nul)
    app.after_request(_safety_headers)
    web.register(app)
    routes.register(app)
    for view in filter(only_reads, app.view_functions.values()):
        csrf.exempt(view)  # its transaction refuses to change anything, so there is nothing to forge
    return app


def _templates(app: Academy) -> None:
    app.jinja_loader = ChoiceLoader([PackageLoader("lms.web", ""), PackageLoader("lms.ui", "templates")])
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ui.TRANSLATIONS)
    Languages(app, locale_selector=current_language, timezone_selector=current_time_zone)
    ui.register(app)


def _bind_request_id() -> None:
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=uuid4().hex[:12])
    address.came_by(request.root_url)


def _refuse_nul() -> None:
    """No page of ours sends the character NUL, and PostgreSQL keeps none: it would be a failure of ours where it is one of theirs."""
    given = [text for name, texts in request.values.lists() for text in (name, *texts)]
    given += [file.filename or "" for file in request.files.values()]
    if "\0" in request.path or any("\0" in text for text in given):
        abort(400)


def _safety_headers(response: Response) -> Response:
    given = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - it is no mapping
    response.headers.extend([(name, value) for name, value in SAFETY.items() if name.lower() not in given])
    response.headers["X-Request-ID"] = structlog.contextvars.get_contextvars().get("request_id", "")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
