"""What a grant brings along."""

from __future__ import annotations

from lms.accounts.actor import Actor
from lms.certification.events import CertificationGranted
from lms.credentials import operations


def issue_certificate(event: CertificationGranted) -> None:
    """A granted certification gets its certificate in the same transaction: refused, it undoes the grant."""
    operations.issue(Actor.system("certificates"), event.certification_id)
