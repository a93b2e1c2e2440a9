"""From which sites events arrive, and when last: what the console shows of an installation

Locks: none that anybody waits for; a new, empty table.
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
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


def downgrade() -> None:
    op.drop_table('sighting')
