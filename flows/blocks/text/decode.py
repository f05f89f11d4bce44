"""Read a text that is written as Base64, hexadecimal, or as a part of a URL.

The bytes must be a text in UTF-8. `bytes` is the list of their numbers (0 to 255), for what is no text: with **only the
bytes** the text is left out.
"""

import base64
import binascii
import html
import urllib.parse
from typing import Annotated, Literal

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox.named_ports import shown
from flows.toolbox.patterns import checked_text


class Inputs(Ports):
    text: str


class DecodeParams(Params):
    source: Literal["base64", "hex", "url", "html"] = Field("base64", title="From")
    only_bytes: bool = Field(False, title="Only the bytes", json_schema_extra={"show_when": {"source": ["base64", "hex"]}})


class Outputs(Ports):
    text: Annotated[str | UnsetType, port("Text")] = UNSET
    bytes: Annotated[list[int] | UnsetType, port("Bytes")] = UNSET


def evaluate(inputs: Inputs, params: DecodeParams) -> Outputs:
    text = checked_text(inputs.text)
    if params.source == "url":
        return Outputs(urllib.parse.unquote(text, errors="replace"))
    if params.source == "html":
        return Outputs(html.unescape(text))
    raw = _bytes_of(text, params.source)
    if params.only_bytes:
        return Outputs(bytes=list(raw))
    try:
        return Outputs(raw.decode(), list(raw))
    except UnicodeDecodeError:
        raise ValueError(f"{shown(text)} does not hold a text. Choose only the bytes.") from None


def _bytes_of(text: str, source: str) -> bytes:
    try:
        if source == "hex":
            return bytes.fromhex(text.replace(":", " ").removeprefix("0x"))
        plain = "".join(text.split()).replace("-", "+").replace("_", "/").rstrip("=")
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (ValueError, binascii.Error):
        raise ValueError(f"{shown(text)} is not {'hexadecimal' if source == 'hex' else 'Base64'}.") from None


block = Block(
    name="text.decode",
    title="Decode",
    evaluate=evaluate,
    keywords=["base64", "hex", "URL decode", "unescape", "bytes", "binary", "payload", "LoRa"],
    examples=[
        Example(says="Base64", inputs={"text": "cHVtcA=="}, outputs={"text": "pump", "bytes": [112, 117, 109, 112]}),
        Example(
            says="the bytes of a payload",
            params={"source": "hex", "only_bytes": True},
            inputs={"text": "01 ff"},
            outputs={"bytes": [1, 255]},
        ),
    ],
)
