"""A bank as YAML that people read and compare: words in quotes, both languages of a short text in one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

_PLAIN = re.compile(r"[a-z][a-z0-9_-]*")
_WORDS_OF_YAML = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_BASE: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_NO_FOLDING = 1_000_000_000


class _Dumper(_BASE):  # type: ignore[misc]
    """Anchors are not read here: what stands twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        """Always."""
        del data
        return True


def _text(dumper: Any, value: str) -> Any:
    if _PLAIN.fullmatch(value) and value not in _WORDS_OF_YAML:
        return dumper.represent_scalar("tag:yaml.org,2002:str", value)
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')


def _mapping(dumper: Any, value: Mapping[str, Any]) -> Any:
    inner = [one for one in value.values() if isinstance(one, (dict, list))]
    is_short = not inner and sum(len(str(one)) for one in value.values()) <= 120
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=is_short)


def _list(dumper: Any, value: list[Any]) -> Any:
    is_short = not any(isinstance(one, (dict, list)) for one in value) and sum(len(str(one)) for one in value) <= 100
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=is_short)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _list)


def as_yaml(data: Mapping[str, Any]) -> str:
    """The document."""
    made: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_NO_FOLDING)
    return made
