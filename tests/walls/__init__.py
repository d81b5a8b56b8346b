"""What people with bad intentions try, and what becomes of it."""
