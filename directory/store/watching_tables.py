"""Who is watched, each run of monitoring, and what it told. Schema only."""
