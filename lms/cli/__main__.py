"""``python -m lms.cli``: the command line without an installed script."""

from lms.cli import main

main()
