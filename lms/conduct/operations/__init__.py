"""Deeds: giving and ending cards, appealing, the terms of cards."""
