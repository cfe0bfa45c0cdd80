"""Partner companies: a tree (distributor, reseller, branch) in regions, holding tiers. Structure only.

Not here: people (``accounts``), what a tier asks and whether a partner meets it (``compliance``).
"""
