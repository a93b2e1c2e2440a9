"""Guessing is slowed by account and address, on both databases; the owner is not locked out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from engine import clock, workspaces
from engine.members import brake, sessions, staff
from engine.members.sessions import Client
from engine.store import db
from engine.store.db import Database
from tests.support.hand_clock import Time, database, time

__all__ = ["database", "time"]

ANA, BOT = "ana@shop.example", "192.0.2.66"


def waits(database: Database, attempts: int, email: str = ANA, address: str = BOT) -> list[int]:
    """The waits of so many attempts, 0 where it is let through."""
    return [database.run(brake.take, email, address) or 0 for _ in range(attempts)]


def test_after_five_failures_each_takes_twice_as_long(database: Database, time: Time) -> None:
    assert waits(database, 6) == [0] * 6
    told = []
    for _ in range(12):
        (wait,) = waits(database, 1)
        told.append(wait)
        time.at += wait * clock.SECOND
        assert waits(database, 1) == [0]

    assert told == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_asking_again_meanwhile_makes_it_no_longer(database: Database, time: Time) -> None:
    waits(database, 7)
    assert waits(database, 50) == [1] * 50
    time.at += clock.SECOND
    assert waits(database, 1) == [0]


def test_who_was_right_begins_anew(database: Database) -> None:
    waits(database, 6)
    database.run(brake.release, ANA, BOT)

    assert waits(database, 6) == [0] * 6


def test_it_is_forgotten_after_a_day(database: Database, time: Time) -> None:
    waits(database, 6)
    time.at += clock.DAY + clock.SECOND

    assert waits(database, 6) == [0] * 6


def test_one_password_for_many_accounts_is_slowed_by_its_address(database: Database) -> None:
    told = [waits(database, 1, email=f"u{number}@shop.example")[0] for number in range(40)]

    assert told == [0] * 31 + [1] * 9
    assert waits(database, 1, email="u99@shop.example", address="198.51.100.1") == [0]


def test_an_office_with_many_people_and_their_slips_is_not_slowed(
    database: Database, time: Time
) -> None:
    told = []
    for number in range(120):  # each forgets once, then is right, with a code asked for between
        email = f"u{number}@shop.example"
        told += waits(database, 1, email=email)
        for settle in (brake.excuse, brake.release):
            told += waits(database, 1, email=email)
            database.run(settle, email, BOT)
        time.at += 15 * clock.MINUTE

    assert told == [0] * 360


def test_a_customers_ipv6_addresses_are_one(database: Database) -> None:
    told = [waits(database, 1, address=f"2001:db8:1:2:{number:x}::1")[0] for number in range(1, 9)]
    assert told == [0] * 6 + [1] * 2
    assert waits(database, 1, address="2001:db8:1:3::1") == [0]


def test_many_addresses_cannot_guess_at_one_account_nor_lock_its_owner_out(
    database: Database,
) -> None:
    home = "203.0.113.5"
    with database.transaction() as tx:
        shop = workspaces.create(tx, "Shop", master_key=bytes(32), admin_email=ANA)
        account = staff.by_email(tx, ANA)
        assert account is not None
        sessions.start(tx, account.id, shop.id, Client(home, ""))
    bots = [f"198.51.100.{number}" for number in range(60)]

    assert [waits(database, 1, address=bot)[0] for bot in bots] == [0] * 51 + [1] * 9
    assert waits(database, 1, address=home) == [0], "she is logged in from there"


def test_who_is_right_at_once_with_others_stops_none_of_them(database_url: str) -> None:
    with closing(db.connect(database_url)) as database, ThreadPoolExecutor(4) as pool:

        def log_in(_: int) -> int | None:
            wait = database.run(brake.take, ANA, BOT)
            database.run(brake.release, ANA, BOT)
            return wait

        told = list(pool.map(log_in, range(40)))
    assert told == [None] * 40


def test_attempts_made_at_once_are_counted_one_by_one(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: database.run(brake.take, ANA, BOT), range(24)))

    assert sorted(wait or 0 for wait in told) == [0] * 6 + [1] * 18
