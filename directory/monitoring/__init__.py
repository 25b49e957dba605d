"""Who is watched, what changed of them since it was last looked at, what runs out when, and the proof of looking."""
