"""All certifications that staff may see, as a list."""
