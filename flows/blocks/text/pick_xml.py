"""Take values out of an XML text, each by its path.

Each row is an output: its **name**, the **XPath** where its value stands, its **type**.

| path | is |
|---|---|
| `/plant/pump/speed` | the text of an element |
| `/plant/pump[2]/speed` | of the second pump |
| `//pump/@id` | an attribute, however deep |
| `//pump[@id='7']/speed` | where a condition holds |
| `count(//pump)`, `sum(//speed)` | numbers |
| `//s:pump` | with a namespace; give its prefix and address below |

Type *json* gives the list of all values, *any* one value or several as a list, the other types the first. An element with
others inside is given as JSON.
Entities are not resolved, nothing is fetched, and texts with a document type are refused.
"""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, model_validator

from flows.block import Block, Example, Params, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox.named_ports import Row, outputs_class
from flows.toolbox.picking import Picks, XmlPick, check_picks, picked_ports
from flows.toolbox.structure import parsed_xml


class NamespaceRow(Row):
    prefix: str = Field("s", title="Prefix", min_length=1, max_length=40)
    address: str = Field("", title="Namespace", max_length=300)


class PickXmlParams(Params):
    outputs: list[XmlPick] = Field(
        [XmlPick(name="value", path="//value", type="any")], title="Outputs", min_length=1, max_length=40
    )
    missing: Literal["error", "nothing"] = Field("error", title="What is not there", description="An error, or nothing is sent")
    namespaces: list[NamespaceRow] = Field([], title="Namespaces", max_length=20)

    @model_validator(mode="after")
    def _can_be_read(self) -> "PickXmlParams":
        check_picks(self.outputs, namespaces=_namespaces(self))
        return self


def _namespaces(params: PickXmlParams) -> dict[str, str]:
    return {row.prefix: row.address for row in params.namespaces}


def ports(params: PickXmlParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [Port("text", "XML", "text")], picked_ports(params.outputs)


def prepare(params: PickXmlParams) -> tuple[Picks, type[Ports]]:
    picks = Picks(params.outputs, is_missing_error=params.missing == "error", namespaces=_namespaces(params))
    return picks, outputs_class(picked_ports(params.outputs))


def evaluate(inputs: Any, prepared: tuple[Picks, type[Ports]]) -> Any:
    picks, outputs = prepared
    return outputs(**picks.of(parsed_xml(inputs.text)))


block = Block(
    name="text.pick_xml",
    title="Pick from XML",
    evaluate=evaluate,
    params_class=PickXmlParams,
    ports=ports,
    prepare=prepare,
    keywords=["XPath", "XML", "extract", "element", "attribute", "SOAP", "path"],
    examples=[
        Example(
            says="a speed and all ids",
            params={
                "outputs": [
                    {"name": "speed", "path": "//pump[@id='7']/speed", "type": "number"},
                    {"name": "ids", "path": "//pump/@id", "type": "json"},
                ]
            },
            inputs={"text": "<plant><pump id='7'><speed>1450</speed></pump><pump id='8'/></plant>"},
            outputs={"speed": 1450.0, "ids": ["7", "8"]},
        )
    ],
)
