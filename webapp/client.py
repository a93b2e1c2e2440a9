"""From where a member comes, in the few words by which she knows her own sessions again."""

from flask import Request

from engine.members.sessions import Client
from engine.settings import Network
from webapp.ingest.limits import came_from

# The first that fits: Edge also says that it is Chrome, Chrome that it is Safari.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def client_of(request: Request, proxies: tuple[Network, ...]) -> Client:
    """The address as trusted proxies tell it, and `Firefox on Linux`."""
    agent = request.headers.get("User-Agent", "")
    browser, system = _first(BROWSERS, agent), _first(SYSTEMS, agent)
    return Client(came_from(request, proxies), " on ".join(filter(None, (browser, system))))


def _first(signs: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((word for sign, word in signs if sign in agent), "")
