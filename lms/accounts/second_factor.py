"""The second factor: codes of an authenticator app (TOTP, RFC 6238: six digits, thirty seconds, SHA-1, which all apps know).

A factor's secret is a seal of its id: stored nowhere, so a copy of the database shows no codes, and nothing has to be encrypted.
The recovery codes are random; what is kept of each is a seal.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from uuid import UUID

from pyotp import HOTP, TOTP

from lms.accounts.models import SecondFactor
from lms.accounts.roles import MATRIX, Grant, Permission
from lms.accounts.rules import RECOVERY_CODES
from lms.core import config
from lms.core.seals import seal

STEP = 30
"""Seconds for which a code is shown."""
_DRIFT = 1
"""Steps by which a phone's clock may be off."""
_SECRET_BYTES = 20  # RFC 4226, 4, R6: 160 bits


def is_required(grants: frozenset[Grant]) -> bool:
    """Whether people with these roles need a second factor: all staff, but not in the demo academy."""
    return any(Permission.STAFF_AREA in MATRIX[grant.role] for grant in grants) and not config.current().is_demo


def secret(factor: SecondFactor) -> str:
    """What an authenticator app is told, in base32."""
    return base64.b32encode(seal("second-factor", factor.user_id, factor.id)[:_SECRET_BYTES]).decode()


def address(factor: SecondFactor, *, account: str, academy: str) -> str:
    """The ``otpauth:`` address of the QR code; the app lists it by academy and account."""
    return TOTP(secret(factor), interval=STEP).provisioning_uri(name=account, issuer_name=academy)


def step_of(factor: SecondFactor, code: str, now: datetime) -> int | None:
    """The step whose code this is; None for a wrong one, one that is over, and one that was taken before (RFC 6238, 5.2)."""
    shown = HOTP(secret(factor))
    present = int(now.timestamp()) // STEP
    for step in range(present - _DRIFT, present + _DRIFT + 1):
        if hmac.compare_digest(shown.at(step).encode(), code.encode()) and step > (factor.last_step or 0):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Ten codes of twelve digits (40 bits): behind a throttle, as many as NIST SP 800-63B (5.1.2.2) asks for, and more."""
    return [f"{secrets.randbelow(10**12):012}" for _ in range(RECOVERY_CODES)]


def recovery_seal(factor_id: UUID, code: str) -> str:
    """What is kept of a recovery code: it is too short for a bare hash, so the installation's secret goes in."""
    return seal("recovery-code", factor_id, code).hex()
