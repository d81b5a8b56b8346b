"""What surrounds the application in gunicorn's processes; gunicorn.conf.py hooks it in."""
