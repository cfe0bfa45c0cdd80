"""The daily drill: three minutes of questions from the courses one takes, each again when one is about to forget it.

Words: a *card* is a question with what one person's memory of it is thought to be; a *streak* counts the days one drilled and
forgives a missed one now and then. Only questions that their authors gave to practice are asked: who drills sees the answers.
Not here: evidence. A drill proves nothing to anybody and is seen by nobody else.
"""
