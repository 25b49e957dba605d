"""Which missing facts and documents were asked for, of whom and when. Schema only."""
