"""The audit trail: what was done, by whom, to whom or what."""
