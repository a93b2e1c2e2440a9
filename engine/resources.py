"""Push resources, popups and categories: kept by key, checked when they are saved.

The shape of a document is checked at the door; here is what needs the workspace: templates that can
be read, links that may be followed, names of what is there. What is saved is live at once.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from engine import audit, workspaces
from engine.guard import link_allowed
from engine.runtime import publish
from engine.store.db import Tx
from engine.store.tables import resource
from journeys.template import TemplateInvalid, compile_template

Kind = Literal["push", "popup", "category"]
Document = Mapping[str, Any]

PAYLOAD = 3_000
"""Bytes of a push's texts and links from which it may not fit: the push services take 4,096 bytes
encrypted (RFC 8291 §4), and rendering adds to the texts."""

USED_BY_JOURNEYS: Mapping[Kind, str] = {"push": "push_resource", "popup": "popup"}
_TEMPLATES = (
    "title",
    "message",
    "url",
    "image",
    "source",
    "source_name",
)  # of a push; the others are taken as they are
_IMAGES = ("icon", "image", "badge")


class Fault(NamedTuple):
    """What is wrong with a document; `path` such as `languages/de/title`."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A document by its key; `version` counts its saves, times are in µs."""

    id: str
    kind: Kind
    key: str
    document: dict[str, Any]
    version: int
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Saved:
    resource: Resource
    warnings: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Invalid:
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """Another resource of this kind has the key."""


@dataclass(frozen=True, slots=True)
class InUse:
    """What names it: ids of journeys, keys of resources."""

    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where links are judged: the workspace and the address of this installation."""

    workspace_id: str
    base_url: str
    who: str


def get(tx: Tx, workspace_id: str, kind: Kind, key: str, *, lock: bool = False) -> Resource | None:
    """The workspace's resource of this key."""
    query = sa.select(*_COLUMNS).where(*_named(workspace_id, kind), resource.c.key == key)
    row = tx.execute(query.with_for_update(key_share=True) if lock else query).one_or_none()
    return None if row is None else _resource(*row)


def listed(
    tx: Tx, workspace_id: str, kind: Kind, *, after: str | None, limit: int
) -> list[Resource]:
    """The workspace's resources of a kind behind the key `after`, by key."""
    page = sa.select(*_COLUMNS).where(*_named(workspace_id, kind))
    if after is not None:
        page = page.where(resource.c.key > after)
    return [_resource(*row) for row in tx.execute(page.order_by(resource.c.key).limit(limit))]


def create(tx: Tx, place: Place, kind: Kind, document: dict[str, Any]) -> Saved | Invalid | Taken:
    """Keep a new document under its `key`."""
    wrong = lint(tx, place, kind, document)
    if wrong:
        return Invalid(wrong)
    if get(tx, place.workspace_id, kind, document["key"]) is not None:
        return Taken()
    now = tx.now()
    id_ = f"{kind}_{secrets.token_hex(8)}"
    made = Resource(id_, kind, document["key"], document, 1, now, now)
    row = {name: getattr(made, name) for name in _FIELDS} | {"document": json.dumps(document)}
    tx.execute(resource.insert(), {**row, "workspace_id": place.workspace_id})
    return _saved(tx, place, made, "created")


def replace_(tx: Tx, place: Place, found: Resource, document: dict[str, Any]) -> Saved | Invalid:
    """Put another document in the place of `found`, which is locked; the key stays."""
    wrong = faults(tx, place, found, document)
    if wrong:
        return Invalid(wrong)
    made = replace(found, document=document, version=found.version + 1, updated_at=tx.now())
    tx.execute(
        resource.update()
        .where(resource.c.id == found.id)
        .values(document=json.dumps(document), version=made.version, updated_at=made.updated_at)
    )
    return _saved(tx, place, made, "changed")


def faults(tx: Tx, place: Place, found: Resource, document: Document) -> tuple[Fault, ...]:
    """What hinders a document from being put in the place of `found`."""
    wrong = lint(tx, place, found.kind, document)
    if document["key"] == found.key:
        return wrong
    return (*wrong, Fault("key", "cannot change: journeys name it"))


def remove(tx: Tx, place: Place, found: Resource) -> InUse | None:
    """Take a resource away, unless something that is live names it."""
    users = _users(tx, place.workspace_id, found)
    if users:
        return InUse(tuple(sorted(users)))
    tx.execute(resource.delete().where(resource.c.id == found.id))
    workspaces.touch(tx, place.workspace_id)
    audit.record(tx, place.workspace_id, place.who, f"{found.kind}.removed", found.key)
    return None


