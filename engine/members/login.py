"""Logging in: the brake, the password, the second factor, the session, in this order.

Who does not know the password is told one thing, after the same work, whether there is such an
account or not, whether it has a second factor or not (A39).
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, TypeVar

import structlog

from engine import audit
from engine.members import brake, links, passwords, second_factor, sessions, staff
from engine.members.sessions import Client
from engine.members.staff import Account, Home
from engine.store.db import Database, Tx
from engine.store.tables import recovery_code

logger = structlog.get_logger("engine.members")

Reason = Literal[
    "login_failed", "code_required", "code_wrong", "too_many_attempts", "link_unknown",
    "password_unfit",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody sends to log in; `replaces` is the session's token that she had until then."""

    password: str
    code: str | None
    client: Client
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """The token for the cookie."""

    token: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why not; `wait` in seconds where an attempt came too soon, `says` of an unfit password."""

    reason: Reason
    wait: int = 0
    says: str = ""


Outcome = TypeVar("Outcome", LoggedIn, Refused, LoggedIn | Refused)


@dataclass(frozen=True, slots=True)
class _Proof:
    """An account whose password was right, and that password hashed anew where it is time."""

    account: Account
    rehashed: str | None


def log_in(database: Database, master_key: bytes, email: str, given: Attempt) -> LoggedIn | Refused:
    """By e-mail and password, and a code where the account has a second factor."""
    proof = _proved(database, email, given)
    if isinstance(proof, Refused):
        return _told(proof, email)

    def enter(tx: Tx) -> LoggedIn | Refused:
        account = _still(tx, proof.account)
        if account is None:
            return Refused("login_failed")
        refused = _second(tx, master_key, account, given)
        if refused is not None:
            return refused
        if proof.rehashed:
            staff.keep(tx, account.id, password=proof.rehashed)
        return _begin(tx, account, given, None)

    return _told(database.run(enter), email)


def accept(database: Database, master_key: bytes, token: str, given: Attempt) -> LoggedIn | Refused:
    """By a one-time link: an invitation, or a reset. A second factor is asked for as ever."""
    with database.read() as tx:
        link = links.find(tx, token)
        before = None if link is None else staff.account(tx, link.member_id)
    if link is None or before is None:
        return Refused("link_unknown")
    password = _of_link(database, link, before, given)
    if isinstance(password, Refused):
        return _told(password, before.email)

    def enter(tx: Tx) -> LoggedIn | Refused:
        account = _still(tx, before)
        if account is None:
            return Refused("link_unknown")
        refused = _second(tx, master_key, account, given)
        if refused is not None:
            return refused
        if not links.use(tx, token) or not _follow(tx, link):
            return Refused("link_unknown")
        if link.purpose == "reset":
            sessions.end_all(tx, account.id)
        staff.keep(tx, account.id, password=password)
        # A reset that an admin of hers still holds must not open what she has just joined.
        links.forget_resets(tx, account.id)
        return _begin(tx, account, given, link.workspace_id)

    return _told(database.run(enter), before.email)


def _of_link(
    database: Database, link: links.Link, account: Account, given: Attempt
) -> str | Refused:
    """The password to keep, hashed: the one she has, if she is invited; else the new one.

    Whoever has an account proves it: a link that the admin of another workspace made, and can
    open himself, must not give it away.
    """
    if link.purpose == "invitation" and account.password is not None:
        proof = _proved(database, account.email, given)
        return proof if isinstance(proof, Refused) else proof.rehashed or account.password
    unfit = passwords.fault(given.password, account.email)
    if unfit is not None:
        return Refused("password_unfit", says=unfit)
    wait = database.run(brake.take, account.email, given.client.address)
    if wait is not None:
        return Refused("too_many_attempts", wait)
    return passwords.hashed(given.password)


def confirmed(database: Database, member_id: str, given: Attempt) -> Account | Refused:
    """Whether somebody who is logged in knows her password, before she changes what guards her."""
    with database.read() as tx:
        account = staff.account(tx, member_id)
    if account is None:
        return Refused("login_failed")
    proof = _proved(database, account.email, given)
    if isinstance(proof, Refused):
        return _told(proof, account.email)
    database.run(brake.release, account.email, given.client.address)
    return proof.account


def _proved(database: Database, email: str, given: Attempt) -> _Proof | Refused:
    """The account of this e-mail, if the password is right. No transaction is open meanwhile."""
    wait = database.run(brake.take, email, given.client.address)
    if wait is not None:
        return Refused("too_many_attempts", wait)
    with database.read() as tx:
        account = staff.by_email(tx, email)
    right = passwords.is_right(given.password, account.password if account else None)
    if account is None or account.password is None or not right:
        return Refused("login_failed")
    outdated = passwords.is_outdated(account.password)
    return _Proof(account, passwords.hashed(given.password) if outdated else None)


def _still(tx: Tx, before: Account) -> Account | None:
    """The account, locked, if its password is still the one that was checked."""
    now = staff.locked(tx, before.id)
    return now if now is not None and now.password == before.password else None


def _second(tx: Tx, master_key: bytes, account: Account, given: Attempt) -> Refused | None:
    """Take a code, which then is used up; None where it is right or none is needed."""
    code = given.code
    if account.totp is None:
        return None
    if not code:
        brake.excuse(tx, account.email, given.client.address)
        return Refused("code_required")
    step = second_factor.step_of(
        master_key, account.id, account.totp, code, now=tx.now(), last=account.totp_step
    )
    if step is not None:
        staff.keep(tx, account.id, totp_step=step)
        return None
    used = recovery_code.delete().where(
        recovery_code.c.member_id == account.id,
        recovery_code.c.digest == second_factor.recovery_digest(code),
    )
    return None if tx.execute(used).rowcount == 1 else Refused("code_wrong")


def _follow(tx: Tx, link: links.Link) -> bool:
    """Join, where the link invites; False where the invitation was taken back."""
    if link.purpose != "invitation" or link.workspace_id is None:
        return True
    if not staff.join(tx, link.workspace_id, link.member_id):
        return False
    who = f"member:{link.member_id}"
    audit.record(tx, link.workspace_id, who, "member.joined", link.member_id)
    return True


def _begin(
    tx: Tx, account: Account, given: Attempt, workspace_id: str | None
) -> LoggedIn | Refused:
    """A session of its own for this log-in; the one before it ends (A39: fixation)."""
    homes = staff.homes(tx, account.id)
    home = _home(homes, workspace_id)
    if home is None:
        return Refused("login_failed")
    brake.release(tx, account.email, given.client.address)
    if given.replaces:
        sessions.end_token(tx, given.replaces)
    token = sessions.start(tx, account.id, home.id, given.client)
    audit.record(tx, home.id, f"member:{account.id}", "member.logged_in", account.id)
    return LoggedIn(token)


def _home(homes: list[Home], wanted: str | None) -> Home | None:
    """The workspace that is wanted if she has joined it, else her first."""
    return next((home for home in homes if home.id == wanted), homes[0] if homes else None)


def _told(outcome: Outcome, email: str) -> Outcome:
    """Every outcome is a line of the log; of the e-mail its digest (ASVS 5.0, 16.3.1)."""
    account = sha256(email.encode()).hexdigest()[:16]
    if isinstance(outcome, Refused):
        logger.warning("login.refused", account=account, reason=outcome.reason)
    else:
        logger.info("login.done", account=account)
    return outcome
