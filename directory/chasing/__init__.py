"""What is missing for a verdict, and the words to ask for it."""
