"""webhooks, and the trigger that tells them what customers do

The trigger is the one place through which every change of a customer goes, whatever verb makes it
and in whatever process, and it writes in the transaction of the change: what is told has happened,
and what has happened is told. Where no webhook is, it costs one look into an index.

A call is told if it is a later one than before, so that to take something back calls nobody.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_UTC = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"

_TELL = f"""
CREATE FUNCTION tell_webhooks() RETURNS trigger LANGUAGE plpgsql AS $$
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
                   'ended_at', {_UTC.format("NEW.ended_at")}
               )
           )
    FROM webhook JOIN queue ON queue.id = NEW.queue_id
    WHERE webhook.store_id = NEW.store_id;
    RETURN NULL;
END
$$
"""  # noqa: S608 - made of our own words
_ON_JOIN = """
CREATE TRIGGER tell_of_joining AFTER INSERT ON customer
FOR EACH ROW EXECUTE FUNCTION tell_webhooks()
"""
_ON_CHANGE = """
CREATE TRIGGER tell_of_change AFTER UPDATE ON customer FOR EACH ROW
WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.called_at IS DISTINCT FROM NEW.called_at)
EXECUTE FUNCTION tell_webhooks()
"""


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name="fk_webhook_store_id_store", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_webhook_store_id", "webhook", ["store_id"])
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("store_id", sa.Uuid(), nullable=True),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False, server_default=""),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"],
            ["store.id"],
            name="fk_webhook_delivery_store_id_store",
            ondelete="CASCADE",
        ),
    )
    for column in ("store_id", "webhook_id", "next_attempt_at"):
        op.create_index(f"ix_webhook_delivery_{column}", "webhook_delivery", [column])
    for statement in (_TELL, _ON_JOIN, _ON_CHANGE):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TRIGGER tell_of_change ON customer")
    op.execute("DROP TRIGGER tell_of_joining ON customer")
    op.execute("DROP FUNCTION tell_webhooks()")
    op.drop_table("webhook_delivery")
    op.drop_table("webhook")
