"""Links that stand in mails: signed, and kept nowhere."""
