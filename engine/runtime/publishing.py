"""Journeys as code: a document is the journey of its name, made, saved and published in one act."""

import sqlalchemy as sa

from engine.runtime import drafts
from engine.runtime.drafts import Journey, NoDocument, WrongStatus
from engine.runtime.publish import NotPublishable, Published, publish
from engine.store.db import Tx
from engine.store.tables import journey

Document = dict[str, object]


def publish_document(
    tx: Tx, workspace_id: str, document: Document, by: str
) -> Published | NotPublishable | WrongStatus | NoDocument:
    """Save the document as the draft of the journey of its name, and make it live.

    Nothing is kept of a document that cannot be published: the caller's transaction sees the old
    draft again.
    """
    with tx.conn.begin_nested() as kept:
        saved = save_document(tx, workspace_id, document, by)
        if not isinstance(saved, Journey):
            return saved
        done = publish(tx, saved, by)
        if not isinstance(done, Published):
            kept.rollback()
        return done


def save_document(
    tx: Tx, workspace_id: str, document: Document, by: str
) -> Journey | NoDocument | WrongStatus:
    """The journey of the document's name with the document as its draft; made if need be."""
    found = named(tx, workspace_id, str(document.get("name", "")))
    locked = drafts.get(tx, workspace_id, found.id, lock=True) if found else None
    if locked is None:
        return drafts.create(tx, workspace_id, document, by)
    return drafts.save_draft(tx, locked, document, by)


def named(tx: Tx, workspace_id: str, name: str) -> Journey | None:
    """The workspace's journey of this name, the newest where several bear it."""
    newest = (
        sa.select(journey.c.id)
        .where(journey.c.workspace_id == workspace_id, journey.c.name == name)
        .where(journey.c.status != "archived")
        .order_by(journey.c.created_at.desc(), journey.c.id.desc())
        .limit(1)
    )
    id_ = tx.execute(newest).scalar()
    return None if id_ is None else drafts.get(tx, workspace_id, id_)
