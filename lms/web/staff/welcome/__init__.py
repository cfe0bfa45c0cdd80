"""The first-run guide: from an empty academy to the first person invited."""
