"""Drawing by lot, hours of calls, what a check comes to: pure, of what they are given."""
