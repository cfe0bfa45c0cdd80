"""Mystery checks: somebody unknown visits a partner as a customer would, and says what they saw on a checklist.

Words: a *programme* is a checklist with its terms, in versions that never change; a *plan* says which *targets* (a partner, a branch,
a person) are visited how often between two days; a *visit* is one of those, made by one *inspector*, judged by a reviewer, and counted
once it was accepted and its dispute date is past. A *dispute* is the partner's word about one named item.
The inspector's name leaves this package for those who plan and review, and for nobody else.
Not here: phone spot checks (``fieldchecks.spotchecks``), what a level asks of checks (``certification.requirements``).
"""
