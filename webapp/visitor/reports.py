"""`/v1/reports`: what a browser did with a push, proved by the send's signed token alone."""

from __future__ import annotations

from flask import Request

from engine.audience import reports
from engine.audience.incoming import Refused
from engine.audience.reports import Report
from engine.audience.tokens import Invalid
from webapp.ingest import moments
from webapp.ingest.fault import Fault
from webapp.visitor import body
from webapp.visitor.body import ReportBody
from webapp.visitor.devices import Answer
from webapp.visitor.door import Door


def take(at: Door, request: Request) -> Answer:
    """`POST {"token", "type", "action"?, "text"?, "at"?}` (204); a repeated one is fine."""
    sent = body.read(request, ReportBody)
    if isinstance(sent, Fault):
        return sent
    ref = at.signer.read_send(sent.token)
    if isinstance(ref, Invalid):
        return Fault("send_token_invalid", "this is no send's token")
    if sent.type == "action" and not sent.action:
        return Fault("invalid_field", "type action names its action")
    report = Report(sent.type, moments.read(sent.at), sent.action, sent.text)
    shards = at.database.run(lambda tx: reports.take(tx, ref, report, tx.now()))
    if isinstance(shards, Refused):
        return shards
    at.ring(shards)
    return None
