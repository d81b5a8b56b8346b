"""How a change reaches every screen, and what must not stop it."""
