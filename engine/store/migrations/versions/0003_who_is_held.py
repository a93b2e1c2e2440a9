"""Whether a run is held by a pause: a column with its index, so that a resume finds whom it wakes

Run it while no other process of Waymark runs: a worker of the version before would hold runs without
saying so here. Locks: on PostgreSQL the table `run`, for as long as the runs of paused journeys are
read; those that writers of the version before held are marked.
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('held', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.execute(r"""UPDATE run SET held = true WHERE state = 'active' AND body LIKE '%"held"\:true%'""")
    with op.batch_alter_table('run', schema=None) as batch_op:
        batch_op.create_index('ix_run_held', ['journey_id', 'shard'], unique=False, postgresql_where=sa.text('held'), sqlite_where=sa.text('held'))


def downgrade() -> None:
    with op.batch_alter_table('run', schema=None) as batch_op:
        batch_op.drop_index('ix_run_held', postgresql_where=sa.text('held'), sqlite_where=sa.text('held'))
    with op.batch_alter_table('run', schema=None) as batch_op:
        batch_op.drop_column('held')
