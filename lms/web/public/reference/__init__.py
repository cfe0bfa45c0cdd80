"""A word about an applicant, by the link of a letter."""
