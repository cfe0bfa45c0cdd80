"""Reading a condition's parameters out of a track file, with reasons an author understands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lms.core import terms
from lms.core.i18n import Message, msg


class WrongCondition(Exception):
    """A condition cannot be used: ``path`` leads to it inside the expression, ``reason`` says why."""

    def __init__(self, reason: Message, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(reason.key)
        self.reason = reason
        self.path = path

    def under(self, *steps: str | int) -> WrongCondition:
        """The same, seen from further out."""
        return WrongCondition(self.reason, (*steps, *self.path))


class Parameters:
    """The mapping under a condition's name. Each getter checks; :meth:`done` refuses what nobody asked for."""

    def __init__(self, kind: str, value: object) -> None:
        if not isinstance(value, Mapping):
            raise WrongCondition(
                msg("{kind} takes parameters in braces, such as {example}", kind=kind, example="{name: value}")
            )
        self.kind = kind
        self.values: Mapping[str, Any] = value
        self.seen: set[str] = set()

    def _get(self, name: str) -> Any:
        self.seen.add(name)
        return self.values.get(name)

    def text(self, name: str, *, choices: tuple[str, ...] = ()) -> str:
        """A word that has to be there, one of ``choices`` where there are any."""
        value = self._get(name)
        if not isinstance(value, str) or not value:
            raise WrongCondition(msg("{kind} needs {name}", kind=self.kind, name=name), (name,))
        if choices and value not in choices:
            raise WrongCondition(msg("{name} takes one of: {choices}", name=name, choices=", ".join(choices)), (name,))
        return value

    def number(self, name: str, low: int, high: int) -> int:
        """A whole number between two that has to be there."""
        value = self.optional_number(name, low, high)
        if value is None:
            raise WrongCondition(msg("{kind} needs {name}", kind=self.kind, name=name), (name,))
        return value

    def optional_number(self, name: str, low: int, high: int) -> int | None:
        """A whole number between two, or nothing."""
        value = self._get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise WrongCondition(
                msg("{name} takes a whole number from {low} to {high}", name=name, low=low, high=high), (name,)
            )
        return value

    def term(self, name: str) -> str | None:
        """A calendar term such as P6M, or nothing."""
        value = self._get(name)
        if value is None:
            return None
        try:
            terms.parse(str(value))
        except ValueError:
            raise WrongCondition(msg("{name} takes a calendar term such as P6M or P2Y", name=name), (name,)) from None
        return str(value)

    def done(self) -> None:
        """Refuse parameters that were not read: a misspelt one would silently ask less."""
        for name in self.values:
            if name not in self.seen:
                raise WrongCondition(msg("{kind} has no parameter {name}", kind=self.kind, name=name), (str(name),))
