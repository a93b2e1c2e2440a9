"""Campaigns: one-off pushes to an audience, whose messages wait in a lane of their own

Locks: on PostgreSQL `message` while the index of what waits is made anew (it holds only what is pending), and
writers of `message`, `send` and `profile` while each of the new indexes is built.
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0013'
branch_labels = None
depends_on = None

PENDING = "state = 'pending'"
OF_JOURNEYS = "state = 'pending' AND campaign_id IS NULL"
OF_CAMPAIGNS = "state = 'pending' AND campaign_id IS NOT NULL"
OF_ONE = 'campaign_id IS NOT NULL'


def upgrade() -> None:
    op.create_table(
        'campaign',
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('workspace_id', sa.Text(), nullable=False),
        sa.Column('document', sa.Text(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.Column('active', sa.Boolean(), server_default=sa.text('false'), nullable=False),
        sa.Column('version', sa.BigInteger(), server_default=sa.text('1'), nullable=False),
        sa.Column('created_at', sa.BigInteger(), nullable=False),
        sa.Column('updated_at', sa.BigInteger(), nullable=False),
        sa.Column('start_at', sa.BigInteger(), nullable=True),
        sa.Column('sent_at', sa.BigInteger(), nullable=True),
        sa.Column('ended_at', sa.BigInteger(), nullable=True),
        sa.Column('sent_by', sa.Text(), nullable=True),
        sa.Column('audience', sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_campaign_workspace_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign')),
    )
    op.create_index('ix_campaign_workspace_id', 'campaign', ['workspace_id', 'created_at', 'id'])
    _partial('ix_campaign_active', 'campaign', ['id'], 'active')
    op.create_table(
        'campaign_progress',
        sa.Column('campaign_id', sa.Text(), nullable=False),
        sa.Column('pass_at', sa.BigInteger(), nullable=False),
        sa.Column('shard', sa.Integer(), nullable=False),
        sa.Column('after', sa.BigInteger(), nullable=False),
        sa.Column('next_at', sa.BigInteger(), nullable=True),
        sa.Column('paced_at', sa.BigInteger(), nullable=False),
        sa.Column('people', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
        sa.Column('devices', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
        sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_campaign_progress_campaign_id')),
        sa.PrimaryKeyConstraint('campaign_id', name=op.f('pk_campaign_progress')),
        postgresql_with={'fillfactor': '50'},
    )
    # Not in a batch: SQLite would make the tables anew.
    op.add_column('message', sa.Column('campaign_id', sa.Text(), nullable=True))
    op.add_column('send', sa.Column('campaign_id', sa.Text(), nullable=True))
    op.create_index('ix_profile_workspace_id_shard', 'profile', ['workspace_id', 'shard', 'person_id'])
    op.drop_index('ix_message_pending', 'message')
    _partial('ix_message_pending', 'message', ['due_at', 'shard', 'id'], OF_JOURNEYS)
    _partial('ix_message_campaign_pending', 'message', ['campaign_id', 'due_at', 'shard', 'id'], OF_CAMPAIGNS)
    _partial('ix_message_campaign_id', 'message', ['campaign_id', 'person_id'], OF_ONE)
    _partial('ix_send_campaign_id', 'send', ['campaign_id', 'message_id', 'device_id'], OF_ONE)


def downgrade() -> None:
    op.drop_index('ix_send_campaign_id', 'send')
    for name in ('ix_message_campaign_id', 'ix_message_campaign_pending', 'ix_message_pending'):
        op.drop_index(name, 'message')
    _partial('ix_message_pending', 'message', ['due_at', 'shard', 'id'], PENDING)
    op.drop_index('ix_profile_workspace_id_shard', 'profile')
    op.drop_column('send', 'campaign_id')
    op.drop_column('message', 'campaign_id')
    op.drop_table('campaign_progress')
    op.drop_table('campaign')


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, postgresql_where=sa.text(where), sqlite_where=sa.text(where))
