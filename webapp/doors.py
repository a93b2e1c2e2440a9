"""The open APIs' ways into the engine, over this process's ports."""

import threading
from collections.abc import Iterable

from engine import clock, workspaces
from engine.audience import keys, refusals, sightings, tokens
from engine.audience.commit import Committer
from engine.audience.popup_content import BRAND
from engine.guard import push_origins
from engine.runtime.published import Published
from engine.store.db import Tx
from webapp.at_once import AtOnce
from webapp.ingest import IngestDoor, IngestSettings, Limits
from webapp.ingest.refused import Refusals
from webapp.ingest.sightings import Sightings
from webapp.ports import Ports
from webapp.remembered import Remembered
from webapp.visitor import Door
from webapp.visitor.places import Places


def ingest_door(ports: Ports) -> IngestDoor:
    """One committer for the process; keys and settings remembered for a moment."""
    database, master_key = ports.database, ports.settings.key

    def ring(shards: set[int]) -> None:
        for shard in shards:
            ports.bell.ring(shard)

    def find_key(text: str) -> keys.Key | None:
        with database.read() as tx:
            return keys.find(tx, text)

    def settings_of(workspace_id: str) -> IngestSettings:
        with database.read() as tx:
            settings = workspaces.settings(tx, workspace_id)
            _, public_key = workspaces.vapid_public_key(tx, workspace_id)
        return IngestSettings(
            tuple(settings["allowed_origins"]),
            settings["identity_verification"],
            public_key,
            settings["fallback_message"],
            {fact: settings[fact] for fact in BRAND},
        )

    def identity_keys(workspace_id: str) -> dict[str, str]:
        with database.read() as tx:
            return keys.identity_keys(tx, workspace_id, master_key)

    known_keys = Remembered(identity_keys)

    def verify(workspace_id: str, token: str, now: int) -> tokens.Verified | tokens.Invalid:
        return tokens.verify_identity(known_keys(workspace_id), workspace_id, token, now)

    return IngestDoor(
        find_key=Remembered(find_key),
        submit=Committer(database, ring).submit,
        verify_identity=verify,
        settings_of=Remembered(settings_of),
        clock=clock.now,
        base_url=ports.settings.base_url,
        limits=Limits(proxies=ports.settings.trusted_proxies),
        sighted=Sightings(lambda *one: database.run(_sighted, *one), clock.now),
        refused=Refusals(lambda *told: database.run(refusals.note, *told), clock.now),
    )


def _sighted(tx: Tx, key: keys.Key, origin: str) -> None:
    """The key was used, and from there."""
    keys.touch(tx, key.id)
    if sightings.fits(origin):
        sightings.note(tx, key.workspace_id, origin)


def visitor_door(ports: Ports, ingest: IngestDoor) -> Door:
    """Keys, settings and identity tokens as ingestion knows them."""

    def ring(shards: Iterable[int]) -> None:
        for shard in shards:
            ports.bell.ring(shard)

    return Door(
        ingest=ingest,
        database=ports.database,
        signer=tokens.Signer(ports.settings.key),
        origins=push_origins(ports.settings.push_hosts),
        ring=ring,
        # Waiting popups leave the other half of the threads to everything else.
        waits=threading.BoundedSemaphore(max(2, ports.threads // 2)),
        # A stream holds a thread for as long as it lasts.
        streams=Places(max(1, ports.threads // 4)),
        ring_sends=ports.bell.ring_sends,
        work=AtOnce(ports.database, Published(ports.settings.base_url), ports.bell),
        leaving=ports.leaving,
    )
