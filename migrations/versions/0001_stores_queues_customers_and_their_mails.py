"""stores, queues, customers and their mails"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "store",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("session_key", sa.Text(), nullable=False),
        sa.Column("board_token", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store")),
        sa.UniqueConstraint("board_token", name=op.f("uq_store_board_token")),
        sa.UniqueConstraint("session_key", name=op.f("uq_store_session_key")),
    )
    op.create_index(op.f("ix_store_closes_at"), "store", ["closes_at"], unique=False)
    op.create_index("uq_store_email", "store", [sa.literal_column("lower(email)")], unique=True)
    op.create_table(
        "ended_session",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"],
            ["store.id"],
            name=op.f("fk_ended_session_store_id_store"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ended_session")),
    )
    op.create_index(op.f("ix_ended_session_store_id"), "ended_session", ["store_id"], unique=False)
    op.create_table(
        "join_code",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by", sa.Text(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passes", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_join_code_store_id_store"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_join_code")),
    )
    op.create_index(op.f("ix_join_code_store_id"), "join_code", ["store_id"], unique=False)
    op.create_index(
        "uq_join_code_shown",
        "join_code",
        ["store_id"],
        unique=True,
        postgresql_where="replaced_by IS NULL",
    )
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attachment", sa.LargeBinary(), nullable=True),
        sa.Column("attachment_name", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"],
            ["store.id"],
            name=op.f("fk_outgoing_mail_store_id_store"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
    )
    op.create_index(
        op.f("ix_outgoing_mail_next_attempt_at"), "outgoing_mail", ["next_attempt_at"], unique=False
    )
    op.create_index(op.f("ix_outgoing_mail_store_id"), "outgoing_mail", ["store_id"], unique=False)
    op.create_table(
        "party",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_party_store_id_store"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("token", name=op.f("uq_party_token")),
    )
    op.create_index(op.f("ix_party_store_id"), "party", ["store_id"], unique=False)
    op.create_table(
        "pass",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("party_token", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_pass_store_id_store"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_pass")),
    )
    op.create_index(op.f("ix_pass_store_id"), "pass", ["store_id"], unique=False)
    op.create_table(
        "queue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_queue_store_id_store"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue")),
        sa.UniqueConstraint("store_id", "name", name=op.f("uq_queue_store_id")),
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("joined_via", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'called', 'served', 'no_show', 'left', 'removed')",
            name=op.f("ck_customer_state"),
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_customer_party_id_party"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["queue_id"], ["queue.id"], name=op.f("fk_customer_queue_id_queue"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("queue_id", "number", name=op.f("uq_customer_queue_id")),
    )
    op.create_index(op.f("ix_customer_party_id"), "customer", ["party_id"], unique=False)
    op.create_index(op.f("ix_customer_store_id"), "customer", ["store_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_customer_store_id"), table_name="customer")
    op.drop_index(op.f("ix_customer_party_id"), table_name="customer")
    op.drop_table("customer")
    op.drop_table("queue")
    op.drop_index(op.f("ix_pass_store_id"), table_name="pass")
    op.drop_table("pass")
    op.drop_index(op.f("ix_party_store_id"), table_name="party")
    op.drop_table("party")
    op.drop_index(op.f("ix_outgoing_mail_store_id"), table_name="outgoing_mail")
    op.drop_index(op.f("ix_outgoing_mail_next_attempt_at"), table_name="outgoing_mail")
    op.drop_table("outgoing_mail")
    op.drop_index(
        "uq_join_code_shown", table_name="join_code", postgresql_where="replaced_by IS NULL"
    )
    op.drop_index(op.f("ix_join_code_store_id"), table_name="join_code")
    op.drop_table("join_code")
    op.drop_index("uq_store_email", table_name="store")
    op.drop_index(op.f("ix_store_closes_at"), table_name="store")
    op.drop_index(op.f("ix_ended_session_store_id"), table_name="ended_session")
    op.drop_table("ended_session")
    op.drop_table("store")
