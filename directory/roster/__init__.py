"""A file of people in, the same file with what is known of each appended out."""
