"""People in bulk: a file of people, companies and employments is uploaded, its columns are named, it is checked, and then taken
over, whole or not at all.

Words: an *import* is one file on its way; its *rows* are staged, with what each would do (its *plan*), until somebody presses the
button. ``files`` reads files, ``columns`` names what stands in them, ``judging`` plans a row, ``applying`` and ``undoing`` write.
Not here: pages and commands.
"""
