"""Make a JSON object of an XML text.

`<pump id="7"><speed>1450</speed></pump>` becomes `{"pump": {"@id": "7", "speed": "1450"}}`: attributes begin with `@`, text
beside attributes or elements is `#text`, elements that come several times become a list, prefixes of namespaces are left
out. All values are texts. Entities are not resolved, nothing is fetched, and texts with a document type are refused.
"""

from typing import Annotated

from pydantic import Field

from flows.block import Block, Example, Json, Params, Ports, port
from flows.toolbox.structure import parsed_xml, xml_as_json


class Inputs(Ports):
    text: Annotated[str, port("XML")]


class ParseXmlParams(Params):
    without_root: bool = Field(False, title="Leave out the root element")


class Outputs(Ports):
    value: Annotated[Json, port("Object")]


def evaluate(inputs: Inputs, params: ParseXmlParams) -> Outputs:
    value = xml_as_json(parsed_xml(inputs.text))
    if not params.without_root:
        return Outputs(value)
    inner = next(iter(value.values()))
    return Outputs(inner if isinstance(inner, dict) else {"#text": inner})


block = Block(
    name="text.parse_xml",
    title="Parse XML",
    evaluate=evaluate,
    keywords=["XML to JSON", "XML to object", "decode", "SOAP"],
    examples=[
        Example(
            says="attributes and elements",
            inputs={"text": '<plant><pump id="7"><speed>1450</speed></pump><pump id="8"/></plant>'},
            outputs={"value": {"plant": {"pump": [{"@id": "7", "speed": "1450"}, {"@id": "8"}]}}},
        )
    ],
)
