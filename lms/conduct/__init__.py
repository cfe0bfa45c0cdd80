"""Conduct: yellow and red cards on people and companies, watch periods, appeals, and how somebody stands by them on any day.

A *yellow card* opens a watch period and asks for an extra check; a second one within that period is a *red card*, as one that was
given red at once. Cards, and what happened to them, are only ever added: one that was *taken back* never counted, one that was *lifted*
counts up to the day before. Not here: what a red card does to certifications (``certification``), and the failed checks that propose
cards (``fieldchecks``).
"""
