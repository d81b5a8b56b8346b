"""counters, how often somebody was called, what they answer, and TVs that ask for their board"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("queue", sa.Column("counter", sa.Text(), server_default="", nullable=False))
    op.add_column("customer", sa.Column("counter", sa.Text(), server_default="", nullable=False))
    op.add_column("customer", sa.Column("calls", sa.Integer(), server_default="0", nullable=False))
    op.add_column("customer", sa.Column("answer", sa.Text(), server_default="", nullable=False))
    # Whoever was called before it was counted was called once, as far as anybody knows.
    op.execute("UPDATE customer SET calls = 1 WHERE called_at IS NOT NULL")
    op.create_check_constraint(
        op.f("ck_customer_answer"), "customer", "answer IN ('', 'coming', 'not_now')"
    )
    op.create_table(
        "tv",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_tv_store_id_store"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tv")),
    )
    op.create_index(op.f("ix_tv_store_id"), "tv", ["store_id"])


def downgrade() -> None:
    op.drop_table("tv")
    op.drop_constraint(op.f("ck_customer_answer"), "customer")
    for column in ("answer", "calls", "counter"):
        op.drop_column("customer", column)
    op.drop_column("queue", "counter")
