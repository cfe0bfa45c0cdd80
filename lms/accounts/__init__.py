"""People: who they are, how they sign in, what they may do, for whom they work.

Words: a *user* is a person with an account; a *role* is granted globally, for a region or for a partner; an *employment* ties
a person to a partner over dates; a *registration* is a stranger's wish for an account at a company, made with its *join code*;
an *actor* is whoever does something, with their roles at that moment.
Not here: what they learn and hold.
"""
