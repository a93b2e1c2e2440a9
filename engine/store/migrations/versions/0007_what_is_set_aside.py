"""An index of what is in quarantine, by workspace

Locks: on PostgreSQL writers of the table `quarantine` wait while its rows are read once.
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('quarantine', schema=None) as batch_op:
        batch_op.create_index('ix_quarantine_open', ['workspace_id'], unique=False, postgresql_where=sa.text('replayed_at IS NULL'), sqlite_where=sa.text('replayed_at IS NULL'))


def downgrade() -> None:
    with op.batch_alter_table('quarantine', schema=None) as batch_op:
        batch_op.drop_index('ix_quarantine_open', postgresql_where=sa.text('replayed_at IS NULL'), sqlite_where=sa.text('replayed_at IS NULL'))
