"""Judging purely: a tier rule, workers and a day make a standing; nothing else is asked."""
