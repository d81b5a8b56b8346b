"""totals of those who are out of the line, kept by the database; how many a party is"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

IN_LINE = "state IN ('waiting', 'called')"
DONE = "state NOT IN ('waiting', 'called')"

# Whoever is served or missed without a call was called at the end: as `app.figures.waits` has it.
COUNT = """
CREATE FUNCTION count_done(one customer, by integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    called timestamptz := COALESCE(
        one.called_at, CASE WHEN one.state IN ('served', 'no_show') THEN one.ended_at END
    );
    minutes float8 := greatest(extract(epoch FROM called - one.joined_at)::float8 / 60, 0);
    told smallint := CASE
        WHEN one.told_low IS NULL OR one.first_called_at IS NULL THEN 2
        WHEN floor(extract(epoch FROM one.first_called_at - one.joined_at) / 60 + 0.5)
            < one.told_low THEN -1
        WHEN floor(extract(epoch FROM one.first_called_at - one.joined_at) / 60 + 0.5)
            > one.told_high THEN 1
        ELSE 0
    END;
    called_in integer;
    now_at bigint := (SELECT version FROM store WHERE id = one.store_id);
BEGIN
    INSERT INTO total AS kept (store_id, queue_id, state, joined_via, surprise, people, changes)
    VALUES (one.store_id, one.queue_id, one.state, one.joined_via, told, by, 1)
    ON CONFLICT (queue_id, state, joined_via, surprise)
    DO UPDATE SET people = kept.people + by, changes = kept.changes + 1;

    INSERT INTO quarter AS kept (store_id, nth, joined, waits, version)
    VALUES (one.store_id, floor(extract(epoch FROM one.joined_at) / 900), by, '{}', now_at)
    ON CONFLICT ON CONSTRAINT pk_quarter
    DO UPDATE SET joined = kept.joined + by, version = now_at;

    IF called IS NULL THEN
        RETURN;
    END IF;
    called_in := floor(extract(epoch FROM called) / 900);
    IF by > 0 THEN
        INSERT INTO quarter AS kept (store_id, nth, joined, waits, version)
        VALUES (one.store_id, called_in, 0, ARRAY[minutes], now_at)
        ON CONFLICT ON CONSTRAINT pk_quarter
        DO UPDATE SET waits = kept.waits || minutes, version = now_at;
    ELSE
        UPDATE quarter AS kept
        SET waits = waits[1 : array_position(waits, minutes) - 1]
            || waits[array_position(waits, minutes) + 1 : cardinality(waits)],
            version = now_at
        WHERE kept.store_id = one.store_id AND kept.nth = called_in AND minutes = ANY (waits);
    END IF;
END
$$
"""
KEEP = """
CREATE FUNCTION keep_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state NOT IN ('waiting', 'called') THEN
        PERFORM count_done(OLD, -1);
    END IF;
    IF NEW.state NOT IN ('waiting', 'called') THEN
        PERFORM count_done(NEW, 1);
    END IF;
    RETURN NULL;
END
$$
"""
# No word of those who are deleted: only a closing deletes anybody out of the line, and all with it.
TRIGGERS = f"""
CREATE TRIGGER keep_totals_of_new AFTER INSERT ON customer
    FOR EACH ROW WHEN (NEW.{DONE}) EXECUTE FUNCTION keep_totals();
CREATE TRIGGER keep_totals AFTER UPDATE ON customer
    FOR EACH ROW WHEN (OLD.{DONE} OR NEW.{DONE}) EXECUTE FUNCTION keep_totals();
"""
SO_FAR = f"""
DO $$
DECLARE one customer;
BEGIN
    FOR one IN SELECT * FROM customer WHERE {DONE} LOOP
        PERFORM count_done(one, 1);
    END LOOP;
END
$$
"""  # noqa: S608


def upgrade() -> None:
    op.create_table(
        "total",
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("joined_via", sa.Text(), nullable=False),
        sa.Column("surprise", sa.SmallInteger(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_total_store_id_store"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "queue_id", "state", "joined_via", "surprise", name=op.f("pk_total")
        ),
    )
    op.create_index(op.f("ix_total_store_id"), "total", ["store_id"], unique=False)
    op.create_table(
        "quarter",
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.Column("waits", sa.ARRAY(sa.Double()), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_quarter_store_id_store"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("store_id", "nth", name=op.f("pk_quarter")),
    )
    op.add_column("party", sa.Column("people", sa.SmallInteger(), nullable=True))
    op.execute(
        "UPDATE party SET people = (SELECT count(*) FROM customer WHERE party_id = party.id)"
    )
    op.create_index(
        "ix_customer_in_line", "customer", ["store_id"], postgresql_where=sa.text(IN_LINE)
    )
    op.create_index(
        "ix_customer_done", "customer", ["queue_id", "ended_at"], postgresql_where=sa.text(DONE)
    )
    for statement in (COUNT, KEEP, TRIGGERS, SO_FAR):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TRIGGER keep_totals ON customer")
    op.execute("DROP TRIGGER keep_totals_of_new ON customer")
    op.execute("DROP FUNCTION keep_totals")
    op.execute("DROP FUNCTION count_done")
    op.drop_index("ix_customer_done", table_name="customer")
    op.drop_index("ix_customer_in_line", table_name="customer")
    op.drop_column("party", "people")
    op.drop_table("quarter")
    op.drop_index(op.f("ix_total_store_id"), table_name="total")
    op.drop_table("total")
