"""A customer, and what they do with their phone over HTTP."""

from __future__ import annotations

from werkzeug.test import TestResponse

from tests.support.people.browser import Browser, queue_ids


class Customer(Browser):
    """Somebody with a phone in front of the screen. `ticket` is their page once they joined."""

    ticket: str

    def scans(self, code: str) -> TestResponse:
        """Scan the code and open the form."""
        response = self.get(code)
        assert response.status_code == 303, response.text
        self.form = response.headers["Location"]
        return self.get(self.form)

    def joins(self, code: str, **fields: str) -> Customer:
        """Scan, fill in (`name_0="Ann"`, the first queue unless `queue_0` says which), join."""
        queues = queue_ids(self.scans(code))
        typed = {key.replace("_", "-"): value for key, value in fields.items()}
        for key in [key for key in typed if key.startswith("queue-")]:
            typed[key] = queues.get(typed[key], typed[key])
        response = self.sends({"queue-0": next(iter(queues.values())), **typed})
        assert response.status_code == 303, response.text
        return self

    def sends(self, fields: dict[str, str]) -> TestResponse:
        """Send the form that the scan led to, as it is."""
        response = self.post(self.form, fields)
        if response.status_code == 303:
            self.ticket = response.headers["Location"]
        return response
