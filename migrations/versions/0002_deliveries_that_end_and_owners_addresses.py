"""deliveries that end, and owners' addresses that are confirmed or refused"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outgoing_mail", sa.Column("html", sa.Text(), nullable=True))
    op.alter_column("outgoing_mail", "next_attempt_at", nullable=True)
    for name in ("email_confirmed_at", "email_refused_at", "reminded_at"):
        op.add_column("store", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("reminded_at", "email_refused_at", "email_confirmed_at"):
        op.drop_column("store", name)
    # Before, every mail was tried until it was accepted.
    op.execute("UPDATE outgoing_mail SET next_attempt_at = now() WHERE next_attempt_at IS NULL")
    op.alter_column("outgoing_mail", "next_attempt_at", nullable=False)
    op.drop_column("outgoing_mail", "html")
