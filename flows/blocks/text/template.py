"""Write a text with values in it: `Pump {{ name }} is at {{ level | round(1) }} %`.

Every name in `{{ … }}` and in conditions becomes an **input**. The text is sent when one of them is new, once all have had a
value. The language is that of Jinja2:

| you write | and get |
|---|---|
| `{{ value }}`, `{{ data.pump.speed }}`, `{{ list[0] }}` | a value, a member of an object, an item of a list |
| `{{ value \\| fixed(2) }}`, `{{ value \\| fixed(1, "space", "comma") }}` | a number with decimals |
| `{{ seconds \\| time("dd.MM.yyyy HH:mm", "Europe/Berlin") }}` | a time |
| `{% if level > 80 %} … {% elif level > 60 %} … {% else %} … {% endif %}` | one of several texts |
| `{% for item in items %}{{ loop.index }}. {{ item.name }}{% endfor %}` | a text for each item |
| `{% set limit = 80 %}` | a name of your own |
| `{{ value \\| default("none") }}` | something else for what is missing or null |

Filters: `abs` `capitalize` `default` `first` `fixed` `float` `int` `items` `join` `keys` `last` `length` `list` `lower` `max`
`min` `replace` `reverse` `round` `sort` `split` `string` `sum` `time` `title` `tojson` `trim` `truncate` `unique` `upper`.

What is missing is an error that names it. A text may have 20,000 characters; all loops together may go round 2,000 times.
There are no macros, imports and calls (but `range`).
"""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from pydantic import Field, field_validator

from flows.block import Block, Example, Params, Port, Ports, port
from flows.graphs.facts import Facts
from flows.toolbox.templates import MAX_SOURCE, Template


class TemplateParams(Params):
    template: str = Field(
        "{{ value }}",
        title="Template",
        description="Names become inputs of the block",
        max_length=MAX_SOURCE,
        examples=["{{ name }} is at {{ level | fixed(1) }} %"],
        json_schema_extra={"format": "jinja"},
    )

    @field_validator("template")
    @classmethod
    def _can_be_read(cls, source: str) -> str:
        Template(source)
        return source


class Outputs(Ports):
    text: Annotated[str, port("Text")]


def ports(params: TemplateParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [Port(name, name, "any") for name in Template(params.template).names], [Port("text", "Text", "text")]


def prepare(params: TemplateParams) -> Template:
    return Template(params.template)


def evaluate(inputs: Any, prepared: Template) -> Outputs:
    return Outputs(prepared.fill_in(msgspec.structs.asdict(inputs)))


block = Block(
    name="text.template",
    title="Template",
    may_take_long=True,
    evaluate=evaluate,
    params_class=TemplateParams,
    ports=ports,
    prepare=prepare,
    keywords=["Jinja", "format", "message", "string", "mustache", "placeholder", "mail text", "interpolate"],
    examples=[
        Example(
            says="a sentence about a tank",
            params={"template": "{{ tank }}: {{ level | fixed(1) }} %{% if level < 10 %}, refill{% endif %}"},
            inputs={"tank": "North", "level": 7.25},
            outputs={"text": "North: 7.3 %, refill"},
        ),
        Example(
            says="a line for each item of a list",
            params={
                "template": "{% for pump in pumps %}{{ pump.name }} {% if not pump.on %}off{% else %}on{% endif %}\n{% endfor %}"
            },
            inputs={"pumps": [{"name": "P1", "on": True}, {"name": "P2", "on": False}]},
            outputs={"text": "P1 on\nP2 off\n"},
        ),
    ],
)
