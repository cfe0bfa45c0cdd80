"""The first minute of an academy: who looks after it."""
