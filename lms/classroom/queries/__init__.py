"""Reads of classes: as learners see them (``seen``), a manager for their people (``team``), the staff (``desk``), calendars (``feed``)."""
