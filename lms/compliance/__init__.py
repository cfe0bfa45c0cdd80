"""Does a company meet its tier? Persons and certificates, counted and assigned to roles on a day, explained, and recorded.

Words: a *tier rule* is what a tier asks from a day on; a *role* is places that people fill, each person a few of them at most; a
*standing* is met, at risk or not met; a *clock* runs from a person's leaving. Not here: what tiers are called, and which company holds
which (``partners``); how a level is earned (``certification``).
"""
