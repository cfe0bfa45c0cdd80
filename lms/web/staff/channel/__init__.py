"""Regions and tiers: the order that companies stand in."""
