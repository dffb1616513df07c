"""What a comment is, and what may happen to it."""
