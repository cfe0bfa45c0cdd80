"""``lms doctor``: what this installation has and lacks, each with the way out. A kind of finding is a function in one of the lists."""

from __future__ import annotations

from lms.cli.doctor.command import doctor

__all__ = ["doctor"]
