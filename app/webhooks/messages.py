"""What a store's webhooks are told of the store itself; of its customers the database tells."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from app.display.times import in_utc
from app.models import Store, Webhook, WebhookDelivery
from app.models.webhook_delivery import Event
from app.report.rows import ReportRow
from app.report.summary import summary_of


def closing(store: Store, now: datetime) -> None:
    """It closes by itself soon."""
    for webhook in Webhook.of_store(store.id):
        _write(store, webhook, Event.CLOSING, now, closes_at=store.closes_at)


def closed(store: Store, rows: Sequence[ReportRow], now: datetime) -> None:
    """It has closed: the day in figures, and no word of anybody. It outlives the store."""
    webhooks = Webhook.of_store(store.id)
    if not webhooks:
        return
    figures = summary_of(rows, store.timezone, [queue.name for queue in store.queues])
    for webhook in webhooks:
        said = {"closed_at": now, "figures": asdict(figures)}
        _write(store, webhook, Event.CLOSED, now, outlives=True, **said)


def test(store: Store, webhook: Webhook, now: datetime) -> None:
    """Only to see whether it arrives."""
    _write(store, webhook, Event.TEST, now)


def _write(
    store: Store,
    webhook: Webhook,
    event: Event,
    now: datetime,
    *,
    outlives: bool = False,
    **said: Any,
) -> None:
    about = {"store_id": store.id, "name": store.name, "opened_at": store.opened_at}
    message = {"type": event, "timestamp": now, "data": about | said}
    body = json.dumps(message, default=_plain, ensure_ascii=False)
    goes_with = None if outlives else store.id
    WebhookDelivery.write(
        webhook.id, webhook.url, event=event, body=body, store_id=goes_with, now=now
    )


def _plain(value: Any) -> str:
    return in_utc(value) if isinstance(value, datetime) else str(value)
