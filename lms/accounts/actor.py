"""The actor: whoever does something, as every operation's first argument."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms.accounts.roles import MATRIX, Grant, Permission, Role, Scope
from lms.core.errors import Forbidden

_SELF = frozenset(
    {Permission.ATTEMPT_TAKE, Permission.CERTIFICATE_SEE_OWN, Permission.COURSE_LEARN, Permission.PROFILE_OWN}
)


@dataclass(frozen=True)
class Actor:
    """A person with their roles at this moment, or a part of the system (``user_id`` None) which may do everything."""

    user_id: UUID | None
    label: str
    grants: frozenset[Grant] = frozenset()

    @classmethod
    def system(cls, name: str) -> Actor:
        """The system itself: ``worker``, ``command line``. Its deeds are audited under that name."""
        return cls(None, f"system: {name}")

    @property
    def is_system(self) -> bool:
        """Whether this is the system and not a person."""
        return self.user_id is None

    def roles(self) -> frozenset[Role]:
        """The roles held, wherever they reach."""
        return frozenset(grant.role for grant in self.grants)

    def has(self, permission: Permission) -> bool:
        """Whether the permission is held anywhere at all: opens an area, never a record."""
        return self.is_system or any(permission in MATRIX[grant.role] for grant in self.grants)

    def may(self, permission: Permission, scope: Scope | None = None) -> bool:
        """Whether the permission reaches ``scope``; for a thing that belongs nowhere it must be held everywhere."""
        if self.is_system:
            return True
        if permission in _SELF:
            return self.has(permission)
        return any(permission in MATRIX[grant.role] and grant.covers(scope) for grant in self.grants)

    def require(self, permission: Permission, scope: Scope | None = None) -> None:
        """Raise :class:`Forbidden` unless :meth:`may`."""
        if not self.may(permission, scope):
            raise Forbidden

    def reach(self, permission: Permission) -> Reach:
        """Where the permission is held, for queries that list what may be seen."""
        if self.is_system:
            return Reach(everywhere=True)
        held = [grant for grant in self.grants if permission in MATRIX[grant.role]]
        return Reach(
            everywhere=any(g.region_id is None and g.partner_id is None for g in held),
            regions=frozenset(g.region_id for g in held if g.region_id),
            partners=frozenset(g.partner_id for g in held if g.partner_id),
        )


@dataclass(frozen=True)
class Reach:
    """Everywhere, or the regions and partners (with their branches) that a permission reaches."""

    everywhere: bool = False
    regions: frozenset[UUID] = frozenset()
    partners: frozenset[UUID] = frozenset()
