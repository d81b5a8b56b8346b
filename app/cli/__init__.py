"""Commands for the operator: `flask --app wsgi …`."""

import click
from flask import Flask

from app import clock, database
from app.cli.check import check, mail_test, version
from app.cli.errors import plainly
from app.cli.reports import reports
from app.cli.restored import restored
from app.demo import command
from app.jobs import closing
from app.mail.workers import Workers
from app.models import OutgoingMail


def init_app(app: Flask) -> None:
    """Add the commands."""
    for command_ in (reports, check, mail_test, version, restored):
        app.cli.add_command(command_)

    @app.cli.command("close-due")
    @plainly
    def close_due() -> None:
        """Close every store whose time is over, and write the reports."""
        worked = closing.close_due(app.config["SETTINGS"], clock.now())
        click.echo("Closed what was due." if worked else "No store is due.")

    @app.cli.command("deliver")
    @plainly
    def deliver() -> None:
        """Hand every mail that is due to the mail server."""
        due = OutgoingMail.due(clock.now())
        # The workers need connections, of which there may be but one.
        database.let_go()
        workers = Workers.of(app)
        workers.start(due)
        workers.wait()
        click.echo("Tried every mail that was due." if due else "No mail is due.")

    @app.cli.command("demo")
    @click.option("--yes", is_flag=True, help="Even where this looks like a real deployment.")
    @click.option(
        "--speed",
        type=click.FloatRange(1, 1000),
        default=12.0,
        show_default=True,
        help="How much faster than in life things happen.",
    )
    @click.option(
        "--day",
        type=click.IntRange(0, 20_000),
        default=0,
        help="How many more have come and gone already today.",
    )
    def demo(*, yes: bool, speed: float, day: int) -> None:
        """Open a store with made-up customers and keep its line moving until Ctrl-C."""
        command.run(app, speed, day, certain=yes)
