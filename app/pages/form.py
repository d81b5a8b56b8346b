"""A page that is a form: shown empty, or again with what was typed and what is wrong with it."""

from flask import Flask, Response, make_response, render_template, request
from flask_login import current_user

from app.display import languages
from app.forms.fields import takes_focus
from app.web.request import config


def init_app(app: Flask) -> None:
    """Let templates ask which field takes the focus."""
    app.jinja_env.globals["takes_focus"] = takes_focus


def form_page(template: str, form: object, **more: object) -> Response:
    """The form; 422 if it was sent, since then something is wrong with it."""
    code = 422 if request.method == "POST" else 200
    page = render_template(template, form=form, settings=config(), **more)
    return make_response(page, code)


def speak_to_owner() -> None:
    """Nobody has to be signed in here, but owners read forms and their errors in one language."""
    if current_user.is_authenticated:
        languages.speak(current_user.language)
