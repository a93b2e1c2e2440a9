"""Text with placeholders, as marketers write it: `Hello {{ person.traits.name | default('you') }}`.

The language is Jinja2's syntax cut down to what cannot loop, call or grow: names, `if`/`elif`/
`else`, comparisons with `and`, `or`, `not`, the filters of `template_values.FILTERS`. A template
sees `person.user_id`, `person.language`, `person.traits.…`, `person.markers.…`, `event.name`,
`event.properties.…` and `workspace.name`. What is absent or null is an empty text, and false.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from journeys.person import Person
from journeys.rule_fields import Event
from journeys.template_parse import Context, Part, parse
from journeys.template_source import TemplateInvalid
from journeys.template_values import MOST_CHARACTERS, Path, clean

__all__ = ["Context", "Template", "TemplateInvalid", "compile_template", "context_of"]


@dataclass(frozen=True, slots=True)
class Template:
    source: str
    _part: Part = field(repr=False, compare=False)
    _paths: frozenset[Path] = field(repr=False, compare=False)

    def render(self, context: Context, *, budget: int = MOST_CHARACTERS) -> str:
        """The text for one person: plain, not HTML, cut off after `budget` characters.

        Control characters (except line feeds), bidirectional controls and half surrogate pairs
        are left out, whether they come from the template or from values.
        """
        pieces: list[str] = []
        left = budget
        for piece in self._part(context):
            text = clean(piece)[:left]
            pieces.append(text)
            left -= len(text)
            if left <= 0:
                break
        return "".join(pieces)

    def placeholders(self) -> frozenset[Path]:
        """Every path looked up anywhere in the template, such as `("person", "traits", "name")`."""
        return self._paths


def compile_template(source: str) -> Template:
    """Read a template of at most 4,000 characters. Raises TemplateInvalid."""
    part, paths = parse(source)
    return Template(source, part, paths)


def context_of(person: Person, event: Event | None, workspace: str) -> Mapping[str, object]:
    """What a template sees of a person, the event at hand, if any, and the workspace's name."""
    return {
        "person": {
            "user_id": person.user_id,
            "language": person.language,
            "traits": person.traits,
            "markers": person.markers,
        },
        "event": {"name": event.name, "properties": event.properties} if event else {},
        "workspace": {"name": workspace},
    }
