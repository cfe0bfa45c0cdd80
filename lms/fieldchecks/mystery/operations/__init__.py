"""Deeds about programmes, plans, visits and disputes: each authorises, decides by a rule, changes, is audited and told of."""
