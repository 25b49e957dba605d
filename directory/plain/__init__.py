"""Pages that need no JavaScript: results, people, states and printable one-pagers as plain HTML."""
