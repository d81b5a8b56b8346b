"""An owner, a customer, somebody: what they do with a browser, over HTTP."""

from tests.support.people.browser import Browser, csrf_token, queue_ids, words
from tests.support.people.customer import Customer
from tests.support.people.owner import Owner, opening

__all__ = ["Browser", "Customer", "Owner", "csrf_token", "opening", "queue_ids", "words"]
