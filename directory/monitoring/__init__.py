"""Watched people: what changed, what expires, and the proof that it was looked at."""
