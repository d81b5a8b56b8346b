"""Settings, starting, the private database, migrations, the demo."""
