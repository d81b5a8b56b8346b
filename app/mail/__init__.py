"""All that is mailed: letters are written, delivered by workers, and handed over by SMTP."""
