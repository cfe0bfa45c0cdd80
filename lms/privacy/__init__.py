"""What people may ask of the academy about their own data: a file of all of it, and to be erased.

Words: a *personal export* is that file; an *erasure* is asked for, can be taken back for some days, and is then done for ever.
Not here: what each package knows, and what it does at erasure. Each says so itself (:mod:`lms.core.personal`).
"""
