"""Questions on their way into a course: a *sheet* holds what was pasted, or read from a file, until its trainer puts it into a draft.

A *row* is a question with its decision (kept or left out) and the one it is like. A sheet is its maker's alone. Nothing of it is in the academy:
it goes into a course's draft in one step (``putting_in``), and from there by publishing.

Not here: how formats are read (``assessment/formats``) and become a bank's questions (``assessment/exchange``).
"""
