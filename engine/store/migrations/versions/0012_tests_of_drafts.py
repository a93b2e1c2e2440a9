"""A test push may say what is written and not yet saved: it goes with its message

Locks: `message`, for as long as a column without a value is added.
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: SQLite would make the table anew.
    op.add_column('message', sa.Column('trial', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('message', 'trial')
