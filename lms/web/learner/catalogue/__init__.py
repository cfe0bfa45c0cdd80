"""The catalogue: what there is to learn."""
