"""``python -m tests.bench.weighed WORDS``: ``lms`` with these words, which says on its last line of errors how many MB it had at its most."""

from __future__ import annotations

import atexit
import sys

from lms.cli import main
from tests.bench.processes import peak

if __name__ == "__main__":
    atexit.register(lambda: print(peak(), file=sys.stderr))
    main(prog_name="lms")
