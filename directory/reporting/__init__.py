"""Reports and receipts: what was found of one person, to file, to check offline, and to reach again."""
