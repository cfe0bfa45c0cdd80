"""What trainers do in the studio. Each deed authorises first, holds the draft, and is a step of its history."""

from lms.studio.operations.drafts import discard, new_course, open_draft
from lms.studio.operations.files import Overtaken, Saved, remove_file, save_file, undo

__all__ = ["Overtaken", "Saved", "discard", "new_course", "open_draft", "remove_file", "save_file", "undo"]
