"""Rows for tests, made in the open transaction (fixture ``unit``, or ``with database.transaction():``), one file a package."""
