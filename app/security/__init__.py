"""Secrets and promises: tokens, passwords, the owner's session, the headers of every response."""
