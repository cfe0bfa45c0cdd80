"""A whole installation as one portable file: written while people work, read into an empty installation of either database.

The file is a ZIP: ``tables/<name>.jsonl`` (a row a line), ``files/<ab>/<rest of the SHA-256>``, ``keys/<name>``, and
``manifest.json``, written last, with the SHA-256 of every part and a digest of every table. Words: a *part* is one entry of the ZIP;
*facts* are what a restored installation is compared by. Not here: when backups are made and where they are kept (the operator's).
"""
