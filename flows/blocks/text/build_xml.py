"""Make an XML text of a JSON object; the way back from *Parse XML*.

`{"pump": {"@id": 7, "speed": 1450}}` becomes `<pump id="7"><speed>1450</speed></pump>`: members that begin with `@` become
attributes, `#text` the text, a list several elements. The object must have one member, the root; or give the root a name
here.
"""

from typing import Annotated

from pydantic import Field

from flows.block import Block, Example, Json, Params, Ports, port
from flows.toolbox.structure import json_as_xml


class Inputs(Ports):
    value: Annotated[Json, port("Object")]


class BuildXmlParams(Params):
    root: str = Field("", title="Root element", description="Empty: the only member of the object", max_length=100)
    item: str = Field(
        "item", title="Items of a list", description="Their element, when a list comes", min_length=1, max_length=100
    )
    indent: bool = Field(False, title="Over several lines")
    declaration: bool = Field(False, title='Begin with <?xml version="1.0" encoding="UTF-8"?>')


class Outputs(Ports):
    text: Annotated[str, port("XML")]


def evaluate(inputs: Inputs, params: BuildXmlParams) -> Outputs:
    value = {params.item: inputs.value} if isinstance(inputs.value, list) else inputs.value
    text = json_as_xml({params.root: value} if params.root else value, indent=params.indent)
    return Outputs(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}' if params.declaration else text)


block = Block(
    name="text.build_xml",
    title="Build XML",
    evaluate=evaluate,
    keywords=["JSON to XML", "object to XML", "encode", "SOAP"],
    examples=[
        Example(
            says="an attribute and an element",
            inputs={"value": {"pump": {"@id": 7, "speed": 1450}}},
            outputs={"text": '<pump id="7"><speed>1450</speed></pump>'},
        )
    ],
)
