"""Online tests as those who write them see them: what was taken, and whether the questions measure anything."""
