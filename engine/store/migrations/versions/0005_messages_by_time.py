"""An index of a workspace's messages by their time, so that all of them can be listed

Locks: on PostgreSQL writers of the table `message` wait while its rows are read once.
"""

from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index('ix_message_workspace_id', ['workspace_id', 'created_at', 'id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_workspace_id')
