"""What every test of the pure core may ask for."""

from journeys.pytest_plugin import journey

__all__ = ["journey"]
