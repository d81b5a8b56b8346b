"""Other programs: tokens, resources, events, webhooks."""
