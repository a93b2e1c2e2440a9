"""Who logs in: members apart from their workspaces, their sessions, links and second factors

Members of one e-mail become one: the oldest row stays, with its password, and belongs to all their
workspaces. Locks: on PostgreSQL the table `member`, which is small and which nothing read before.
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

OLD = sa.table('member', *map(sa.column, ('id', 'workspace_id', 'email', 'role', 'user_id', 'created_at')))
NEW = sa.table('membership', *map(sa.column, ('workspace_id', 'member_id', 'role', 'user_id', 'created_at', 'joined_at')))


def upgrade() -> None:
    joined = _made_one()
    with op.batch_alter_table('member', schema=None) as batch_op:
        batch_op.add_column(sa.Column('totp', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('totp_offered', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('totp_step', sa.BigInteger(), nullable=True))
        batch_op.alter_column('password', existing_type=sa.Text(), nullable=True)
        batch_op.drop_constraint('uq_member_workspace_id_email', type_='unique')
        batch_op.drop_constraint('fk_member_workspace_id', type_='foreignkey')
        batch_op.create_unique_constraint(batch_op.f('uq_member_email'), ['email'])
        batch_op.drop_column('workspace_id')
        batch_op.drop_column('role')
        batch_op.drop_column('user_id')
    _make_tables()
    op.bulk_insert(NEW, joined)


def _made_one() -> list[dict[str, object]]:
    """One row for each e-mail, in lower case; answers to which workspaces each belongs."""
    conn = op.get_bind()
    kept: dict[str, str] = {}
    joined: dict[tuple[str, str], dict[str, object]] = {}
    rows = conn.execute(sa.select(OLD).order_by(OLD.c.created_at, OLD.c.id)).mappings().all()
    for row in rows:
        id_ = kept.setdefault(row['email'].strip().lower(), row['id'])
        if id_ != row['id']:
            conn.execute(sa.delete(OLD).where(OLD.c.id == row['id']))
        at = row['created_at']
        joined.setdefault((row['workspace_id'], id_), {
            'workspace_id': row['workspace_id'], 'member_id': id_, 'role': row['role'],
            'user_id': row['user_id'], 'created_at': at, 'joined_at': at,
        })
    for email, id_ in kept.items():
        conn.execute(sa.update(OLD).where(OLD.c.id == id_).values(email=email))
    return list(joined.values())


def _make_tables() -> None:
    op.create_table('login_brake',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('failures', sa.BigInteger(), nullable=False),
    sa.Column('last_at', sa.BigInteger(), nullable=False),
    sa.Column('closed_until', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_brake'))
    )
    with op.batch_alter_table('login_brake', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_login_brake_last_at'), ['last_at'], unique=False)

    op.create_table('member_link',
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=True),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_member_link_member_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_member_link_workspace_id')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_member_link'))
    )
    with op.batch_alter_table('member_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_member_link_member_id'), ['member_id'], unique=False)

    op.create_table('member_session',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('browser', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_member_session_member_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_member_session_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member_session')),
    sa.UniqueConstraint('digest', name=op.f('uq_member_session_digest'))
    )
    with op.batch_alter_table('member_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_member_session_member_id'), ['member_id'], unique=False)

    op.create_table('membership',
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Text(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('joined_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_membership_member_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_membership_workspace_id')),
    sa.PrimaryKeyConstraint('workspace_id', 'member_id', name=op.f('pk_membership'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_member_id'), ['member_id'], unique=False)

    op.create_table('recovery_code',
    sa.Column('member_id', sa.Text(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_recovery_code_member_id')),
    sa.PrimaryKeyConstraint('member_id', 'digest', name=op.f('pk_recovery_code'))
    )


def downgrade() -> None:
    rows = _rows_of_before()
    op.drop_table('recovery_code')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_member_id'))

    op.drop_table('membership')
    with op.batch_alter_table('member_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_member_session_member_id'))

    op.drop_table('member_session')
    with op.batch_alter_table('member_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_member_link_member_id'))

    op.drop_table('member_link')
    with op.batch_alter_table('login_brake', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_login_brake_last_at'))

    op.drop_table('login_brake')

    op.get_bind().execute(sa.text('DELETE FROM member'))
    with op.batch_alter_table('member', schema=None) as batch_op:
        batch_op.add_column(sa.Column('workspace_id', sa.Text(), nullable=False))
        batch_op.add_column(sa.Column('role', sa.Text(), nullable=False))
        batch_op.add_column(sa.Column('user_id', sa.Text(), nullable=True))
        batch_op.drop_column('totp')
        batch_op.drop_column('totp_offered')
        batch_op.drop_column('totp_step')
        batch_op.alter_column('password', existing_type=sa.Text(), nullable=False)
        batch_op.drop_constraint('uq_member_email', type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_member_workspace_id_email'), ['workspace_id', 'email'])
        batch_op.create_foreign_key(batch_op.f('fk_member_workspace_id'), 'workspace', ['workspace_id'], ['id'])
    op.bulk_insert(sa.table('member', *map(sa.column, ('id', 'workspace_id', 'email', 'password', 'role', 'user_id', 'created_at'))), rows)


def _rows_of_before() -> list[dict[str, object]]:
    """A row for each member of each workspace; who never had a password is left out."""
    found = op.get_bind().execute(sa.text(
        'SELECT m.id, s.workspace_id, m.email, m.password, s.role, s.user_id, s.created_at'
        ' FROM member m JOIN membership s ON s.member_id = m.id'
        ' WHERE m.password IS NOT NULL AND s.joined_at IS NOT NULL'
        ' ORDER BY s.created_at, s.workspace_id'
    )).mappings().all()
    taken: set[str] = set()
    rows = [dict(row) for row in found]
    for row in rows:
        if row['id'] in taken:
            row['id'] = f"{row['id']}_{row['workspace_id']}"
        taken.add(row['id'])
    return rows
