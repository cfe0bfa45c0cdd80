"""What accounts know about people, in parts: the account itself, what else lets them in, and how they came."""

from __future__ import annotations

from lms.accounts.personal import account, arrivals, groups, ways_in

PARTS = (account.PART, ways_in.PART, arrivals.PART, groups.PART)
