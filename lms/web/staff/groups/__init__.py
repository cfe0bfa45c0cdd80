"""Named groups of people, for what is granted to several at once."""
