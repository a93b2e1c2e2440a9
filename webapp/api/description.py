"""The API's OpenAPI description, made when it is first asked for: a start does not wait for it."""

from __future__ import annotations

import threading
from typing import Any

import flask_smorest as smorest
from flask import Flask, Response, json


class Api(smorest.Api):  # type: ignore[misc]
    """Serves its blueprints at once, and describes them at the first look at `described`."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[Any] = []
        self._lock = threading.Lock()

    def serve(self, app: Flask, blueprint: Any) -> None:
        """Register a blueprint's routes; they are described in the order of these calls."""
        app.extensions["flask-smorest"]["blp_name_to_api"][blueprint.name] = self
        app.register_blueprint(blueprint)
        self._waiting.append(blueprint)

    def described(self) -> dict[str, Any]:
        """The whole OpenAPI document."""
        with self._lock:
            while self._waiting:
                blueprint = self._waiting.pop(0)
                blueprint.register_views_in_doc(
                    self, self._app, self.spec, name=blueprint.name, parameters=None
                )
                self.spec.tag({"name": blueprint.name, "description": blueprint.description})
            told: dict[str, Any] = self.spec.to_dict()
            return told

    def _openapi_json(self) -> Response:
        return Response(json.dumps(self.described(), indent=2), mimetype="application/json")
