"""What a newcomer reads when the server is ready."""

from app.lan import lan_address
from app.settings import Settings


def text(settings: Settings) -> str:
    """Where to open it, how phones reach it, where the mails go, how to stop it."""
    lines = [("Open", settings.public_url or f"http://localhost:{settings.port}/")]
    address = lan_address()
    everywhere = settings.binds == (f"0.0.0.0:{settings.port}",)
    if settings.public_url is None and address and everywhere:
        lines.append(("Phones in this network", f"http://{address}:{settings.port}/"))
    if settings.smtp:
        lines.append(("Mails go to", f"{settings.smtp.host}:{settings.smtp.port}"))
    else:
        lines.append(("Mails go to", f"{settings.data_dir / 'outbox'} as .eml files"))
    width = max(len(name) for name, _ in lines)
    told = "\n".join(f"  {name:<{width}}  {value}" for name, value in lines)
    return f"\nQueue System is running.\n{told}\n  Ctrl-C stops everything.\n"
