"""Question banks and online tests as files (``docs/reference/content-format.md``): shapes, checking, loading."""

from lms.assessment.content.checking import advise, check
from lms.assessment.content.files import BankFile, TestFile
from lms.assessment.content.loading import load
from lms.catalogue.content.parts import ContentPart

PART = ContentPart("assessment", check, load, {"questions": BankFile, "test": TestFile}, advise)

__all__ = ["PART", "BankFile", "TestFile", "advise", "check", "load"]
