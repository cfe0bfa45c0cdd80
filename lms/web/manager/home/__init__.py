"""The partner manager's home: are we safe, who is nearest, who needs a word, what if somebody leaves."""
