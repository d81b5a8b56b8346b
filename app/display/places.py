"""Where somebody stands in line, in words."""

from app.display.languages import gettext as _


def standing(ahead: int) -> str:
    """Where somebody stands, as short as a tab's title."""
    return str(_("%(people)s ahead", people=ahead) if ahead else _("You're next"))
