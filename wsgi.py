"""The WSGI application, for gunicorn and for `flask`."""

import os
import sys

from app import create_app
from app.settings import Settings, SettingsError
from app.telemetry import logs

try:
    settings = Settings.from_environ(os.environ)
except SettingsError as error:
    sys.exit(str(error))
logs.configure(settings.log_format)
app = create_app(settings)
