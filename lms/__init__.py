"""The partner academy: training, evidence, certification and proof for a vendor's channel partners.

The map of the packages and the direction of imports stand in ``docs/architecture.md``; ``pyproject.toml`` keeps them.
"""
