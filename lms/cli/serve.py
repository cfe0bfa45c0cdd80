"""``lms serve``: the web process of an installation."""

from __future__ import annotations

import click
from gunicorn.app.base import BaseApplication

from lms.app import Academy, create_app
from lms.cli.frame import configured
from lms.core.config import Config


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with threads, configured from ours."""

    def __init__(self, config: Config, host: str, port: int) -> None:
        self.academy = config
        self.bind = f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings."""
        given = {
            "bind": self.bind,
            "workers": self.academy.web_workers,
            "threads": self.academy.web_threads,
            "worker_class": "gthread",
            "proc_name": "academy-web",
            "loglevel": "warning",
            "graceful_timeout": 20,
            "control_socket_disable": True,
        }
        for name, value in given.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Academy:
        """Build the app, once in each web process."""
        return create_app(self.academy)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT")
def serve(host: str, port: int) -> None:
    """Serve the pages."""
    Server(configured(), host, port).run()
