"""The certifications of a team, with their certificates."""
