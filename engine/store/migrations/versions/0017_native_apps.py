"""Native apps: what a workspace sends to them with, and which version of an app a device runs

Locks: `device`, for as long as a column without a value is added.
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'push_service',
        sa.Column('workspace_id', sa.Text(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('shown', sa.Text(), nullable=False),
        sa.Column('sealed', sa.Text(), nullable=False),
        sa.Column('created_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_push_service_workspace_id')),
        sa.PrimaryKeyConstraint('workspace_id', 'kind', name=op.f('pk_push_service')),
    )
    # Not in a batch: SQLite would make the table anew.
    op.add_column('device', sa.Column('app_version', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('device', 'app_version')
    op.drop_table('push_service')
