"""A PostgreSQL database of any locale orders text as memory does."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from engine.store import db, migrate
from tests.engine.audience.asking import crowd, person, with_traits
from tests.support import backends

pytestmark = pytest.mark.servers


@pytest.fixture
def english() -> Iterator[db.Database]:
    """A PostgreSQL database in which a < B and ä < z."""
    backends.need_server(backends.POSTGRESQL, "PostgreSQL")
    url = sa.make_url(backends.POSTGRESQL)
    name = f"waymark_test_{uuid.uuid4().hex[:12]}"
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as admin:
        admin.execute(
            sql.SQL(
                "CREATE DATABASE {} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
            ).format(sql.Identifier(name))
        )
        opened = db.connect(url.set(database=name).render_as_string(hide_password=False))
        try:
            migrate.upgrade(opened)
            yield opened
        finally:
            opened.close()
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_the_locale_of_the_database_is_not_that_of_rules(english: db.Database) -> None:
    with english.read() as tx:
        assert tx.conn.exec_driver_sql("SELECT 'a' < 'B' AND 'ä' < 'z'").scalar_one()
    long = "x" * 100
    known = with_traits(english, a="a", b="B", umlaut="ä", long_a=long + "a", long_b=long + "B")
    assert known.having("<", "a") == "b"
    assert known.having(">", "z") == "umlaut"
    assert known.having("between", ["A", "Z"]) == "b"
    assert known.having("beginsWith", "ä") == "umlaut"
    assert known.having("<", long + "a", "trait.it") == "a b long_b"


def test_columns_of_people_and_devices_are_ordered_alike(english: db.Database) -> None:
    known = crowd(english, {"a": person(user_id="a"), "b": person(user_id="B")})
    assert known.having("<", "a", "person.user_id") == "b"
    assert known.having("beginsWith", "B", "person.user_id") == "b"
