"""Commands for the operator: `flask --app wsgi …`."""

import click
from flask import Flask

from app import clock, mail
from app.demo import command
from app.jobs import closing, delivery


def init_app(app: Flask) -> None:
    """Add the commands."""

    @app.cli.command("close-due")
    def close_due() -> None:
        """Close every store whose time is over, and write the reports."""
        worked = closing.close_due(app.config["SETTINGS"], clock.now())
        click.echo("Closed what was due." if worked else "No store is due.")

    @app.cli.command("deliver")
    def deliver() -> None:
        """Hand every mail that is due to the mail server."""
        settings = app.config["SETTINGS"]
        worked = delivery.deliver_due(mail.sender(settings), settings.mail_from, clock.now)
        click.echo("Tried every mail that was due." if worked else "No mail is due.")

    @app.cli.command("demo")
    @click.option("--yes", is_flag=True, help="Even where this looks like a real deployment.")
    def demo(*, yes: bool) -> None:
        """Open a store with made-up customers and keep its line moving until Ctrl-C."""
        command.run(app, certain=yes)
