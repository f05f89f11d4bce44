"""Take some bits out of a whole number, such as a status word of a controller.

The mask says which bits stay: `0x0F` the lowest four, `0b100` the third one. Bits are counted from 0, the lowest.

- `value` is what is left, moved down to bit 0 if you wish: a field of three bits becomes a number from 0 to 7.
- `any` is true while at least one of the bits is set, `all` while every one of them is.
"""

import re
from typing import Annotated

from pydantic import Field, field_validator

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox.operands import whole


class Inputs(Ports):
    value: float


class BitMaskParams(Params):
    mask: str = Field(
        "0xFF", title="Mask", description="0x… hexadecimal, 0b… binary, or decimal", max_length=70, examples=["0x0F"]
    )
    moves_down: bool = Field(False, title="Move down to bit 0")

    @field_validator("mask")
    @classmethod
    def _is_a_mask(cls, text: str) -> str:
        mask_of(text)
        return text


class Outputs(Ports):
    value: Annotated[float, port("Masked")]
    any: Annotated[bool, port("Any set", "sent when it changes")]
    all: Annotated[bool, port("All set", "sent when it changes")]


def mask_of(text: str) -> int:
    text = text.strip()
    if not re.fullmatch(r"0x[0-9a-fA-F_]+|0b[01_]+|[0-9_]+", text):
        raise ValueError(f"“{text}” is no mask. Write for example 0x0F, 0b1111 or 15.")
    try:
        mask = int(text, 0)
    except ValueError:
        mask = int(text.replace("_", "") or "0")
    if not 0 < mask < 2**64:
        raise ValueError(f"“{text}” is no mask: it needs at least one bit, and at most 64.")
    return mask


def prepare(params: BitMaskParams) -> tuple[int, int]:
    mask = mask_of(params.mask)
    return mask, (mask & -mask).bit_length() - 1 if params.moves_down else 0


def evaluate(inputs: Inputs, prepared: tuple[int, int]) -> Outputs:
    mask, shift = prepared
    bits = whole(inputs.value, "The value") & mask
    return Outputs(bits >> shift, any=bits != 0, all=bits == mask)


block = Block(
    name="math.bit_mask",
    title="Bit mask",
    evaluate=evaluate,
    params_class=BitMaskParams,
    prepare=prepare,
    on_change=["any", "all"],
    keywords=["bit", "status word", "flags", "register", "modbus", "extract", "test", "bit field"],
    examples=[
        Example(
            says="the lowest four bits",
            params={"mask": "0x0F"},
            inputs={"value": 0xA5},
            outputs={"value": 5, "any": True, "all": False},
        ),
        Example(
            says="bits 4 to 6 as a number",
            params={"mask": "0b1110000", "moves_down": True},
            inputs={"value": 0b0110101},
            outputs={"value": 3, "any": True, "all": False},
        ),
        Example(
            says="is bit 3 set",
            params={"mask": "8"},
            inputs={"value": 12},
            outputs={"value": 8, "any": True, "all": True},
        ),
    ],
)
