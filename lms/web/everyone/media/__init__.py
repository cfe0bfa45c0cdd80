"""Pictures, films and subtitles of lessons."""
