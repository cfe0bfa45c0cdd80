"""My certificates, and their files."""
