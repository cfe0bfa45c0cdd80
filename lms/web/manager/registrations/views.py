"""``/manager/registrations``, and the code of a company at ``/manager/company/<id>/registration``."""

from __future__ import annotations

from lms.accounts.roles import Permission
from lms.web.staff.registrations.desk import desk_pages
from lms.web.staff.registrations.join_codes import join_code_pages

pages = desk_pages("own_registrations", __name__, "/manager/registrations", Permission.TEAM_SEE)
codes = join_code_pages(
    "own_join", __name__, "/manager/company/<uuid:partner_id>/registration", Permission.TEAM_SEE, "own_company.company"
)
