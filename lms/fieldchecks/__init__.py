"""Checks in the field: how people and partners do in practice, looked at by somebody and kept as dated, scored facts.

Words: a *field check* (``FieldCheck``) is one such look, of either kind. A *phone spot check* (``spotchecks``) is a call to somebody who
holds a level and was drawn by lot in a *campaign*. A *mystery check* (``mystery``) is a visit to a partner by an *inspector* whom the partner
does not know, scored by a *checklist*. A *face-to-face exam* (``exams``) is held in a *sitting* and marked by a *form*. Whatever comes of one is evidence of certification, recorded once, with its date, score, form and
reference. Not here: what a check is worth (``certification``), cards and watch periods.
"""
