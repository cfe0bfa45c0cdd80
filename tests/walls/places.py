"""What the walls need to be told of the app's routes; all else they read from the app. A page whose address names no record needs no
line: everybody opens it, and nothing foreign may stand on it. An address with a part that nobody explained here fails a test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.walls.world import World

RECORDS: Mapping[str, str] = {
    "user_id": "a person",
    "certification_id": "a level that a person holds",
    "certificate_id": "its certificate",
    "decision_id": "a decision about a person",
    "attempt_id": "a person's attempt at a test",
}
"""Parts of addresses that name a person's record; ``World.records[tag]`` holds each person's. A new kind of record is made there
(``world.add_person``) and named here.
"""

COMMON: Mapping[str, object] = {
    "course_key": "gateways",
    "key": "junior",
    "kind": "suspended",
    "lesson_key": "first",
    "level_key": "expert-engineer/junior",
    "position": 1,
    "status": 404,
    "tone": "ok",
}
"""Parts of addresses that are nobody's, with a value to open the page with."""

EXEMPT: Mapping[str, str] = {
    "media.file": "pictures of lessons, by the hash of their bytes",
    "own_data.download": "a file of one's own: tests/privacy",
    "ui.static": "style sheets and scripts",
    "verify.show": "whoever holds the code may see what the paper shows",
    "verify.ask_name": "as above",
}
"""Routes that are no page with people on it, or that are open on purpose, each with its reason."""

WHOLE_WORLD: Mapping[str, Callable[[World, str], set[str]]] = {
    "people.list": lambda world, who: world.may_see(who),
    "people.export": lambda world, who: world.may_see(who),
    "team.people": lambda world, who: world.may_see(who),
    "desk.waiting": lambda world, who: {tag for tag in world.may_see(who) if tag.endswith("_waiter")},
}
"""Lists that show everybody of a kind within the viewer's world, no one more and no one less: endpoint, and who those are."""

HISTORY: Mapping[str, str] = {
    "people.person": "a person's former employers are the person's own history, shown to admins who may see the person",
}
"""Pages of a person that may name companies out of the viewer's reach, each with its reason."""

UNSCOPED: Mapping[str, str] = {}
"""Pages that may count what lies outside the viewer's world, each with its reason."""

FORM_FIELDS = (
    "company",
    "company_id",
    "parent",
    "parent_id",
    "partner",
    "partner_id",
    "region",
    "region_id",
    "user",
    "user_id",
    "person",
    "person_id",
    "people",
    "pick",
)
"""Names under which forms and addresses say which company, region or person they mean; foreign ids are sent under all of them."""
