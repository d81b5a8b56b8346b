"""Links that only the reader of a mail has."""

import re

from testing.mailbox import Mailbox, text_of


def link_in(mailbox: Mailbox, address: str = "owner@example.com") -> str:
    """What the welcome mail asks this owner to open."""
    (mail,) = [m for m in mailbox.messages if m["To"] == address and "is open" in m["Subject"]]
    found = re.search(r"/confirm/\S+", text_of(mail))
    assert found is not None
    return found[0]
