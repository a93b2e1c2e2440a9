"""What the console's settings show and do: which sites are heard, when a key was last used, a reset of messages,
the last webhook calls

Locks: `api_key` and `workspace`, for as long as a column without a value is added to each; on PostgreSQL
writers of `webhook_call` wait while its index is built.
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'sighting',
        sa.Column('workspace_id', sa.Text(), nullable=False),
        sa.Column('origin', sa.Text(), nullable=False),
        sa.Column('first_at', sa.BigInteger(), nullable=False),
        sa.Column('last_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_sighting_workspace_id')),
        sa.PrimaryKeyConstraint('workspace_id', 'origin', name=op.f('pk_sighting')),
    )
    # Not in a batch: SQLite would make the table anew, and others refer to it.
    op.add_column('api_key', sa.Column('last_used_at', sa.BigInteger(), nullable=True))
    op.add_column('workspace', sa.Column('messages_reset_at', sa.BigInteger(), server_default=sa.text('0'), nullable=False))
    with op.batch_alter_table('webhook_call', schema=None) as batch_op:
        batch_op.create_index('ix_webhook_call_workspace_id', ['workspace_id', 'created_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('webhook_call', schema=None) as batch_op:
        batch_op.drop_index('ix_webhook_call_workspace_id')
    op.drop_column('workspace', 'messages_reset_at')
    op.drop_column('api_key', 'last_used_at')
    op.drop_table('sighting')
