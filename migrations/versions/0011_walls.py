"""whose network took passes and joined, the store's own, and when too much came from one"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("pass", "party"):
        op.add_column(table, sa.Column("network", sa.Text, nullable=False, server_default=""))
    op.add_column("pass", sa.Column("code", sa.Text, nullable=False, server_default=""))
    op.create_index("ix_pass_store_id_network", "pass", ["store_id", "network", "created_at"])
    op.drop_index("ix_pass_store_id", "pass")
    for passes in ("fresh_passes", "home_passes"):
        op.add_column(
            "join_code", sa.Column(passes, sa.Integer, nullable=False, server_default="0")
        )
    op.add_column("store", sa.Column("home_network", sa.Text, nullable=False, server_default=""))
    op.add_column("store", sa.Column("crowded_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "store", sa.Column("board_framed", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column(
        "customer", sa.Column("postponed", sa.SmallInteger, nullable=False, server_default="0")
    )


def downgrade() -> None:
    op.drop_column("customer", "postponed")
    for column in ("board_framed", "crowded_at", "home_network"):
        op.drop_column("store", column)
    for passes in ("home_passes", "fresh_passes"):
        op.drop_column("join_code", passes)
    op.create_index("ix_pass_store_id", "pass", ["store_id"])
    op.drop_index("ix_pass_store_id_network", "pass")
    op.drop_column("pass", "code")
    for table in ("party", "pass"):
        op.drop_column(table, "network")
