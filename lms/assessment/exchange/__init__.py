"""Between neutral items of exchange formats and our question banks: words become our Markdown, sanitised, and what is lost is named.

The codecs (``lms/assessment/formats``) know nothing of our files; this step knows both. No database, no Flask.
"""

from lms.assessment.exchange._ids import Ids, slug
from lms.assessment.exchange._yaml import as_yaml
from lms.assessment.exchange.from_bank import from_bank
from lms.assessment.exchange.to_bank import Made, Parts, to_bank, to_questions
from lms.core.markdown_signs import reads_as_itself

__all__ = ["Ids", "Made", "Parts", "as_yaml", "from_bank", "reads_as_itself", "slug", "to_bank", "to_questions"]
