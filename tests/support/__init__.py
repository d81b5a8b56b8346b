"""Real parts and plain words for the tests."""
