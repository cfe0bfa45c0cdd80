"""Experience sharing: cases that learners write, a moderator publishes, and others learn from.

Words: a *case* answers the headings of one lesson, through all versions of its course; it is a draft, *submitted*, *returned* with a
reason, *published*, or *withdrawn*. Who wrote it is told to the author's own company and to staff within reach: partners are walls,
so all others read "somebody at another partner". Not here: what a published case is worth (``certification``).
"""
