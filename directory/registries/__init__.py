"""Live look-ups of one named practitioner at a primary source; the only users of httpx here."""
