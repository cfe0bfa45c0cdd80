"""The look: layouts, macros, icons, formats, translations and the front end's sources. It knows no word of the domain.

* ``frontend/`` is built by ``node lms/ui/frontend/build.mjs`` into ``static/`` (fingerprinted, served at ``/static``)
  and ``fonts/`` (for PDFs, not served); both are ignored by git and go into the wheel.
* ``templates/layouts`` are the frames of pages, ``templates/macros`` their parts; each says on its first lines what it
  takes. ``/design`` shows all of them in every state.
* ``register(app)`` in ``blueprint.py`` gives an app all of this; ``context.py`` lists what the page layer may hand in.

Not here: any route of a page (``web``), any word that only this academy uses.
"""

from __future__ import annotations

from pathlib import Path

from lms.ui.blueprint import register

TRANSLATIONS = Path(__file__).parent / "translations"

__all__ = ["TRANSLATIONS", "register"]
