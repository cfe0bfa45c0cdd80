"""Applying to a screening exam, and vouching for somebody who does."""
