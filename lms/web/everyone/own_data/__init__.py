"""What is kept about oneself and why; a file of it; to be erased."""
