"""what customers were told of their wait, and wrong tries at finding a ticket"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customer", sa.Column("told_low", sa.Integer(), nullable=True))
    op.add_column("customer", sa.Column("told_high", sa.Integer(), nullable=True))
    op.add_column(
        "customer", sa.Column("first_called_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute("UPDATE customer SET first_called_at = called_at")
    op.create_table(
        "wrong_tries",
        sa.Column("store_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"],
            ["store.id"],
            name=op.f("fk_wrong_tries_store_id_store"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("store_id", "about", name=op.f("pk_wrong_tries")),
    )


def downgrade() -> None:
    op.drop_table("wrong_tries")
    op.drop_column("customer", "first_called_at")
    op.drop_column("customer", "told_high")
    op.drop_column("customer", "told_low")
