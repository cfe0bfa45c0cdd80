"""Deeds of phone spot checks: planning and drawing, calling, marking, deciding about proposals."""
