"""What guards an account, changed by its member: the password and the second factor."""

from __future__ import annotations

from dataclasses import dataclass

from engine import audit
from engine.members import links, passwords, second_factor, sessions, staff
from engine.members.login import Attempt, Refused, confirmed
from engine.members.sessions import Session
from engine.store.db import Database, Tx
from engine.store.tables import recovery_code


@dataclass(frozen=True, slots=True)
class Offered:
    """A second factor that counts once a code of it was sent: base32 and otpauth URI."""

    secret: str
    uri: str


def change_password(
    database: Database, session: Session, given: Attempt, new: str
) -> str | Refused:
    """A new password: her other sessions end, this one gets another token, which is answered."""
    account = confirmed(database, session.member_id, given)
    if isinstance(account, Refused):
        return account
    unfit = passwords.fault(new, account.email)
    if unfit is not None:
        return Refused("password_unfit", says=unfit)
    kept = passwords.hashed(new)

    def change(tx: Tx) -> str | Refused:
        now = staff.locked(tx, account.id)
        if now is None or now.password != account.password:
            return Refused("login_failed")
        staff.keep(tx, account.id, password=kept)
        links.forget_resets(tx, account.id)
        sessions.end_all(tx, account.id, but=session.id)
        _note(tx, session, "member.password_changed")
        return sessions.renew(tx, session.id)

    return database.run(change)


def offer(
    database: Database, master_key: bytes, session: Session, given: Attempt
) -> Offered | Refused:
    """A new secret for an authenticator; until `confirm` all stays as it was."""
    account = confirmed(database, session.member_id, given)
    if isinstance(account, Refused):
        return account
    sealed = second_factor.new_secret(master_key, account.id)
    database.run(staff.keep, account.id, totp_offered=sealed)
    return Offered(*second_factor.shown(master_key, account.id, sealed, account.email))


def confirm(
    database: Database, master_key: bytes, session: Session, code: str
) -> list[str] | Refused:
    """The secret offered holds from now on; answers the codes for its loss, told this once."""

    def change(tx: Tx) -> list[str] | Refused:
        account = staff.locked(tx, session.member_id)
        if account is None or account.totp_offered is None:
            return Refused("code_wrong")
        step = second_factor.step_of(
            master_key, account.id, account.totp_offered, code, now=tx.now(), last=None
        )
        if step is None:
            return Refused("code_wrong")
        holds = {"totp": account.totp_offered, "totp_offered": None, "totp_step": step}
        staff.keep(tx, account.id, **holds)
        _forget_codes(tx, account.id)
        made = second_factor.recovery_codes()
        rows = [
            {"member_id": account.id, "digest": second_factor.recovery_digest(each)}
            for each in made
        ]
        tx.execute(recovery_code.insert(), rows)
        sessions.end_all(tx, account.id, but=session.id)
        _note(tx, session, "member.second_factor_set")
        return made

    return database.run(change)


def end(database: Database, session: Session, given: Attempt) -> Refused | None:
    """No second factor any more; her other sessions end."""
    account = confirmed(database, session.member_id, given)
    if isinstance(account, Refused):
        return account

    def change(tx: Tx) -> None:
        without_second_factor(tx, account.id)
        sessions.end_all(tx, account.id, but=session.id)
        _note(tx, session, "member.second_factor_ended")

    return database.run(change)


def without_second_factor(tx: Tx, member_id: str) -> None:
    """Her password alone opens the account; the codes for the loss are forgotten."""
    staff.keep(tx, member_id, totp=None, totp_offered=None, totp_step=None)
    _forget_codes(tx, member_id)


def _forget_codes(tx: Tx, member_id: str) -> None:
    tx.execute(recovery_code.delete().where(recovery_code.c.member_id == member_id))


def _note(tx: Tx, session: Session, what: str) -> None:
    who = f"member:{session.member_id}"
    audit.record(tx, session.workspace_id, who, what, session.member_id)
