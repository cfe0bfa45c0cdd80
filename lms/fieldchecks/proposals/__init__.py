"""What failed checks propose, by the rule of their campaign or programme: a card, or a suspension, for an admin to decide. Never silently.

A mystery check proposes nothing before it counts: accepted, past its dispute date, undisputed.
"""
