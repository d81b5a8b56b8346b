"""Opening a store, signing in, the address for the report, opening again."""
