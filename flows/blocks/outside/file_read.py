"""Read a file that was uploaded to Sluice, as text, rows of CSV, or JSON.

Each time something arrives at *Read*, the active version of the file is read (or the version that you name). A file of CSV
comes out as a list of objects, one for each row, with the names of the first row; numbers in it are numbers. *Content* is a
text or JSON; wire it to a block that picks from it.

Files are uploaded under *Files*: for the whole organization, for a device type, or for one device. With *Device of the run*
the file of that name that holds for the device is read: its own, else that of its type, else the organization's. 700 kB can
be read.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Answer, Block, Complaint, DeviceId, Example, Params, Ports, Trigger, port
from flows.graphs.facts import Facts, Scope
from flows.world import World


class Inputs(Ports):
    read: Annotated[Trigger, port("Read", "Anything that arrives here reads the file")] = False
    name: Annotated[str, port("Name", "Instead of the name set here")] = ""


class FileParams(Params):
    place: Literal["organization", "run", "device"] = Field(
        "organization", title="File of", description="The organization, the device of the run, or a device that you choose"
    )
    device: DeviceId | None = Field(None, title="Device", json_schema_extra={"show_when": {"place": ["device"]}})
    name: str = Field("", title="File name", max_length=100, examples=["tariffs.csv"])
    version: str = Field("", title="Version", max_length=40, description="Empty: the active one")
    format: Literal["by_name", "text", "csv", "json"] = Field("by_name", title="Read as", description="By the ending of its name")
    separator: Literal["", ",", ";", "\t", "|"] = Field(
        "",
        title="Between columns",
        description="Empty: found out",
        json_schema_extra={"show_when": {"format": ["csv", "by_name"]}},
    )
    has_header: bool = Field(
        True, title="The first row has the names", json_schema_extra={"show_when": {"format": ["csv", "by_name"]}}
    )


class Outputs(Ports):
    content: Annotated[Any, port("Content")] = UNSET
    version: Annotated[str | UnsetType, port("Version")] = UNSET
    size: Annotated[float | UnsetType, port("Size", "in bytes")] = UNSET


def check(params: FileParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    if params.place == "run" and not scope.is_each_device and scope.device is None:
        yield Complaint("params.place", "This flow does not run for one device alone, so choose another place.")
    if params.place == "device":
        if params.device is None:
            yield Complaint("params.device", "Choose the device whose file is read.")
        elif facts.device(params.device) is None:
            yield Complaint("params.device", f"Device {params.device} does not exist. Choose another one.")


def evaluate(inputs: Inputs, params: FileParams, answer: Answer | None, world: World) -> Outputs:
    if answer is not None:
        if not answer.ok:
            raise ValueError(answer.error)
        return Outputs(**answer.value)
    if inputs.read:
        name = (inputs.name or params.name).strip()
        if not name:
            raise ValueError("Which file is to be read? Give its name, or wire one to Name.")
        request: dict[str, Any] = params.model_dump() | {"name": name}
        if params.place != "device":
            del request["device"]
        world.call("file_read", request)
    return Outputs()


block = Block(
    name="outside.file_read",
    title="Read file",
    evaluate=evaluate,
    check=check,
    quiet=["name"],
    has_answer=True,
    keywords=["file", "CSV", "JSON", "text", "table", "import", "load", "resource"],
    examples=[
        Example(
            says="a table of tariffs as rows",
            params={"name": "tariffs.csv"},
            inputs=[{"read": True}, {}],
            answers=[None, Answer(True, {"content": [{"hour": 0.0, "price": 0.21}], "version": "3", "size": 214})],
            outputs=[{}, {"content": [{"hour": 0.0, "price": 0.21}], "version": "3", "size": 214}],
            does=[
                (
                    "call",
                    "file_read",
                    {
                        "place": "organization",
                        "name": "tariffs.csv",
                        "version": "",
                        "format": "by_name",
                        "separator": "",
                        "has_header": True,
                    },
                )
            ],
        )
    ],
)
