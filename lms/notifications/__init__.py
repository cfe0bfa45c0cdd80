"""Telling people: an event becomes a message, in words of both languages, and the message goes out by channels.

Words: a *kind* is what is told (a file in ``kinds/``: its event, its facts, its words); a *message* is one telling of one person;
a *delivery* is a message on its way out of the house by a channel; a *try* is one talk with the server about it. What a person
reads in the academy itself is their *inbox*; the *outbox* is what staff see of all that left, or should have.
Not here: what happened (packages below publish it), and news or campaigns, which nobody asked for.
"""
