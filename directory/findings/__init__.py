"""What coordinators decided about possible exclusion hits and contradictions."""
