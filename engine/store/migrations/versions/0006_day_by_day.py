"""What a workspace comes to from day to day: counters that the shard step adds up

Locks: none that anybody waits for; a new table. Counting begins with the first step of this
version: days before it stay without counts.
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('daily_count',
    sa.Column('shard', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('day', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('count', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('shard', 'workspace_id', 'day', 'name', name=op.f('pk_daily_count')),
    postgresql_with={'fillfactor': '50'}
    )


def downgrade() -> None:
    op.drop_table('daily_count')
