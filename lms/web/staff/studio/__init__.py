"""The trainer's studio: courses and their drafts, the outline, the editor with its preview, history, conflicts, publishing."""
