"""Hand over what is on its way; what was not accepted waits and goes again."""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from uuid import UUID

from standardwebhooks import Webhook as Signature

from app.extensions import db
from app.models import WebhookDelivery
from app.security import tokens
from app.webhooks.sending import Sender, Unanswered

log = logging.getLogger(__name__)

_WANTS_NO_MORE = 410
_USER_AGENT = "Queue-System/1"


class Busy:
    """The webhooks that are talked to in this process, each by one worker."""

    def __init__(self) -> None:
        self._ids: set[UUID] = set()
        self._lock = Lock()

    def claim(self, now: datetime) -> WebhookDelivery | None:
        """The next message of a webhook that nobody talks to; commits."""
        with self._lock:
            claimed = WebhookDelivery.claim(now, self._ids)
            db.session.commit()
            if claimed is not None:
                self._ids.add(claimed.webhook_id)
            return claimed

    def free(self, webhook_id: UUID) -> None:
        """Nobody talks to it any more."""
        with self._lock:
            self._ids.discard(webhook_id)


def deliver_one(sender: Sender, secret_key: str, clock: Callable[[], datetime], busy: Busy) -> bool:
    """Send one message and note what became of it. False if none is due.

    No transaction is open while the receiver is talked to.
    """
    delivery = busy.claim(clock())
    if delivery is None:
        return False
    try:
        _send(delivery, sender, secret_key, clock())
        db.session.commit()
    finally:
        busy.free(delivery.webhook_id)
    return True


def _send(delivery: WebhookDelivery, sender: Sender, secret_key: str, now: datetime) -> None:
    body = delivery.body
    try:
        status = sender.post(delivery.url, signed(delivery, secret_key, now), body.encode())
    except Unanswered as error:
        log.warning("delivery %s (%s): %s", delivery.id, delivery.event, error)
        delivery.retry_later(now, str(error), silent=True)
        return
    if 200 <= status < 300 or status == _WANTS_NO_MORE:
        delivery.finished(str(status))
        return
    log.warning("delivery %s (%s) was answered %s", delivery.id, delivery.event, status)
    delivery.retry_later(now, str(status), silent=False)


def signed(delivery: WebhookDelivery, secret_key: str, now: datetime) -> dict[str, str]:
    """The headers of the Standard Webhooks; the id stays the same however often it is sent."""
    secret = tokens.webhook_secret(secret_key, delivery.webhook_id.hex)
    id_ = f"msg_{delivery.id.hex}"
    return {
        "Content-Type": "application/json",
        "User-Agent": _USER_AGENT,
        "webhook-id": id_,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Signature(secret).sign(id_, now, delivery.body),
    }
