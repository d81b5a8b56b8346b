"""Webhooks: what happens in a store, told to other programs after the Standard Webhooks.

Messages are rows that are written with what they tell of (see `app.models.webhook`); here they
are signed, sent and tried again.
"""
