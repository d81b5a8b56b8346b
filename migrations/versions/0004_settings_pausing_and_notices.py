"""settings, pausing and notices"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "store", sa.Column("paused", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("store", sa.Column("notice", sa.Text(), server_default="", nullable=False))
    op.add_column("store", sa.Column("language", sa.Text(), server_default="en", nullable=False))
    op.add_column(
        "store", sa.Column("phone_asked", sa.Text(), server_default="optional", nullable=False)
    )
    op.add_column(
        "store", sa.Column("board_shows", sa.Text(), server_default="numbers", nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_store_phone_asked"), "store", "phone_asked IN ('off', 'optional', 'required')"
    )
    op.create_check_constraint(
        op.f("ck_store_board_shows"),
        "store",
        "board_shows IN ('numbers', 'initials', 'first_names')",
    )
    op.add_column(
        "queue", sa.Column("paused", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("queue", sa.Column("most_waiting", sa.Integer(), nullable=True))
    op.add_column(
        "queue", sa.Column("minutes_guess", sa.Integer(), server_default="5", nullable=False)
    )
    op.add_column("queue", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(op.f("ck_queue_most_waiting"), "queue", "most_waiting > 0")
    op.create_check_constraint(op.f("ck_queue_minutes_guess"), "queue", "minutes_guess > 0")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_queue_minutes_guess"), "queue")
    op.drop_constraint(op.f("ck_queue_most_waiting"), "queue")
    for column in ("retired_at", "minutes_guess", "most_waiting", "paused"):
        op.drop_column("queue", column)
    op.drop_constraint(op.f("ck_store_board_shows"), "store")
    op.drop_constraint(op.f("ck_store_phone_asked"), "store")
    for column in ("board_shows", "phone_asked", "language", "notice", "paused"):
        op.drop_column("store", column)
