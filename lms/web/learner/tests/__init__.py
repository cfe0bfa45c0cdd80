"""Online tests: what they ask, the player, the hand-in, the result, the review."""
