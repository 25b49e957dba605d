"""What a source turns out to be at a first look, held against what its file believes; nothing is stored."""
