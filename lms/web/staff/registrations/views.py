"""``/staff/registrations``, and the code of a company at ``/staff/partners/<id>/registration``."""

from __future__ import annotations

from lms.accounts.roles import Permission
from lms.web.staff.registrations.desk import desk_pages
from lms.web.staff.registrations.join_codes import join_code_pages

pages = desk_pages("registrations", __name__, "/staff/registrations", Permission.STAFF_AREA)
codes = join_code_pages(
    "partner_join",
    __name__,
    "/staff/partners/<uuid:partner_id>/registration",
    Permission.STAFF_AREA,
    "partners.company",
)
