"""The phone spot checks of one's people."""
