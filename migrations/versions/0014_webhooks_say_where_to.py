"""webhooks say where a customer is to go, how often they were called, and what they answered"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_UTC = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"

_WHERE_TO = """,
                   'counter', COALESCE(NULLIF(NEW.counter, ''), queue.counter),
                   'calls', NEW.calls,
                   'answer', NEW.answer"""


def _tell(more: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION tell_webhooks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    happened text;
    happened_at timestamptz;
BEGIN
    -- Most stores have none: to see that is all that their changes cost.
    IF NOT EXISTS (SELECT FROM webhook WHERE store_id = NEW.store_id) THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        happened := 'customer.joined';
        happened_at := NEW.joined_at;
    ELSIF NEW.state = 'called' THEN
        IF NEW.called_at <= OLD.called_at THEN
            RETURN NULL;
        END IF;
        happened := CASE OLD.state WHEN 'called' THEN 'customer.called_again'
                    ELSE 'customer.called' END;
        happened_at := COALESCE(NEW.called_at, now());
    ELSIF NEW.state IN ('left', 'no_show', 'served') AND NEW.state <> OLD.state THEN
        happened := 'customer.' || NEW.state;
        happened_at := COALESCE(NEW.ended_at, now());
    ELSE
        RETURN NULL;
    END IF;
    -- Whatever somebody does to the rows by hand: nothing fails for what is told of it.
    happened_at := COALESCE(happened_at, now());
    INSERT INTO webhook_delivery (
        id, store_id, webhook_id, url, event, made_at, next_attempt_at, body
    )
    SELECT gen_random_uuid(), NEW.store_id, webhook.id, url, happened, happened_at, happened_at,
           json_build_object(
               'type', happened,
               'timestamp', {_UTC.format("happened_at")},
               'data', json_build_object(
                   'id', NEW.id,
                   'store_id', NEW.store_id,
                   'queue_id', NEW.queue_id,
                   'queue_name', queue.name,
                   'ticket', letter || NEW.number,
                   'name', NEW.name,
                   'phone', NEW.phone,
                   'note', NEW.note,
                   'state', NEW.state,
                   'joined_via', NEW.joined_via,
                   'joined_at', {_UTC.format("NEW.joined_at")},
                   'called_at', {_UTC.format("NEW.called_at")},
                   'ended_at', {_UTC.format("NEW.ended_at")}{more}
               )
           )
    FROM webhook JOIN queue ON queue.id = NEW.queue_id
    WHERE webhook.store_id = NEW.store_id;
    RETURN NULL;
END
$$
"""  # noqa: S608 - made of our own words


def upgrade() -> None:
    op.execute(_tell(_WHERE_TO))


def downgrade() -> None:
    op.execute(_tell(""))