def lint(tx: Tx, place: Place, kind: Kind, document: Document) -> tuple[Fault, ...]:
    """What is wrong with a document of the right shape."""
    domains = workspaces.settings(tx, place.workspace_id)["domains"]
    known = frozenset(
        tx.execute(
            sa.select(resource.c.key).where(*_named(place.workspace_id, "category"))
        ).scalars()
    )
    found = [*_bad_templates(kind, document), *_missing_categories(document, known)]
    for path, link in _links(document):
        # A link with placeholders can be judged only once it is rendered (`compose` does).
        if "{{" not in link and "{%" not in link and not _may_lead(path, link, domains, place):
            found.append(Fault(path, "may not lead there: see the workspace's domains"))
    return tuple(found)


def _may_lead(path: str, link: str, domains: list[str], place: Place) -> bool:
    """Pictures may come from any host, clicks may lead only to the workspace's own."""
    if path.rpartition("/")[2] in _IMAGES and link.lower().startswith("https://"):
        domains = [*domains, link.split("/")[2]]
    return link_allowed(link, domains, place.base_url)


def warnings(kind: Kind, document: Document) -> tuple[Fault, ...]:
    """What may go wrong with a document that can be saved."""
    if kind != "push":
        return ()
    texts = [text for path, text in _texts(document) if not path.startswith("languages/")]
    size = len(json.dumps([texts, document.get("actions", [])], ensure_ascii=False).encode())
    if size <= PAYLOAD:
        return ()
    return (Fault("", f"{size} bytes of texts may not fit into a push of 4,096"),)


def unreadable(document: Document) -> tuple[Fault, ...]:
    """The templates of a push that cannot be read: while there is one it cannot be rendered."""
    return tuple(_bad_templates("push", document))


def _bad_templates(kind: Kind, document: Document) -> Iterator[Fault]:
    for path, text in _texts(document) if kind == "push" else ():
        try:
            compile_template(text)
        except TemplateInvalid as invalid:
            yield Fault(path, str(invalid))


def _missing_categories(document: Document, known: frozenset[str]) -> Iterator[Fault]:
    category = document.get("category")
    if category is not None and category not in known:
        yield Fault("category", f"there is no category {category}")
    for index, key in enumerate(document.get("categories", ())):
        if key not in known:
            yield Fault(f"categories/{index}", f"there is no category {key}")


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    """The templates of a push, in every language."""
    for at, words in _spoken(document):
        yield from _present(at, words, _TEMPLATES)
    for index, action in enumerate(document.get("actions", ())):
        yield from _present(f"actions/{index}/", action, ("title", "url", "placeholder"))


def _links(document: Document) -> Iterator[tuple[str, str]]:
    for at, words in _spoken(document):
        yield from _present(at, words, ("url", *_IMAGES))
    for index, action in enumerate(document.get("actions", ())):
        yield from _present(f"actions/{index}/", action, ("url",))


def _spoken(document: Document) -> Iterator[tuple[str, Document]]:
    """The document and its translations, each with its path."""
    yield "", document
    for language, words in document.get("languages", {}).items():
        yield f"languages/{language}/", words


def _present(at: str, words: Document, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in names:
        if isinstance(words.get(name), str):
            yield f"{at}{name}", words[name]


def _users(tx: Tx, workspace_id: str, found: Resource) -> set[str]:
    if found.kind != "category":
        return set(publish.users_of(tx, workspace_id, USED_BY_JOURNEYS[found.kind], found.key))
    rows = tx.execute(
        sa.select(resource.c.key, resource.c.document).where(
            resource.c.workspace_id == workspace_id, resource.c.kind != "category"
        )
    )
    return {key for key, text in rows if found.key in named_categories(json.loads(text))}


def named_categories(document: Document) -> set[str]:
    """The categories that a push or a popup names."""
    return {document.get("category"), *document.get("categories", ())} - {None}


def _saved(tx: Tx, place: Place, made: Resource, what: str) -> Saved:
    workspaces.touch(tx, place.workspace_id)
    audit.record(
        tx, place.workspace_id, place.who, f"{made.kind}.{what}", made.key, version=made.version
    )
    return Saved(made, warnings(made.kind, made.document))


def _named(workspace_id: str, kind: Kind) -> tuple[sa.ColumnElement[bool], ...]:
    return resource.c.workspace_id == workspace_id, resource.c.kind == kind


def _resource(id_: str, kind: Kind, key: str, document: str, *rest: int) -> Resource:
    version, created_at, updated_at = rest
    return Resource(id_, kind, key, json.loads(document), version, created_at, updated_at)


_FIELDS = tuple(Resource.__dataclass_fields__)
_COLUMNS = tuple(resource.c[name] for name in _FIELDS)
