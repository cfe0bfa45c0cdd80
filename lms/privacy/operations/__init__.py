"""What is asked about people's data: a file of it (``exporting``), to be erased (``erasing``)."""

from __future__ import annotations

from lms.privacy.operations.erasing import ask_erasure_of, ask_own_erasure, take_back_erasure
from lms.privacy.operations.exporting import ask_for_file

__all__ = ["ask_erasure_of", "ask_for_file", "ask_own_erasure", "take_back_erasure"]
