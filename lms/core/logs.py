"""Structured logs: one event a line on standard error, JSON in production, with the request's id bound to each."""

from __future__ import annotations

import logging
import sys

import structlog

from lms.core.config import Config

LIBRARIES = ("alembic", "huey", "fontTools", "weasyprint")
"""These tell each of their steps at INFO, which is news to nobody but who debugs them."""


def configure(config: Config) -> None:
    """Set up structlog, and the standard library's loggers through it, as ``config`` asks."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if config.log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            exception_formatter=structlog.dev.plain_traceback,  # the rich one prints local variables: people's data
        )
    )
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(config.log_level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.processors.format_exc_info],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(config.log_level)
    if config.log_level == "INFO":
        for chatty in LIBRARIES:
            logging.getLogger(chatty).setLevel(logging.WARNING)


def logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of a module; events are short names, facts are keyword arguments, never a person's data."""
    return structlog.get_logger(module=name)  # type: ignore[no-any-return]
