"""Decisions about certificates, purely: codes that betray typing errors, the printed facts, glyphs, the public answer."""
