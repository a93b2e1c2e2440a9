"""Add to inbox."""

from journeys.decision import AddToInbox, Leave
from journeys.draft import draft
from journeys.lint import References, lint
from journeys.lint_pushes import worst_day
from journeys.node import load
from tests.journeys.building import document, is_, visit

ITEM = ("say", "add_to_inbox", {"push": "welcome"})


def test_it_says_something_in_the_bell_and_goes_on():
    assert load("add_to_inbox", {"push": "welcome"}).enter(visit()) == Leave(
        effects=(AddToInbox("r:n:1", "welcome"),)
    )


def test_it_counts_towards_no_limit_and_reaches_people_without_push():
    ask = ("if", "condition", {"rule": is_("push.last_session_status", "ask")})
    made = document(ask, ITEM, edges={"if.yes": "say"})
    assert lint(made, References(pushes=frozenset({"welcome"}))) == ()
    assert worst_day(draft(made)) == 0


def test_what_it_says_must_be_there():
    problems = lint(document(ITEM), References())
    assert [(each.code, each.path) for each in problems] == [
        ("unknown_push_resource", "nodes/1/config/push")
    ]
