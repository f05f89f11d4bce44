"""Write a text in another form: Base64, hexadecimal, or as a part of a URL.

Texts are encoded as UTF-8. **Base64 for URLs** uses `-` and `_` and no `=`. **Decode** is the way back.
"""

import base64
import html
import urllib.parse
from typing import Annotated, Literal

from pydantic import Field

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox.patterns import checked_text


class Inputs(Ports):
    text: str


class EncodeParams(Params):
    to: Literal["base64", "base64_url", "hex", "url", "html"] = Field("base64", title="As")


class Outputs(Ports):
    text: Annotated[str, port("Encoded")]


def evaluate(inputs: Inputs, params: EncodeParams) -> Outputs:
    text = checked_text(inputs.text)
    match params.to:
        case "base64":
            return Outputs(base64.b64encode(text.encode()).decode())
        case "base64_url":
            return Outputs(base64.urlsafe_b64encode(text.encode()).decode().rstrip("="))
        case "hex":
            return Outputs(text.encode().hex())
        case "url":
            return Outputs(urllib.parse.quote(text, safe=""))
    return Outputs(html.escape(text))


block = Block(
    name="text.encode",
    title="Encode",
    evaluate=evaluate,
    keywords=["base64", "hex", "URL encode", "percent", "escape", "HTML"],
    examples=[
        Example(says="Base64", inputs={"text": "pump 7"}, outputs={"text": "cHVtcCA3"}),
        Example(says="part of a URL", params={"to": "url"}, inputs={"text": "a&b ö"}, outputs={"text": "a%26b%20%C3%B6"}),
    ],
)
