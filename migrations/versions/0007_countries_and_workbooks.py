"""the country of a store's phone numbers, and reports that are workbooks too"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("store", sa.Column("country", sa.Text, nullable=False, server_default=""))
    op.add_column("outgoing_mail", sa.Column("workbook", sa.LargeBinary, nullable=True))


def downgrade() -> None:
    op.drop_column("outgoing_mail", "workbook")
    op.drop_column("store", "country")
