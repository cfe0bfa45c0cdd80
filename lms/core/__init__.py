"""What every package stands on, without one business word: configuration, database, errors, events, jobs, clock, storage,
audit, languages, logs.

Not here: people, partners, courses, anything the academy is about; anything of Flask.
"""
