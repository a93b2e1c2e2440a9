"""The version of Waymark that is installed."""

from importlib.metadata import version

VERSION = version("waymark")
