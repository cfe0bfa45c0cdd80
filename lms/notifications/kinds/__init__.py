"""Kinds of message: what is told to whom. A new kind is a file here and a name below, in the order in which staff may choose it."""

from __future__ import annotations

from lms.notifications.kinds import (
    account_secured,
    address_change,
    cards,
    case_published,
    case_returned,
    case_withdrawn,
    check_proposed,
    class_attended,
    class_booked,
    class_called_off,
    class_given_up,
    class_moved,
    class_moved_up,
    class_soon,
    declined,
    due_soon,
    end_moved,
    exams,
    expiring,
    granted,
    invited,
    mystery_reports,
    mystery_visits,
    not_counted,
    partner_standing,
    password_reset,
    put_in_line,
    registration_decided,
    registration_waiting,
    reminded,
    result_changed,
    result_ready,
    screening,
    spot_checked,
    standing_changed,
    trial,
    work_answered,
)
from lms.notifications.kinds.kind import Draft, Kind

_SINGLE: tuple[Kind, ...] = tuple(
    one.KIND
    for one in (
        invited,
        password_reset,
        address_change,
        account_secured,
        registration_waiting,
        registration_decided,
        granted,
        declined,
        put_in_line,
        standing_changed,
        end_moved,
        result_ready,
        result_changed,
        spot_checked,
        check_proposed,
        partner_standing,
        work_answered,
        case_published,
        case_returned,
        case_withdrawn,
        class_booked,
        class_moved_up,
        class_given_up,
        class_moved,
        class_called_off,
        class_soon,
        class_attended,
        not_counted,
        due_soon,
        expiring,
        reminded,
        trial,
    )
)
KINDS: dict[str, Kind] = {
    one.key: one
    for one in (*_SINGLE, *cards.KINDS, *mystery_visits.KINDS, *mystery_reports.KINDS, *exams.KINDS, *screening.KINDS)
}

__all__ = ["KINDS", "Draft", "Kind"]
