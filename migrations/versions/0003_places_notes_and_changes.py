"""places within the line, notes, and changes that can be undone"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customer", sa.Column("place", sa.Numeric(), nullable=True))
    op.execute("UPDATE customer SET place = number")
    op.alter_column("customer", "place", nullable=False)
    op.add_column("customer", sa.Column("note", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["store.id"], name=op.f("fk_change_store_id_store"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index(op.f("ix_change_store_id"), "change", ["store_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_change_store_id"), table_name="change")
    op.drop_table("change")
    op.drop_column("customer", "note")
    op.drop_column("customer", "place")
