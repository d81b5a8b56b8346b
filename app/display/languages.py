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


class Spoken(dict[str, Markup]):
    """A language: its translations, and by them the words of templates without values in them, each
    found once."""

    def __init__(self, translations: NullTranslations) -> None:
        super().__init__()
        self.translations = translations

    def __missing__(self, word: str) -> Markup:
        said: str = self.translations.ugettext(word)
        self[word] = Markup(said.replace("%%", "%"))  # noqa: S704 - it is ours
        return self[word]


def init_app(app: Flask) -> None:
    """Let templates find their words quickly."""
    app.extensions["spoken"] = {}
    environment: Any = app.jinja_env  # with what the extension gave it
    environment.install_gettext_callables(
        gettext=gettext,
        ngettext=_ngettext,
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
    said: str = spoken().translations.ugettext(word)
    return said % values if values else said


def _ngettext(one: str, many: str, number: int) -> str:
    said: str = spoken().translations.ungettext(one, many, number)
    return said


def chosen() -> str | None:
    """What was to be spoken; None is the product's own language."""
    code: str | None = getattr(_here(), "language", None)
    return code


def tag() -> str:
    """The language of the page for its `lang` (BCP 47)."""
    return str(get_locale() or "en").replace("_", "-")


def _choose(code: str | None) -> None:
    here = g._get_current_object()
    here.language = code
    here.pop("spoken", None)
    if "_flask_babel" in here:  # what Flask-Babel has found for the one before
        refresh()


@pass_eval_context
def _said(context: EvalContext, word: str, **values: object) -> str:
    """The word as it is spoken. As in all of Jinja's, `%` is written twice."""
    said: str = spoken().translations.ugettext(word)
    return (Markup(said) if context.autoescape else said) % values  # noqa: S704 - it is ours


def spoken() -> Spoken:
    """What is spoken now."""
    # Flask-Babel looks for it at each word, which took a sixth of the time to draw; and to find a
    # language's words anew takes as long as to draw a small part of a page.
    here = _here()
    spoken: Spoken | None = getattr(here, "spoken", None)
    if spoken is not None:
        return spoken
    known: dict[str | None, Spoken] = current_app.extensions["spoken"] if here else {}
    code = chosen()
    found = known.get(code)
    if found is None:
        found = Spoken(get_translations())
        if code:
            known[code] = found
    if here:
        here.spoken = found
    return found


def _here() -> _AppCtxGlobals | None:
    """What Flask calls g, if there is any. By its name each look at it takes eight calls."""
    try:
        here: _AppCtxGlobals = g._get_current_object()
    except RuntimeError:
        return None
    return here
