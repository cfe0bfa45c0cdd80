"""Reads of screening rounds: by who applies, who is on the panel, who plans, who manages."""
