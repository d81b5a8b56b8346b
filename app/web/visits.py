"""Visits of which nobody knows: browsers that guess where one goes, robots that draw previews."""

import re

from flask import Request

# Chromium, the older of them and Safari, Firefox until version 115.
_SAYS_SO = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
_GUESS = re.compile(r"prefetch|preview|prerender", re.IGNORECASE)
# Messengers and mail programs fetch what is sent; phones may be called robots, too (CUBOT).
_ROBOT = re.compile(
    r"facebookexternalhit|facebot|WhatsApp/|TelegramBot|SkypeUriPreview|kakaotalk-scrap|"
    r"redditbot|vkShare|Iframely|embedly|Snap URL Preview|LinkPreview|Link Preview|Mastodon/|"
    r"Microsoft Office|ms-office|SafeLinks|BingPreview|ImageProxy|ImgProxy|"
    r"Slurp|^Viber|Google-Read-Aloud|Google-InspectionTool|MicrosoftPreview|Cardyb|line-poker|"
    r"node-fetch|Go-http-client|python-requests|"
    r"(?<!cu)bot(?:[-/ ;,)]|$)|crawler|spider",
    re.IGNORECASE,
)


def is_guess(request: Request) -> bool:
    """Whether the browser fetches this before its person wants it, if ever."""
    said = request.environ
    return any(_GUESS.search(said[name]) for name in _SAYS_SO if name in said)


def is_robot(request: Request) -> bool:
    """Whether this is fetched for a preview, and not by a person who says that it isn't."""
    return "here" not in request.args and bool(_ROBOT.search(request.headers.get("User-Agent", "")))
