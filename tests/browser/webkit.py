"""Real WebKit, the engine of every iPhone, over plain WebDriver: JSON that is sent by HTTP."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

from testing.installed import installed
from testing.server import free_port

PATIENCE = 20  # seconds, for what a page comes to show
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
# From when it is asked for: what the page complains of.
_LISTEN = """if (!window.complaints) {
  const heard = (window.complaints = []);
  const hear = ({ type, message, reason, violatedDirective }) =>
    heard.push(`${type}: ${message ?? reason ?? violatedDirective}`);
  for (const kind of ["error", "unhandledrejection", "securitypolicyviolation"])
    addEventListener(kind, hear);
}"""


class WebKit:
    """A browser with one window or several, of which one is looked at."""

    def __init__(self, driver: str) -> None:
        self._driver = driver
        self._path = ""
        capabilities: dict[str, Any] = {"alwaysMatch": {}}
        self._path = f"/session/{self._says('/session', capabilities=capabilities)['sessionId']}"

    def ends(self) -> None:
        """Close all its windows."""
        self._asks("DELETE", "")

    def goes_to(self, url: str) -> None:
        """Load a page, and hear what it complains of from then on."""
        self._says("/url", url=url)
        self.script(_LISTEN)

    def has_cookie(self, name: str, value: str) -> None:
        """For the host of the page that it shows."""
        self._says("/cookie", cookie={"name": name, "value": value, "path": "/"})

    def opens_window(self) -> str:
        """One more, which is looked at from now on."""
        handle = str(self._says("/window/new", type="window")["handle"])
        self.looks_at(handle)
        return handle

    @property
    def window(self) -> str:
        """The one that is looked at."""
        return str(self._asks("GET", "/window"))

    def looks_at(self, window: str) -> None:
        """Another window."""
        self._says("/window", handle=window)

    def is_wide(self, pixels: int) -> None:
        """Make the page so wide; the frame of a window comes on top."""
        self._says("/window/rect", width=pixels, height=900)
        frame = pixels - self.script("return innerWidth")
        self._says("/window/rect", width=pixels + frame, height=900)
        self.comes(f"innerWidth === {pixels}")

    def script(self, code: str) -> Any:
        """What this returns in the page."""
        return self._says("/execute/sync", script=code, args=[])

    def comes(self, condition: str) -> Any:
        """Wait until this is true in the page."""
        until = time.monotonic() + PATIENCE
        while not (value := self.script(f"return {condition}")):
            assert time.monotonic() < until, condition
            time.sleep(0.05)
        return value

    def clicks(self, selector: str) -> None:
        """As a mouse does."""
        self._says(f"/element/{self._finds(selector)}/click")

    def types(self, selector: str, text: str) -> None:
        """Into a field, or a key where an element is."""
        self._says(f"/element/{self._finds(selector)}/value", text=text)

    @property
    def complaints(self) -> list[str]:
        """Errors of the page that it shows."""
        return list(self.script("return window.complaints"))

    def _finds(self, selector: str) -> str:
        return str(self._says("/element", using="css selector", value=selector)[_ELEMENT])

    def _says(self, path: str, **body: Any) -> Any:
        return self._asks("POST", path, json.dumps(body).encode())

    def _asks(self, method: str, path: str, body: bytes | None = None) -> Any:
        request = urllib.request.Request(self._driver + self._path + path, body, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]


@contextlib.contextmanager
def webkit() -> Iterator[WebKit]:
    """The browser on a screen that nobody sees; the test is skipped where it is missing."""
    programs = installed("Xvfb"), installed("WebKitWebDriver")
    port = free_port()
    screen = [programs[0], "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with _process(screen, stdout=subprocess.PIPE) as shown:
        assert shown.stdout is not None
        display = f":{shown.stdout.readline().decode().strip()}"
        more = {"DISPLAY": display, "WEBKIT_DISABLE_COMPOSITING_MODE": "1", "NO_AT_BRIDGE": "1"}
        with _process([programs[1], f"--port={port}"], env={**os.environ, **more}):
            driver = f"http://127.0.0.1:{port}"
            _listens(driver)
            browser = WebKit(driver)
            try:
                yield browser
            finally:
                browser.ends()


@contextlib.contextmanager
def _process(command: list[str], **more: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program with whatever it starts."""
    with subprocess.Popen(
        command, stderr=subprocess.DEVNULL, start_new_session=True, **more
    ) as process:
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def _listens(driver: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"{driver}/status", timeout=5).close()
        except OSError:
            assert time.monotonic() < until, "WebKitWebDriver doesn't answer"
            time.sleep(0.05)
        else:
            return
