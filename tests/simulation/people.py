"""People at their browsers: they retry until they are answered, and write down the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from engine.audience import devices, names, preferences
from engine.audience.commit import Committer, Overloaded
from engine.audience.device_moves import Claim
from engine.audience.device_put import PutDevice, Subscription
from engine.audience.devices import PutAnswer
from engine.audience.incoming import Accepted, Conflict, Duplicate, Incoming, Refused
from engine.audience.preferences import Wish
from engine.audience.tokens import Visitor
from engine.runtime.erase import erase
from engine.store.db import Busy, Tx
from tests.simulation.scene import Said, Scene
from tests.simulation.world import Killed

R = TypeVar("R")
EVENTS = ("bought", "bought", "viewed", "paid", "ordered", "ordered", "filled")


@dataclass(slots=True)
class Browser:
    """What a browser keeps for one visitor."""

    anonymous: str
    user: str | None = None
    subscription: Subscription | None = None
    visitor: Visitor | None = None
    device: str | None = None
    linked: bool = False


class Human:
    """One human; her acts are a table of weights."""

    def __init__(self, scene: Scene, everybody: list[Human]) -> None:
        self.scene, self.world, self.dice = scene, scene.world, scene.world.dice
        self.everybody = everybody
        self.user = scene.name()
        self.browser = Browser(scene.name())
        self.sent: list[tuple[list[Incoming], list[Said]]] = []
        self.counts: dict[str, int] = {}

    def begin(self) -> Callable[[], float | None]:
        return self.act

    def act(self) -> float | None:
        """One act, then a pause; None when the time is over."""
        if self.scene.over:
            return None
        if self.browser.device is None and self.dice.random() < 0.7:
            self.put()
        weights = {
            self.track: 10, self.put: 3, self.login: 3, self.repeat: 1.5, self.server: 4,
            self.opt_out: 0.7, self.opt_in: 0.7, self.log_out: 1.5, self.reuse: 0.7,
            self.alias: 0.5, self.vanish: 0.2,
        }  # fmt: skip
        (chosen,) = self.dice.choices(list(weights), list(weights.values()))
        chosen()
        return self.dice.expovariate(1 / self.world.options.pause)

    def track(self) -> None:
        items = [self._event(self.browser) for _ in range(self.dice.randint(1, 3))]
        self._send(items)

    def server(self) -> None:
        """The shop's server says something of her by her userId alone."""
        self._send([self._event(Browser("", self.user), client=f"server {self.user}")])

    def login(self) -> None:
        self.browser.user = self.user
        client = self._client(self.browser)
        n = self.counts.get(client, 0) + 1
        traits = {f"n_{self.browser.anonymous}": n}
        self._send([self._event(self.browser, kind="identify", traits=traits)])
        self.browser.linked = True

    def log_out(self) -> None:
        """The next visitor of this browser: another anonymousId, the same subscription."""
        old = self.browser
        self.browser = Browser(self.scene.name(), None, old.subscription, old.visitor, old.device)
        if self.dice.random() < 0.5:
            self.user = self.scene.name()

    def repeat(self) -> None:
        """An old batch again: a retry that nobody needed."""
        if self.sent:
            items, said = self.dice.choice(self.sent)
            self._deliver(items, said)

    def reuse(self) -> None:
        """A buggy client: a message id that is used up, with another content."""
        if not self.sent or self.browser.user is not None:
            return
        _, said = self.dice.choice(self.sent)
        wrong = self.scene.room.incoming(
            "identify", kind="identify", id=said[0].id, anon=self.browser.anonymous,
            user=self.user, traits={"wrong": True},
        )  # fmt: skip
        (outcome,) = self._insist(lambda: self._submit([wrong]))
        mine = (self._person(), self.scene.person("user", self.user))
        if not isinstance(outcome, Conflict) and not any(map(self.scene.forgotten, mine)):
            self.scene.journal.wrong.append(f"another content under {said[0].id}: {outcome}")

    def alias(self) -> None:
        """Two of our users were one all along."""
        other = self.dice.choice(self.everybody)
        if other is self:
            return
        item = self.scene.room.incoming(
            "alias", kind="alias", id=self._id(), previous=self.user, user=other.user
        )
        pair = (self.scene.person("user", self.user), self.scene.person("user", other.user))
        known = self.scene.canonical(pair[0]) is not None
        (outcome,) = self._insist(lambda: self._submit([item]))
        if known and isinstance(outcome, Accepted | Duplicate):
            self.scene.journal.aliases.append(pair)

    def put(self) -> None:
        """The browser reports its subscription; it asks for one where it has none."""
        browser, journal = self.browser, self.scene.journal
        dead = browser.subscription and browser.subscription.endpoint in self.scene.service.dead
        fresh = browser.subscription is None or dead
        if fresh:
            address = f"https://fcm.googleapis.com/fcm/send/{self._id()}"
            browser.subscription = Subscription(address, "p", "a")
        if browser.device:
            journal.moving.add(browser.device)
        answer = self._insist(lambda: self._put("prompt" if fresh else "sync"))
        if answer == devices.ENDED:
            browser.visitor = None
            answer = self._insist(lambda: self._put("sync"))
        journal.moving.discard(browser.device or "")
        if isinstance(answer, PutAnswer):
            browser.device = answer.device_id
            browser.visitor = Visitor(self.scene.room.workspace, answer.device_id, answer.epoch)
            journal.owners[answer.device_id] = answer.owner

    def opt_out(self) -> None:
        person = self._somebody()
        if self._prefer(person, on=False):
            self.scene.journal.off.add(person)

    def opt_in(self) -> None:
        person = self._somebody()
        self._on_again(person)
        self._prefer(person, on=True)
        self._on_again(person)

    def vanish(self) -> None:
        """She is erased, and begins anew; what she sent before may still come again."""
        person = self._somebody()
        if self.scene.canonical(person) is None:
            return
        self._insist(lambda: self.scene.store.run(erase, person))
        self.scene.journal.erased.add(person)
        self.repeat()
        self.user, self.browser = self.scene.name(), Browser(self.scene.name())
        self.sent = []

    def _put(self, cause: str) -> PutAnswer | Refused:
        browser, room = self.browser, self.scene.room
        request = PutDevice(
            claim=Claim(room.workspace, browser.anonymous, browser.user),
            kind="web", status="allowed", cause="prompt" if cause == "prompt" else "sync",
            subscription=browser.subscription, visitor=browser.visitor,
        )  # fmt: skip
        return self.scene.store.run(lambda tx: devices.put(tx, request, tx.now()))

    def _prefer(self, person: int, *, on: bool) -> bool:
        if self.scene.canonical(person) is None:
            return False
        wish = Wish(push_on=on)

        def change(tx: Tx) -> object:
            whom = names.canonical(tx, person)
            return preferences.change(tx, self.scene.room.workspace, whom, wish, tx.now())

        return not isinstance(self._insist(lambda: self.scene.store.run(change)), Refused)

    def _on_again(self, person: int) -> None:
        whom, off = self.scene.canonical(person), self.scene.journal.off
        off -= {one for one in off if self.scene.canonical(one) == whom}

    def _somebody(self) -> int:
        return self.dice.choice((self._person(), self.scene.person("user", self.user)))

    def _person(self) -> int:
        return self.scene.person("anonymous", self.browser.anonymous)

    def _event(self, at: Browser, client: str = "", **more: object) -> tuple[Incoming, Said]:
        client = client or self._client(at)
        kind = str(more.pop("kind", "track"))
        name = kind if kind != "track" else self.dice.choice(EVENTS)
        self.counts[client] = self.counts.get(client, 0) + 1
        ids = {"anon": at.anonymous or None, "user": at.user, "kind": kind}
        properties = {"basket": self.dice.choice(("a", "b"))}
        id_ = self._id()
        item = self.scene.room.incoming(name, id=id_, properties=properties, **ids, **more)
        named: tuple[names.PersonKind, str] = ("anonymous", at.anonymous)
        person = self.scene.person(*(named if at.anonymous else ("user", at.user or "")))
        said = Said(id_, client, self.counts[client], person, name)
        self.scene.journal.said.append(said)
        return item, said

    def _client(self, browser: Browser) -> str:
        return f"browser {browser.anonymous}"

    def _id(self) -> str:
        return f"{self.dice.getrandbits(60):x}"

    def _send(self, made: list[tuple[Incoming, Said]]) -> None:
        items, said = [item for item, _ in made], [said for _, said in made]
        self.sent.append((items, said))
        self._deliver(items, said)

    def _deliver(self, items: list[Incoming], said: list[Said]) -> None:
        outcomes = self._insist(lambda: self._submit(items))
        for one, outcome in zip(said, outcomes, strict=True):
            one.acked = one.acked or isinstance(outcome, Accepted | Duplicate)
            if not isinstance(outcome, Accepted | Duplicate):
                self.scene.journal.wrong.append(f"{one.id} was answered {outcome}")

    def _submit(self, items: list[Incoming]) -> list[object]:
        committer = Committer(self.scene.store, self.scene.ring)
        return list(committer.submit(self.scene.room.workspace, items))

    def _insist(self, ask: Callable[[], R]) -> R:
        """Ask again until there is an answer: the other side may have died."""
        while True:
            try:
                return ask()
            except (Killed, Overloaded, DBAPIError, Busy):
                self.world.sleep(self.dice.uniform(0.2, 4))
