"""Companies by hand: found, made, named, placed, given tiers, taken out of the channel."""
