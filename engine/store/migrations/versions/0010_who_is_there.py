"""Who has a journey open in the console: a table of its own, a row for each member at each journey

Locks: none that anybody waits for.
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'presence',
        sa.Column('journey_id', sa.Text(), nullable=False),
        sa.Column('member_id', sa.Text(), nullable=False),
        sa.Column('workspace_id', sa.Text(), nullable=False),
        sa.Column('seen_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['journey_id'], ['journey.id'], name=op.f('fk_presence_journey_id')),
        sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_presence_workspace_id')),
        sa.PrimaryKeyConstraint('journey_id', 'member_id', name=op.f('pk_presence')),
    )
    with op.batch_alter_table('presence', schema=None) as batch_op:
        batch_op.create_index('ix_presence_workspace_id', ['workspace_id', 'seen_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('presence', schema=None) as batch_op:
        batch_op.drop_index('ix_presence_workspace_id')
    op.drop_table('presence')
