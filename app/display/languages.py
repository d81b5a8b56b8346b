"""The languages that this installation speaks. What a store's people read is in the store's."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from babel.support import NullTranslations
from flask import Flask, current_app, g
from flask.ctx import _AppCtxGlobals
from flask_babel import get_babel, get_locale, get_translations, refresh
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


def init_app(app: Flask) -> None:
    """Let templates find their words quickly."""
    app.extensions["words"] = {}
    environment: Any = app.jinja_env  # with what the extension gave it
    environment.install_gettext_callables(
        gettext=lambda word: _words().ugettext(word),
        ngettext=lambda one, many, number: _words().ungettext(one, many, number),
        newstyle=True,
    )
    # Jinja's own would look in its context for gettext, and for whom to escape, at each word.
    environment.globals["_"] = _said


def installed() -> list[tuple[str, str]]:
    """Code and own name of each language that there is a translation for, English among them."""
    locales = {str(locale): locale for locale in get_babel().instance.list_translations()}
    return [(code, str(locales[code].display_name or code)) for code in sorted(locales)]


def speak(code: str | None) -> None:
    """Draw in this language from here on, in this request or for these screens."""
    if chosen() != code:
        _choose(code)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Draw in this language meanwhile."""
    before = chosen()
    speak(code)
    try:
        yield
    finally:
        _choose(before)


def gettext(word: str, **values: object) -> str:
    """The word as it is spoken, with these values in it."""
    said: str = _words().ugettext(word)
    return said % values if values else said


def chosen() -> str | None:
    """What was to be spoken; None is the product's own language."""
    code: str | None = getattr(_here(), "language", None)
    return code


def tag() -> str:
    """The language of the page for its `lang` (BCP 47)."""
    return str(get_locale() or "en").replace("_", "-")


def _choose(code: str | None) -> None:
    g.language = code
    g.pop("words", None)
    refresh()


@pass_eval_context
def _said(context: EvalContext, word: str, **values: object) -> str:
    """The word as it is spoken. As in all of Jinja's, `%` is written twice."""
    said: str = _words().ugettext(word)
    if not values:
        said = said.replace("%%", "%")
    words = Markup(said) if context.autoescape else said  # noqa: S704 - it is ours
    return words % values if values else words


def _words() -> NullTranslations:
    # Flask-Babel looks for what is spoken at each word, which took a sixth of the time to draw; and
    # to find a language's words anew takes as long as to draw a small part of a page.
    here = _here()
    words: NullTranslations | None = getattr(here, "words", None)
    if words is not None:
        return words
    known: dict[str | None, NullTranslations] = current_app.extensions["words"] if here else {}
    code = chosen()
    found: NullTranslations = known.get(code) or get_translations()
    if code:
        known[code] = found
    if here:
        here.words = found
    return found


def _here() -> _AppCtxGlobals | None:
    """What Flask calls g, if there is any. By its name each look at it takes eight calls."""
    try:
        here: _AppCtxGlobals = g._get_current_object()
    except RuntimeError:
        return None
    return here
