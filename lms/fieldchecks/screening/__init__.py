"""The principal screening exam: people apply for a level with a dossier, a panel judges in two stages, and few are admitted.

Words: a *round* says for which level, when one may apply, for how many places, by which *criteria*, and who is on the *panel*, one of them
its *chair*. An *application* is one person's dossier: an essay, files, what *referees* say of them in a *statement*, and the evidence as it
stood when they handed it in. Each of the panel *judges* it by the criteria of a stage and sees nobody else's *judgement* before; who has an
*interest* judges nothing. After the first stage the chair decides who is shortlisted, after the second who is admitted, each with a reason;
both are published for all at once. The outcome is evidence (``exam_result``, ``screening/<level>``). Not here: who holds the level.
"""
