"""Reads for homes and lists, scoped by who looks."""
