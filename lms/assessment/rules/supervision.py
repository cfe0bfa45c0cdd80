"""A supervised room: the code that its examiner reads out, and the networks that its devices are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv6Address, IPv6Network, ip_address, ip_network

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
"""Consonants alone: nothing that sounds or looks like a digit, and no word comes about."""
LENGTH = 8
STEP = 600
"""Seconds for which a code is read out. It is taken for one step more."""


def step_of(now: datetime) -> int:
    """The running number of the step in which an instant falls."""
    return int(now.timestamp()) // STEP


def step_ends(step: int) -> datetime:
    """When a code is read out no longer."""
    return datetime.fromtimestamp((step + 1) * STEP, UTC)


def code_from(secret: bytes) -> str:
    """The letters that stand for a secret of one step."""
    number, letters = int.from_bytes(secret, "big"), ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return letters


def spoken(code: str) -> str:
    """In groups of four, as it is written on the board."""
    return f"{code[:4]} {code[4:]}"


def as_typed(text: str) -> str:
    """What was typed, bare: capitals, without spaces and hyphens."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def network(text: str) -> str:
    """A network range as it is kept; one address is a range of one. Raises ValueError. Host bits are no fault: they are dropped."""
    found = ip_network(text.strip(), strict=False)
    if isinstance(found, IPv6Network) and found.network_address.ipv4_mapped and found.prefixlen >= 96:
        return str(ip_network(f"{found.network_address.ipv4_mapped}/{found.prefixlen - 96}"))
    return str(found)


def inside(networks: Sequence[str], address: str | None) -> bool:
    """Whether an address lies in one of the ranges; without ranges, every address does. What is no address lies nowhere."""
    if not networks:
        return True
    try:
        found = ip_address(address or "")
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return any(found in ip_network(one) for one in networks)


@dataclass(frozen=True)
class Door:
    """What stands between a learner and the start. ``supervised``: the test needs a room; ``address``: the learner's device."""

    supervised: bool = False
    asks_code: bool = False
    networks: tuple[str, ...] = ()
    address: str | None = None

    @property
    def is_unattended(self) -> bool:
        """Whether the test needs a room and nobody has opened one."""
        return self.supervised and not self.asks_code and not self.networks

    @property
    def is_elsewhere(self) -> bool:
        """Whether the device is in none of the room's networks."""
        return not inside(self.networks, self.address)
