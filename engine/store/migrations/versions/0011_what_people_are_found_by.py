"""The words that people are found by: a table of its own, filled from their e-mails and names

Locks: none that anybody waits for; the typed values of these fields are read once.
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

BY_CODE_POINT = sa.Text().with_variant(postgresql.TEXT(collation='C'), 'postgresql')
FIELDS = (
    'trait.email', 'trait.name', 'trait.firstName', 'trait.first_name', 'trait.lastName', 'trait.last_name',
    'trait.username',
)
AT_ONCE = 2_000
COLUMNS = ('shard', 'person_id', 'word', 'workspace_id')
INSERT = sa.text(
    'INSERT INTO person_word (shard, person_id, word, workspace_id) '
    'VALUES (:shard, :person_id, :word, :workspace_id) ON CONFLICT DO NOTHING'
)


def upgrade() -> None:
    op.create_table(
        'person_word',
        sa.Column('shard', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('person_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('word', BY_CODE_POINT, nullable=False),
        sa.Column('workspace_id', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('shard', 'person_id', 'word', name=op.f('pk_person_word')),
    )
    _fill(op.get_bind())
    with op.batch_alter_table('person_word', schema=None) as batch_op:
        batch_op.create_index('ix_person_word_workspace_id', ['workspace_id', 'word', 'person_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('person_word', schema=None) as batch_op:
        batch_op.drop_index('ix_person_word_workspace_id')
    op.drop_table('person_word')


def _fill(connection: sa.Connection) -> None:
    """As `audience/search_words.py` writes them; by the primary key, a page at a time."""
    value = sa.table('person_value', *map(sa.column, ('shard', 'person_id', 'field', 'workspace_id', 'text')))
    key = sa.tuple_(value.c.shard, value.c.person_id, value.c.field)
    wanted = sa.select(value).where(value.c.field.in_(FIELDS), value.c.text.is_not(None)).order_by(*key.clauses)
    page = connection.execute(wanted.limit(AT_ONCE)).all()
    while page:
        rows = {(each.shard, each.person_id, word): each.workspace_id for each in page for word in _words(each.text)}
        if rows:
            told = [dict(zip(COLUMNS, (*row, workspace_id), strict=True)) for row, workspace_id in rows.items()]
            connection.execute(INSERT, told)
        last = page[-1]
        after = sa.tuple_(sa.literal(last.shard), sa.literal(last.person_id), sa.literal(last.field))
        page = connection.execute(wanted.where(key > after).limit(AT_ONCE)).all()


def _words(text: str) -> list[str]:
    apart = unicodedata.normalize('NFKD', text.casefold())
    plain = ''.join(letter for letter in apart if not unicodedata.combining(letter))
    folded = ' '.join(plain.casefold().split())[:100]
    last = folded.find('@') + 1 or len(folded)
    starts = [found.start() for found in re.finditer(r'\w+', folded) if found.start() <= last]
    return [folded[start:] for start in starts[:8]]
