"""What a grant brings along, and what a certificate's fonts say to a new name of the academy."""

from __future__ import annotations

from lms.accounts.actor import Actor
from lms.certification.events import CertificationCarried, CertificationGranted, CertificationMoved
from lms.core.academy.events import AcademyRenamed
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.credentials import fonts, operations


def new_last_day(event: CertificationMoved) -> None:
    """A certification with another last day gets a new edition, which replaces the old one: what is printed was frozen at issue."""
    operations.reissue_for_dates(Actor.system("certificates"), event.certification_id, event.reason)


def issue_certificate(event: CertificationGranted | CertificationCarried) -> None:
    """A granted certification gets its certificate in the same transaction: refused, it undoes the grant."""
    operations.issue(Actor.system("certificates"), event.certification_id)


def academy_renamed(event: AcademyRenamed) -> None:
    """A name that certificates cannot print would stop every grant from then on: it is refused at once, naming the character."""
    drawable = fonts.coverage()["serif"]
    for language, words in event.name.items():
        missing = next((character for character in words if ord(character) not in drawable), None)
        if missing is not None:
            raise Refused(
                msg(
                    "The certificate’s fonts cannot draw {character} ({code_point}). Write the name without it.",
                    character=missing,
                    code_point=f"U+{ord(missing):04X}",
                ),
                field=f"name_{language}",
            )
