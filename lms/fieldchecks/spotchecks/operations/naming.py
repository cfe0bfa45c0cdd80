"""What a check is called."""

from __future__ import annotations

from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck


def reference(campaign: SpotCampaign, check: SpotCheck) -> str:
    """How people name a check."""
    return f"SC-{campaign.number}-{check.number}"
