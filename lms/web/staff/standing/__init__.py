"""How all companies stand to their tiers."""
