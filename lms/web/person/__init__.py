"""What staff's and partner managers' pages of a person share: the forms of what is done to people, their work as a timeline, the
way in, and what was changed. Whoever looks is offered what they may do; the operations authorise it again.
"""
