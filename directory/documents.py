"""Papers that coordinators saw: filed with their bytes, never changed, only withdrawn."""
