"""When the clock starts journeys next, and an index by which people of one time zone are found

Locks: `profile`, while its index is made: on PostgreSQL steps wait, reading goes on.
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'schedule',
        sa.Column('journey_id', sa.Text(), nullable=False),
        sa.Column('node', sa.Text(), nullable=False),
        sa.Column('zone', sa.Text(), nullable=False),
        sa.Column('workspace_id', sa.Text(), nullable=False),
        sa.Column('spec', sa.Text(), nullable=False),
        sa.Column('slot', sa.Text(), nullable=True),
        sa.Column('due_at', sa.BigInteger(), nullable=True),
        sa.Column('done', sa.Text(), nullable=False),
        sa.Column('after', sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(['journey_id'], ['journey.id'], name=op.f('fk_schedule_journey_id')),
        sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_schedule_workspace_id')),
        sa.PrimaryKeyConstraint('journey_id', 'node', 'zone', name=op.f('pk_schedule')),
    )
    op.create_table(
        'scheduled',
        sa.Column('journey_id', sa.Text(), nullable=False),
        sa.Column('node', sa.Text(), nullable=False),
        sa.Column('slot', sa.Text(), nullable=False),
        sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('journey_id', 'node', 'slot', 'person_id', name=op.f('pk_scheduled')),
    )
    condition = sa.text('due_at IS NOT NULL')
    op.create_index(
        'ix_schedule_due_at', 'schedule', ['due_at'], unique=False,
        postgresql_where=condition, sqlite_where=condition,
    )
    op.create_index(
        'ix_profile_workspace_id_timezone', 'profile',
        ['workspace_id', 'timezone', 'person_id'], unique=False,
    )


def downgrade() -> None:
    op.drop_index('ix_profile_workspace_id_timezone', table_name='profile')
    op.drop_index('ix_schedule_due_at', table_name='schedule')
    op.drop_table('scheduled')
    op.drop_table('schedule')
