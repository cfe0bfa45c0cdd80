"""What is done to and by people: sign-ins, accounts, passwords, roles, employments."""

from __future__ import annotations

from lms.accounts.halfway import HalfWay
from lms.accounts.operations.authority import powers_over
from lms.accounts.operations.deciding import approve, approve_as, decline
from lms.accounts.operations.employing import correct, join, leave, move, restore, retitle, withdraw
from lms.accounts.operations.founding import found_academy
from lms.accounts.operations.granting import end_role, grant_role
from lms.accounts.operations.inviting import accept_invitation, invite, new_way_in, show_invitation
from lms.accounts.operations.join_codes import Terms, renew_code, set_terms
from lms.accounts.operations.own import change_own_password, change_profile, choose_language
from lms.accounts.operations.people import (
    Job,
    change_logins,
    close_account,
    create_user,
    open_account,
    rename_user,
    set_password,
)
from lms.accounts.operations.proving import Refusal
from lms.accounts.operations.readdressing import ask_for_address, confirm_address, refuse_address, take_back_address
from lms.accounts.operations.registering import Application, register
from lms.accounts.operations.reminding import remind
from lms.accounts.operations.resetting import ask_for_reset, reset_password
from lms.accounts.operations.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    move_second_factor,
    renew_recovery_codes,
    reset_second_factor,
    turn_off_second_factor,
)
from lms.accounts.operations.signing_in import (
    Welcome,
    begin_sign_in,
    finish_sign_in,
    sign_in,
    sign_out,
    sign_out_everywhere,
    sign_out_others,
)

__all__ = [
    "Application",
    "HalfWay",
    "Job",
    "Refusal",
    "Terms",
    "Welcome",
    "accept_invitation",
    "approve",
    "approve_as",
    "ask_for_address",
    "ask_for_reset",
    "begin_second_factor",
    "begin_sign_in",
    "change_logins",
    "change_own_password",
    "change_profile",
    "choose_language",
    "close_account",
    "confirm_address",
    "confirm_second_factor",
    "correct",
    "create_user",
    "decline",
    "end_role",
    "finish_sign_in",
    "found_academy",
    "grant_role",
    "invite",
    "join",
    "leave",
    "move",
    "move_second_factor",
    "new_way_in",
    "open_account",
    "powers_over",
    "refuse_address",
    "register",
    "remind",
    "rename_user",
    "renew_code",
    "renew_recovery_codes",
    "reset_password",
    "reset_second_factor",
    "restore",
    "retitle",
    "set_password",
    "set_terms",
    "show_invitation",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "sign_out_others",
    "take_back_address",
    "turn_off_second_factor",
    "withdraw",
]
