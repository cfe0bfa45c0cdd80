"""What is done to and by people: sign-ins, accounts, passwords, roles, employments."""

from __future__ import annotations

from lms.accounts.operations.own import choose_language
from lms.accounts.operations.signing_in import Refusal, Welcome, begin_sign_in, sign_in, sign_out, sign_out_everywhere

__all__ = ["Refusal", "Welcome", "begin_sign_in", "choose_language", "sign_in", "sign_out", "sign_out_everywhere"]
