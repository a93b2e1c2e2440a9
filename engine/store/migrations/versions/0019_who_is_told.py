"""Endpoints that are told what happens, and their calls beside those of journeys

Locks: `webhook_call`, for as long as columns with a constant are added; on PostgreSQL its writers
wait while three indexes are built, of which two are empty.
"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0017'
branch_labels = None
depends_on = None

OPEN = "state IN ('pending', 'claimed')"


def upgrade() -> None:
    op.create_table(
        'webhook_endpoint',
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('workspace_id', sa.Text(), nullable=False),
        sa.Column('url', sa.Text(), nullable=False),
        sa.Column('kinds', sa.Text(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('off_reason', sa.Text(), nullable=True),
        sa.Column('sealed', sa.Text(), nullable=False),
        sa.Column('earlier', sa.Text(), nullable=True),
        sa.Column('earlier_until', sa.BigInteger(), nullable=True),
        sa.Column('failing_since', sa.BigInteger(), nullable=True),
        sa.Column('version', sa.BigInteger(), server_default=sa.text('1'), nullable=False),
        sa.Column('created_at', sa.BigInteger(), nullable=False),
        sa.Column('updated_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_webhook_endpoint_workspace_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_endpoint')),
    )
    op.create_index('ix_webhook_endpoint_workspace_id', 'webhook_endpoint', ['workspace_id'])
    # Not in a batch: SQLite would make the table anew.
    op.add_column('webhook_call', sa.Column('endpoint_id', sa.Text(), nullable=True))
    op.add_column('webhook_call', sa.Column('kind', sa.Text(), nullable=True))
    op.add_column('webhook_call', sa.Column('resent', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    _index('ix_webhook_call_of_journeys', ['due_at'], f'{OPEN} AND endpoint_id IS NULL')
    _index('ix_webhook_call_of_endpoint', ['endpoint_id', 'due_at'], f'{OPEN} AND endpoint_id IS NOT NULL')
    _index('ix_webhook_call_told', ['endpoint_id', 'created_at', 'id'], 'endpoint_id IS NOT NULL')
    op.drop_index('ix_webhook_call_open', 'webhook_call')


def downgrade() -> None:
    _index('ix_webhook_call_open', ['due_at'], OPEN)
    for name in ('of_journeys', 'of_endpoint', 'told'):
        op.drop_index(f'ix_webhook_call_{name}', 'webhook_call')
    # Code of before would post them to journeys' receivers, in another form.
    op.execute('DELETE FROM webhook_call WHERE endpoint_id IS NOT NULL')
    for name in ('resent', 'kind', 'endpoint_id'):
        op.drop_column('webhook_call', name)
    op.drop_table('webhook_endpoint')


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, 'webhook_call', columns, postgresql_where=sa.text(where), sqlite_where=sa.text(where)
    )
