"""The published directory for other systems: files, FHIR, and what changed since the last time."""
