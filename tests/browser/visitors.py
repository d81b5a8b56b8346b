"""People with browsers of their own, and what their browsers complain about."""

from __future__ import annotations

import re
import time
from typing import Any, Self

from playwright.sync_api import (
    APIResponse,
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Route,
    WebError,
)

from tests.browser.lending import PATIENCE, Lending, new_page


class Visitors:
    """Makes browsers while it is entered; leaving it fails if one of them complained.

    A complaint is an error on the console (a refused style or script is one), an exception of a
    script, or a request to somewhere else.
    """

    def __init__(self, chromium: Browser, base: str, lending: Lending | None = None) -> None:
        self.complaints: list[str] = []
        self._chromium = chromium
        self._base = base
        self._lending = lending
        self._pages: list[Page] = []
        # What is given up is tried again: where a minute takes no time, and on a busy machine.
        self._excuses = ["htmx:error: timeout", "htmx:sse:error: signal is aborted"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        for page in self._pages:
            if failure or self._lending is None or not self._lending.takes_back(page):
                page.context.close()
            for event, heard in self._hears.items():
                page.context.remove_listener(event, heard)
        unexcused = [
            complaint
            for complaint in self.complaints
            if not any(excuse in complaint for excuse in self._excuses)
        ]
        assert failure or not unexcused, unexcused

    @property
    def _hears(self) -> dict[Any, Any]:
        return {"console": self._console, "weberror": self._error, "request": self._request}

    def page(self, *, width: int = 1280, height: int = 800, **more: Any) -> Page:
        """An empty page of a new browser: no cookies, nothing remembered."""
        size: Any = {"width": width, "height": height}
        if self._lending is not None and not more:
            page = self._lending.page(size)
        else:
            page = new_page(self._chromium, base_url=self._base, viewport=size, **more)
        self._pages.append(page)
        for event, heard in self._hears.items():
            page.context.on(event, heard)
        return page

    def phone(self, **more: Any) -> Page:
        """The same with the screen of a phone."""
        return self.page(width=390, height=800, **more)

    def excuse(self, *complaints: str) -> None:
        """What these words are in is meant to happen: Chromium logs each answer above 399."""
        self._excuses.extend(complaints)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} at {message.location.get('url')}")

    def _error(self, error: WebError) -> None:
        self.complaints.append(f"{error.error} at {error.page.url if error.page else 'no page'}")

    def _request(self, request: Request) -> None:
        here = ("http://localhost:", "https://localhost:", "data:")
        if not request.url.lower().startswith(here):
            self.complaints.append(f"asked for {request.url}")


class Held:
    """Requests that are held back on their way, as on a slow network, until they are let go;
    those of this method, if one is named."""

    def __init__(self, page: Page, pattern: str | re.Pattern[str], method: str = "") -> None:
        self._routes: list[Route] = []
        self._method = method
        self.answers: list[APIResponse] = []
        self._page = page
        page.route(pattern, self._come)

    def holds_one(self) -> None:
        """Wait until one is held back: a request is seen before it is, and before its answer."""
        deadline = time.monotonic() + PATIENCE / 1000
        while not self._routes:
            assert time.monotonic() < deadline
            self._page.wait_for_timeout(10)

    def let_go(self) -> None:
        """Let those go on that came so far."""
        while self._routes:
            self._routes.pop(0).continue_()

    def _come(self, route: Route) -> None:
        if self._method in ("", route.request.method):
            self._hold(route)
        else:
            route.continue_()

    def _hold(self, route: Route) -> None:
        self._routes.append(route)


class Late(Held):
    """Answers that are given at once and come late."""

    def let_go(self) -> None:
        """Let those come that were given so far."""
        while self._routes:
            self._routes.pop(0).fulfill(response=self.answers.pop(0))

    def _hold(self, route: Route) -> None:
        self.answers.append(route.fetch())
        self._routes.append(route)
