"""Who may sign in, who is signed in, and what each person did. Schema only."""
