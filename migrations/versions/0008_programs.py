"""programs that an owner lets in"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "program",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "store_id",
            sa.Uuid(),
            sa.ForeignKey("store.id", name="fk_program_store_id_store", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("scope IN ('read', 'work')", name="scope"),
        sa.UniqueConstraint("token_hash", name="uq_program_token_hash"),
    )
    op.create_index("ix_program_store_id", "program", ["store_id"])


def downgrade() -> None:
    op.drop_table("program")
