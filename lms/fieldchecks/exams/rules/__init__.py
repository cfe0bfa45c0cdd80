"""Decisions about sittings and markings, as pure functions."""
