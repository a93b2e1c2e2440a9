"""The API's documentation: its OpenAPI description as a plain page, without scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, render_template

METHODS = ("get", "post", "put", "patch", "delete")


def blueprint(description: Callable[[], Mapping[str, Any]]) -> Blueprint:
    made = Blueprint("api_docs", __name__)

    @made.get("/api/docs")
    def api_docs() -> str:
        """Every operation by resource, with what it takes and answers."""
        told = description()
        return render_template(
            "api_docs.html",
            info=told["info"],
            tags=told.get("tags", []),
            operations=_operations(told),
            schemas=told.get("components", {}).get("schemas", {}),
        )

    return made


def _operations(told: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The operations by tag, in the order of their paths."""
    by_tag: dict[str, list[dict[str, Any]]] = {}
    for path, item in told["paths"].items():
        for method in METHODS:
            if method in item:
                shown = _operation(path, method, item[method], item.get("parameters", []))
                by_tag.setdefault(shown["tag"], []).append(shown)
    return by_tag


def _operation(
    path: str, method: str, told: Mapping[str, Any], shared: list[Any]
) -> dict[str, Any]:
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    return {
        "path": path,
        "method": method.upper(),
        "tag": told["tags"][0],
        "summary": told.get("summary", ""),
        "description": told.get("description", ""),
        "parameters": [each for each in (*shared, *told.get("parameters", [])) if "name" in each],
        "body": _shape(body.get("schema")),
        "answers": [(status, _answer(each)) for status, each in told["responses"].items()],
    }


def _answer(told: Mapping[str, Any]) -> str | None:
    if "$ref" in told:
        return str(told["$ref"]).rpartition("/")[2].replace("_", " ").lower()
    content = told.get("content", {}).get("application/json", {})
    return _shape(content.get("schema")) or told.get("description")


def _shape(schema: Mapping[str, Any] | None) -> str | None:
    """The name of a schema, or what is said of it."""
    if schema is None:
        return None
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    return schema.get("description") or schema.get("type")
