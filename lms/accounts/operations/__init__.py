"""What is done to and by people: sign-ins, accounts, passwords, roles, employments."""

from __future__ import annotations

from lms.accounts.operations.employing import correct, join, leave, move, withdraw
from lms.accounts.operations.granting import end_role, grant_role
from lms.accounts.operations.inviting import invite
from lms.accounts.operations.own import change_own_password, change_profile, choose_language
from lms.accounts.operations.people import Job, close_account, create_user, open_account, rename_user, set_password
from lms.accounts.operations.reminding import remind
from lms.accounts.operations.signing_in import (
    Refusal,
    Welcome,
    begin_sign_in,
    sign_in,
    sign_out,
    sign_out_everywhere,
)

__all__ = [
    "Job",
    "Refusal",
    "Welcome",
    "begin_sign_in",
    "change_own_password",
    "change_profile",
    "choose_language",
    "close_account",
    "correct",
    "create_user",
    "end_role",
    "grant_role",
    "invite",
    "join",
    "leave",
    "move",
    "open_account",
    "remind",
    "rename_user",
    "set_password",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "withdraw",
]
