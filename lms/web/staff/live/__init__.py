"""Watching over attempts under way, and helping: more time, hand in, open again."""
