"""A real Firefox, driven by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/)."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, TypeVar

from tests.browser.websocket import WebSocket

T = TypeVar("T")
PATIENCE = 20.0  # seconds
# Nothing but this computer is there to be asked.
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    # The page of each visitor believes that it has the focus.
    "focusmanager.testmode": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.native-is-localhost": True,
    "services.settings.server": "data:,",
    "toolkit.telemetry.server": "",
}


class Firefox:
    """This program with a profile of its own, while it is entered.

    `complaints` has what its consoles say: exceptions, refused styles and scripts, warnings.
    """

    def __init__(self, program: str, profile: Path) -> None:
        self.complaints: list[str] = []
        self._program = program
        self._profile = profile
        self._sent = 0

    def __enter__(self) -> Self:
        self._profile.mkdir(parents=True)
        pairs = [f"{json.dumps(name)}, {json.dumps(value)}" for name, value in PREFERENCES.items()]
        chosen = [f"user_pref({pair});" for pair in pairs]
        (self._profile / "user.js").write_text("\n".join(chosen))
        self._process = subprocess.Popen(
            [self._program, "--headless", "--remote-debugging-port=0", "--profile", self._profile],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # It refuses a home of somebody else.
            env={**os.environ, "HOME": str(self._profile)},
        )
        try:
            self._talk = WebSocket("127.0.0.1", self._port(), "/session", PATIENCE)
            self.command("session.new", capabilities={})
            self.command("session.subscribe", events=["log.entryAdded"])
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._talk.close()
        self._end()

    def page(self, *, width: int, height: int) -> FirefoxPage:
        """An empty page of a visitor with cookies of their own."""
        visitor = self.command("browser.createUserContext")["userContext"]
        page = self.command("browsingContext.create", type="tab", userContext=visitor)["context"]
        size = {"width": width, "height": height}
        self.command("browsingContext.setViewport", context=page, viewport=size)
        return FirefoxPage(self, page)

    def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What Firefox answers."""
        self._sent += 1
        self._talk.send(json.dumps({"id": self._sent, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._talk.receive())
            if message.get("method") == "log.entryAdded":
                self._hear(message["params"])
            elif message.get("id") == self._sent:
                assert message["type"] == "success", message
                result: dict[str, Any] = message["result"]
                return result

    def _hear(self, entry: dict[str, Any]) -> None:
        if entry["level"] in ("warn", "error"):
            self.complaints.append(entry["text"])

    def _port(self) -> int:
        where = self._profile / "WebDriverBiDiServer.json"

        def told() -> int | None:
            assert self._process.poll() is None, f"{self._program} has ended"
            try:
                return int(json.loads(where.read_text())["ws_port"])
            except (FileNotFoundError, ValueError):
                return None

        return wait_for(told)

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class FirefoxPage:
    """One page: what somebody sees, and what they press."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self._context = context

    def goto(self, url: str) -> None:
        """Open this address."""
        self._do("browsingContext.navigate", url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """What this comes to in the page."""
        answer = self._firefox.command(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self._context},
            awaitPromise=False,
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"].get("value", "null"))

    def sees(self, text: str, *, within: str = "body") -> None:
        """Wait until this stands there."""
        said = f"document.querySelector({json.dumps(within)})?.innerText ?? ''"
        try:
            wait_for(lambda: text in self.evaluate(said))
        except TimeoutError:
            raise AssertionError(f"{text} is not in: {self.evaluate(said)}") from None

    def clicks(self, selector: str) -> None:
        """Press what this selects, in its middle."""
        middle = f"""(() => {{
          const found = document.querySelector({json.dumps(selector)});
          found.scrollIntoView({{ block: "nearest" }});
          const {{ left, top, width, height }} = found.getBoundingClientRect();
          return [Math.round(left + width / 2), Math.round(top + height / 2)];
        }})()"""
        x, y = self.evaluate(middle)
        does: list[dict[str, Any]] = [
            {"type": "pointerMove", "x": x, "y": y},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        mouse = {"type": "pointer", "id": "mouse", "actions": does}
        self._do("input.performActions", actions=[mouse])

    def types(self, text: str) -> None:
        """Press these keys, one after the other."""
        does = [{"type": how, "value": key} for key in text for how in ("keyDown", "keyUp")]
        self._do("input.performActions", actions=[{"type": "key", "id": "keys", "actions": does}])

    def fills(self, selector: str, text: str) -> None:
        """Type this into that field."""
        self.clicks(selector)
        self.types(text)

    def _do(self, method: str, **parameters: Any) -> None:
        self._firefox.command(method, context=self._context, **parameters)


def wait_for(look: Callable[[], T | None]) -> T:
    """What is true at last."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)
