"""Alembic's environment: the caller's connection, else the configured URL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

from engine.store.tables import metadata


def _run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    url = context.config.get_main_option("sqlalchemy.url")
    with sa.create_engine(str(url)).begin() as opened:
        _run(opened)
