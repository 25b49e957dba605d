"""Everything that touches somebody else's web site in bulk."""
