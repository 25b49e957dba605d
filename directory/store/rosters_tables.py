"""Rosters that were handed in, and what came of each of their rows. Schema only."""
