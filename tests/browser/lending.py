"""Pages that one visitor after the other may have.

To begin anew costs a browser three times what it costs to look at a page: a profile, and two
processes. So whoever leaves a page as they found it leaves it to the next visitor: without cookies,
without what it remembers, somewhere else. Whoever has changed the browser takes it along.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, ViewportSize

PATIENCE = 10_000
"""Milliseconds in which a page must do what is expected of it."""
FORGETS = "() => { localStorage.clear(); sessionStorage.clear(); window.name = ''; }"

_OF_BOTH = (
    *("add_init_script", "expose_binding", "expose_function", "route", "route_from_har"),
    *("route_web_socket", "set_default_timeout", "set_default_navigation_timeout"),
    *("set_extra_http_headers", "clock", "close"),
)
_CHANGES: dict[type, tuple[str, ...]] = {
    Page: (*_OF_BOTH, "add_locator_handler", "emulate_media", "on", "once"),
    BrowserContext: (
        *_OF_BOTH,
        *("grant_permissions", "set_geolocation", "set_offline", "new_cdp_session", "new_page"),
    ),
}
"""What a browser can't be asked to take back, or nobody would think of."""


def new_page(chromium: Browser, **settings: Any) -> Page:
    """A page of a new browser with these settings."""
    # Nobody vouches for a certificate of this computer.
    context = chromium.new_context(ignore_https_errors=True, **settings)
    context.set_default_timeout(PATIENCE)
    return context.new_page()


class Lending:
    """The pages of a browser that are free, by their size."""

    def __init__(self, chromium: Browser, base: str) -> None:
        self._chromium = chromium
        self._base = base
        self.changed: set[BrowserContext] = set()
        self._free: list[tuple[ViewportSize, Page]] = []
        self._lent: dict[Page, ViewportSize] = {}

    def page(self, size: ViewportSize) -> Page:
        """A page of this size: one that is free, if there is one."""
        if (page := next((page for its, page in self._free if its == size), None)) is not None:
            self._free.remove((size, page))
        else:
            page = new_page(self._chromium, base_url=self._base, viewport=size)
            self.changed.discard(page.context)
        self._lent[page] = size
        return page

    def takes_back(self, page: Page) -> bool:
        """Whether it was lent, and is as it was: then the next visitor may have it."""
        size, context = self._lent.pop(page, None), page.context
        if size is None or context in self.changed or context.pages != [page]:
            return False
        with suppress(Error):
            if page.viewport_size != size:
                page.set_viewport_size(size)
            page.mouse.move(0, 0)
            context.clear_cookies()
            page.goto("/livez")
            page.evaluate(FORGETS)
            self._free.append((size, page))
            return True
        return False


@contextmanager
def lending(chromium: Browser, base: str) -> Iterator[Lending]:
    """While it is entered, whatever changes a browser is noticed."""
    lends = Lending(chromium, base)
    with pytest.MonkeyPatch.context() as patch:
        for kind, names in _CHANGES.items():
            for name in names:
                patch.setattr(kind, name, _noticed(lends, vars(kind)[name]))
        yield lends


def _noticed(lends: Lending, done: Any) -> Any:
    def notice(whom: Page | BrowserContext) -> None:
        lends.changed.add(whom if isinstance(whom, BrowserContext) else whom.context)

    def change(whom: Page | BrowserContext, *how: Any, **more: Any) -> Any:
        notice(whom)
        return done(whom, *how, **more)

    def look(whom: Page | BrowserContext) -> Any:
        notice(whom)
        return done.fget(whom)

    return property(look) if isinstance(done, property) else change
