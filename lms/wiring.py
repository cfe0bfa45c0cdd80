"""Who reacts to which event: the only such list. Reactions run at once, in the transaction of what they react to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lms.core.events import Event, Reaction

REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {}
