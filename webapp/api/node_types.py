"""`/node-types`: all that the builder is drawn from."""

from __future__ import annotations

from marshmallow import Schema, fields

from journeys.node import describe_all
from journeys.rules import Scope, describe_fields, describe_operators
from journeys.settings import describe_settings
from webapp.api.room import Room

room = Room("node-types", "What journeys and rules can be made of")


class NodeTypes(Schema):
    """Node types with their forms and ports, the journey's own settings, the words of rules."""

    node_types = fields.List(fields.Dict(), required=True)
    settings = fields.List(fields.Dict(), required=True)
    operators = fields.List(fields.Dict(), required=True)
    fields_ = fields.Dict(
        required=True,
        data_key="fields",
        metadata={"description": "by scope: segment, or journey with the event at hand"},
    )


@room.route("GET", "/node-types", "read", answers=NodeTypes)
def get_node_types() -> object:
    """Everything the builder needs to draw nodes, forms and rules."""
    return described()


def described() -> dict[str, object]:
    return {
        "node_types": describe_all(),
        "settings": describe_settings(),
        "operators": describe_operators(),
        "fields_": {scope.value: describe_fields(scope) for scope in Scope},
    }
