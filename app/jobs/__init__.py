"""What the clock does. A job is an ordinary function that says whether there was work."""
