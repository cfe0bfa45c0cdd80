"""The desk of cards: those that were given, giving one, appeals, what failed checks propose, the terms."""
