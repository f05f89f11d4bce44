"""Compute a check sum or a signature of a text.

**SHA-256** and **SHA-512** for what must not be forged, with a key as **HMAC**; **MD5**, **SHA-1** and **CRC-32** only for
old protocols that ask for them. The key is set here, or comes by the input `key`. The result is in small hexadecimal digits,
or in Base64.
"""

import base64
import hashlib
import hmac
import zlib
from typing import Annotated, Literal

from pydantic import Field, model_validator

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox.patterns import checked_text


class Inputs(Ports):
    text: str
    key: Annotated[str | None, port("Key", "makes it an HMAC")] = None


class HashParams(Params):
    algorithm: Literal["sha256", "sha512", "sha1", "md5", "crc32"] = Field("sha256", title="Algorithm")
    key: str = Field("", title="Key", description="Empty: no HMAC, unless the key comes by the input", max_length=1000)
    form: Literal["hex", "base64"] = Field("hex", title="Written as")

    @model_validator(mode="after")
    def _takes_a_key(self) -> "HashParams":
        if self.algorithm == "crc32" and self.key:
            raise ValueError("CRC-32 takes no key. Choose SHA-256")
        return self


class Outputs(Ports):
    hash: Annotated[str, port("Hash")]


def evaluate(inputs: Inputs, params: HashParams) -> Outputs:
    data = checked_text(inputs.text).encode()
    key = params.key if inputs.key is None else inputs.key
    if params.algorithm == "crc32":
        if key:
            raise ValueError("CRC-32 takes no key. Choose SHA-256.")
        digest = zlib.crc32(data).to_bytes(4)
    elif key:
        digest = hmac.digest(key.encode(), data, params.algorithm)
    else:
        digest = hashlib.new(params.algorithm, data, usedforsecurity=False).digest()
    return Outputs(base64.b64encode(digest).decode() if params.form == "base64" else digest.hex())


block = Block(
    name="text.hash",
    title="Hash",
    evaluate=evaluate,
    keywords=["SHA-256", "HMAC", "MD5", "CRC", "checksum", "signature", "digest", "sign"],
    examples=[
        Example(
            says="SHA-256",
            inputs={"text": "pump"},
            outputs={"hash": "0b203c464bb32a27e8621a5cfcfae0f86753a7d8881006de7d64090ad5785214"},
        ),
        Example(says="CRC-32", params={"algorithm": "crc32"}, inputs={"text": "123456789"}, outputs={"hash": "cbf43926"}),
    ],
)
