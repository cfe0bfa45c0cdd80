"""The shape of a tier file: what companies of a tier have to have, in people and certificates."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from lms.catalogue.content.fields import Day, Format, Id, Term, Text, Version
from lms.compliance.rules.tier import MOST_ROLES
from lms.core.i18n import msg
from lms.core.shapes import Shape, Wrong

JobRoleKey = Literal["sales", "presales", "field_engineer", "support_engineer", "management", "other"]
"""The values of :class:`lms.accounts.job_roles.JobRole`, for a schema names them; a test holds the two together."""


class ConditionShape(Shape):
    """Whose certificates count: of the ``levels`` (any of them; none: any level), held by people of the ``job_roles`` (none: all)."""

    id: Id
    title: Text
    levels: list[str] = Field(default_factory=list, max_length=20)
    job_roles: list[JobRoleKey] = Field(default_factory=list)


class CountShape(ConditionShape):
    """At least so many people, who hold at least so many certificates together."""

    people: int = Field(default=0, ge=0, le=10_000)
    certificates: int = Field(default=0, ge=0, le=100_000)

    @model_validator(mode="after")
    def _asks(self) -> Self:
        if not self.people and not self.certificates:
            raise Wrong(msg("{id} asks for nobody and nothing: say people, certificates or both.", id=self.id))
        return self


class RoleShape(ConditionShape):
    """Places that people fill; one person fills ``roles_per_person`` of them at most."""

    people: int = Field(default=1, ge=1, le=100)


class EveryShape(ConditionShape):
    """Everybody whose work is of the ``job_roles`` holds one of the ``levels``."""

    levels: list[str] = Field(min_length=1, max_length=20)
    job_roles: list[JobRoleKey] = Field(min_length=1)


class PoolShape(Shape):
    """Of several counts and roles, ``at_least`` so many are enough."""

    id: Id
    title: Text
    at_least: int = Field(default=1, ge=1)
    of: list[Id] = Field(min_length=2, max_length=8)

    @model_validator(mode="after")
    def _chooses(self) -> Self:
        if self.at_least >= len(self.of):
            raise Wrong(msg("{id} leaves no choice: at_least is less than there are in it.", id=self.id))
        return self


class ClocksShape(Shape):
    """What runs when somebody leaves who counted: told within ``notify``, replaced within ``replace``."""

    notify: Term = "P30D"
    replace: Term = "P90D"


class TierFile(Shape):
    """What a tier asks. ``validity_left``: of a certificate, on the day it is counted; ``branches``: which companies below count
    with the company; ``warn``: how long before a gap the company is told to stand at risk.
    """

    format: Format
    id: Id
    version: Version
    in_force_from: Day
    validity_left: Term = "P0D"
    roles_per_person: int = Field(default=1, ge=1, le=MOST_ROLES)
    branches: Literal["all", "without_tier", "none"] = "without_tier"
    warn: Term = "P90D"
    clocks: ClocksShape = Field(default_factory=ClocksShape)
    counts: list[CountShape] = Field(default_factory=list, max_length=20)
    roles: list[RoleShape] = Field(default_factory=list, max_length=MOST_ROLES)
    every: list[EveryShape] = Field(default_factory=list, max_length=10)
    pools: list[PoolShape] = Field(default_factory=list, max_length=5)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        conditions = [one.id for one in (*self.counts, *self.roles, *self.every)]
        if not conditions:
            raise Wrong(msg("The tier asks for nothing: counts, roles and every are empty."))
        names = [*conditions, *(one.id for one in self.pools)]
        if twice := next((one for one in names if names.count(one) > 1), None):
            raise Wrong(msg("{id} stands there twice.", id=twice))
        self._check_pools()
        return self

    def _check_pools(self) -> None:
        there = {one.id for one in (*self.counts, *self.roles)}
        pooled = [name for pool in self.pools for name in pool.of]
        if unknown := next((one for one in pooled if one not in there), None):
            raise Wrong(msg("{id} is no count or role of this tier.", id=unknown))
        if twice := next((one for one in pooled if pooled.count(one) > 1), None):
            raise Wrong(msg("{id} stands there twice.", id=twice))
