"""The dashboard document: its shape, its bounds, and whether it refers only to what is there."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from dashboards.errors import BadDocument
from dashboards.variables import declared
from dashboards.variables.declared import Reference

SCHEMA: Final = 1
SIZE_BOUND_BYTES: Final = 1024 * 1024
WIDGETS_BOUND: Final = 500
BINDINGS_BOUND: Final = 500  # as many as a map takes
PIXELS_BOUND: Final = 10_000
ROWS_BOUND: Final = 500
PICTURE_BOUND: Final = 400_000
COLUMNS: Final = {"desktop": 24, "mobile": 6}

RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]


class Part(BaseModel):
    """Unknown fields stay: what a newer front end saves must survive an older server."""

    model_config = ConfigDict(extra="allow", strict=True)


class Size(Part):
    """What a free page is drawn on, in its own pixels."""

    w: Annotated[int, Field(ge=100, le=PIXELS_BOUND)]
    h: Annotated[int, Field(ge=100, le=PIXELS_BOUND)]


class Page(Part):
    """A grid, or (`free`) a process picture whose widgets stand anywhere on a sheet of `size`."""

    id: Id
    title: Annotated[str, Field(max_length=100)]
    kind: Literal["grid", "free"] = "grid"
    size: Size = Size(w=1280, h=720)


class Box(Part):
    """A widget's place: in cells, or on a free page in its pixels, turned by `r` degrees, later ones lying on top."""

    i: Id
    x: Annotated[int, Field(ge=0)]
    y: Annotated[int, Field(ge=0, le=10_000)]
    w: Annotated[int, Field(ge=1)]
    h: Annotated[int, Field(ge=1, le=PIXELS_BOUND)]
    r: Annotated[int, Field(ge=0, lt=360)] = 0


class MetricBinding(Part):
    kind: Literal["metric"]
    metric: RowId

    @property
    def topic(self) -> str:
        return f"m:{self.metric}"


class OutputBinding(Part):
    kind: Literal["output"]
    flow: RowId
    block: Annotated[str, Field(min_length=1, max_length=100)]
    # A device's id, or a variable that names one.
    key: Annotated[str, Field(max_length=100)] | None = None

    @property
    def topic(self) -> str:
        return f"o:{self.flow}:{self.block}:{self.key or ''}"


class PathBinding(Part):
    """A metric by its path or its role, of a device that a variable names; or of all devices at a site that it names."""

    kind: Literal["path"]
    device: RowId | Reference
    # A path, or a variable that names one.
    path: Annotated[str, Field(max_length=200)] = ""
    # What the metric is to the device (`variables/roles.py`), where there is no path.
    role: Annotated[str, Field(max_length=40)] | None = None
    device_type: Annotated[RowId | None, Field(alias="deviceType")] = None

    @property
    def topic(self) -> str:
        """No live topic: the key under which answers say what it leads to."""
        return f"v:{self.device}:{self.device_type or ''}:{f'~{self.role}' if self.role and not self.path else self.path}"


class CommandBinding(Part):
    """A command of a device's type. What a button or form gives its parameters stands beside it as `parameters`."""

    kind: Literal["command"]
    device: RowId | Reference
    command: Annotated[str, Field(min_length=1, max_length=100)]
    # Fixed by the designer; the others are asked for.
    parameters: dict[str, Any] = {}

    @property
    def topic(self) -> str:
        """No live topic: what became of it is told among the commands."""
        return f"c:{self.device}:{self.command}"


class OtherBinding(Part):
    """Of a kind that only a newer program knows, or a name that leads nowhere here (`unresolved`): kept, and shown as such."""

    kind: str
    # Of an `unresolved` one: what it named where it came from, as `{"metric": {"device": "boiler", "path": "temp"}}`.
    wanted: dict[str, Any] | None = None

    @property
    def topic(self) -> str:
        for kind, name in (self.wanted or {}).items():
            said = f"{name.get('device')}:{name.get('path')}" if isinstance(name, dict) else name
            return f"v:?{kind}:{said}"
        return f"v:?{self.kind}"


class Nothing(Part):
    """Where a binding leads when there is no such thing; `reason` says why. Never saved."""

    kind: Literal["nothing"] = "nothing"
    topic: str
    reason: dict[str, Any]


def _kind_of(raw: Any) -> str:
    kind = raw.get("kind") if isinstance(raw, dict) else getattr(raw, "kind", None)
    return kind if kind in ("metric", "output", "path", "command", "nothing") else "other"


Binding = Annotated[
    Annotated[MetricBinding, Tag("metric")]
    | Annotated[OutputBinding, Tag("output")]
    | Annotated[PathBinding, Tag("path")]
    | Annotated[CommandBinding, Tag("command")]
    | Annotated[Nothing, Tag("nothing")]
    | Annotated[OtherBinding, Tag("other")],
    Discriminator(_kind_of),
]
AnyBinding = MetricBinding | OutputBinding | PathBinding | CommandBinding | Nothing | OtherBinding


class TimeRange(Part):
    from_: Annotated[Annotated[str, Field(max_length=40)] | int | float, Field(alias="from")]
    to: Annotated[str, Field(max_length=40)] | int | float


class SourceCondition(Part):
    """A widget is shown while a value is so and so; nothing is chosen yet while there is no binding."""

    kind: Literal["source"]
    binding: Binding | None = None


class OtherCondition(Part):
    """Variables, rights, screens, tabs: the front end decides them alone. Unknown ones hide nothing."""

    kind: Annotated[str, Field(max_length=40)]


def _condition_kind(raw: Any) -> str:
    kind = raw.get("kind") if isinstance(raw, dict) else getattr(raw, "kind", None)
    return "source" if kind == "source" else "other"


Condition = Annotated[
    Annotated[SourceCondition, Tag("source")] | Annotated[OtherCondition, Tag("other")], Discriminator(_condition_kind)
]


class VisibleWhen(Part):
    match: Literal["all", "any"] = "all"
    conditions: Annotated[list[Condition], Field(max_length=20)] = []


class Link(Part):
    """Where a widget's title leads. Addresses are opened by a click of whoever looks: only https leaves."""

    to: Annotated[str, Field(max_length=40)]
    url: Annotated[str, Field(max_length=2000)] = ""

    @field_validator("url")
    @classmethod
    def leaves_by_https(cls, url: str) -> str:
        # Browsers drop control characters and blanks inside of a scheme, so we look without them.
        bare = "".join(letter for letter in url if letter > " ").lower()
        if bare and not "https://".startswith(bare) and not bare.startswith("https://"):
            raise PydanticCustomError("link_scheme", "“{url}” is not opened: begin with https://", {"url": url[:80]})
        return url


class Widget(Part):
    type: Annotated[str, Field(max_length=40)]
    version: Annotated[int, Field(ge=1)]
    title: Annotated[str, Field(max_length=200)] = ""
    options: dict[str, Any] = {}
    bindings: Annotated[list[Binding], Field(max_length=BINDINGS_BOUND)] = []
    rules: Annotated[list[dict[str, Any]], Field(max_length=50)] = []
    visible_when: Annotated[VisibleWhen | None, Field(alias="visibleWhen")] = None
    link: Link | None = None
    is_locked: Annotated[bool, Field(alias="isLocked")] = False
    group: Annotated[str, Field(max_length=100)] | None = None
    only_on: Annotated[Literal["desktop", "mobile"] | None, Field(alias="onlyOn")] = None
    # What the data flow sets of its looks: `inputs` of the block that stands for it there. Written when the flow is deployed.
    look: Binding | None = None
    # A range of its own, instead of the page's.
    time_range: Annotated[TimeRange | None, Field(alias="timeRange")] = None

    @property
    def conditions(self) -> "list[AnyBinding]":
        """What must be known to decide whether it is shown."""
        if self.visible_when is None:
            return []
        found = (one.binding for one in self.visible_when.conditions if isinstance(one, SourceCondition))
        return [binding for binding in found if binding is not None]


class Settings(Part):
    """What holds for the dashboard as a whole; what is absent is as the person who looks has it."""

    background: Annotated[str, Field(max_length=40)] | None = None
    # Pixels only: an SVG could hold scripts, and an address would tell others who looks.
    picture: (
        Annotated[str, Field(max_length=PICTURE_BOUND, pattern=r"^data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/=]+$")] | None
    ) = None
    density: Literal["compact", "comfortable"] | None = None
    zone: Annotated[str, Field(max_length=64)] | None = None
    refresh_s: Annotated[int, Field(ge=5, le=86_400)] | None = None

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str | None) -> str | None:
        if zone is not None and zone not in available_timezones():
            raise ValueError(f"“{zone}” is no time zone: use one like Europe/Berlin or UTC")
        return zone


class Document(Part):
    version: Annotated[int, Field(alias="schema", ge=1)]
    pages: Annotated[list[Page], Field(min_length=1, max_length=50)]
    layouts: dict[Literal["desktop", "mobile"], dict[str, list[Box]]]
    widgets: Annotated[dict[Id, Widget], Field(max_length=WIDGETS_BOUND)]
    variables: Annotated[list[Any], Field(max_length=declared.VARIABLES_BOUND)] = []
    time_range: Annotated[TimeRange, Field(alias="timeRange")]
    flow_id: Annotated[RowId | None, Field(alias="flowId")] = None
    settings: Settings = Settings()

    @property
    def bindings(self) -> Iterable[AnyBinding]:
        for widget in self.widgets.values():
            yield from widget.bindings
            yield from widget.conditions
            if widget.look is not None:
                yield widget.look

    @property
    def metric_ids(self) -> set[int]:
        return {binding.metric for binding in self.bindings if isinstance(binding, MetricBinding)}

    @property
    def device_ids(self) -> set[int]:
        """Devices that are named one by one."""
        named = (binding.device for binding in self.bindings if isinstance(binding, PathBinding | CommandBinding))
        return {device for device in named if isinstance(device, int)}

    @property
    def commands(self) -> list[CommandBinding]:
        return [binding for binding in self.bindings if isinstance(binding, CommandBinding)]

    @property
    def flow_ids(self) -> set[int]:
        flows = {binding.flow for binding in self.bindings if isinstance(binding, OutputBinding)}
        return flows | ({self.flow_id} if self.flow_id is not None else set())


def empty() -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "pages": [{"id": "p1", "title": "Overview"}],
        "layouts": {"desktop": {"p1": []}, "mobile": {"p1": []}},
        "widgets": {},
        "variables": [],
        "timeRange": {"from": "now-1h", "to": "now"},
        "flowId": None,
    }


def of_bindings(bindings: list[dict[str, Any]], variables: list[Any]) -> Document:
    """A document of nothing but these, to see where they lead."""
    rows = [bindings[start : start + BINDINGS_BOUND] for start in range(0, len(bindings), BINDINGS_BOUND)]
    widgets = {f"w{number}": {"type": "value", "version": 1, "bindings": row} for number, row in enumerate(rows)}
    return parsed(empty() | {"widgets": widgets, "variables": variables})


def is_newer(raw: Any) -> bool:
    """Whether a newer Sluice has saved it: it is kept as it is and shown as far as it is understood."""
    schema = raw.get("schema") if isinstance(raw, dict) else None
    return isinstance(schema, int) and not isinstance(schema, bool) and schema > SCHEMA


def read(raw: Any) -> Document:
    """A stored document. What a newer Sluice stored and this one cannot make out is shown as empty, never an error."""
    return understood(raw)[1]


def understood(raw: Any) -> tuple[dict[str, Any], Document]:
    """A stored document as it stands, or the empty one that is shown in its place, and the same read."""
    try:
        return raw, Document.model_validate(raw)
    except ValidationError:
        if not is_newer(raw):
            raise
        shown = empty() | {"schema": raw["schema"]}
        return shown, Document.model_validate(shown)


def require_ours(raw: Any) -> None:
    if is_newer(raw):
        raise BadDocument(
            f"This dashboard was saved by a newer Sluice (format {raw['schema']}, this one knows {SCHEMA}). "
            "It can be looked at but not changed here: update Sluice first.",
            field="schema",
        )


def kept(raw: dict[str, Any]) -> Document:
    """A document that comes from elsewhere: one of a newer Sluice is taken as it is."""
    if not is_newer(raw):
        return parsed(raw)
    _check_size(raw)
    return read(raw)


def parsed(raw: dict[str, Any]) -> Document:
    """The document if it holds together in itself, else a refusal that names the place."""
    require_ours(raw)
    _check_size(raw)
    try:
        document = Document.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadDocument(f"{place}: {first['msg']}.", field=place) from None
    declared.check(document.variables)
    _check_layouts(document)
    return document


def draft(widgets: dict[str, Any], *, time_zone: str | None = None) -> Document:
    """Widgets that are not saved yet, as a document of their own: read like a saved one, and as strictly."""
    return parsed(empty() | {"widgets": widgets, "settings": {"zone": time_zone} if time_zone else {}})


def _check_size(raw: dict[str, Any]) -> None:
    count = len(raw["widgets"]) if isinstance(raw.get("widgets"), dict) else 0
    if count > WIDGETS_BOUND:
        raise BadDocument(
            f"The dashboard has {count:,} widgets: {WIDGETS_BOUND} are the most a browser shows well. Divide it.", field="widgets"
        )
    size = len(_text(raw))
    if size > SIZE_BOUND_BYTES:
        raise BadDocument(f"The document has {size:,} bytes: 1 MB is the most. Divide the dashboard.", field="document")


def _text(raw: dict[str, Any]) -> bytes:
    """The document as every database takes it: no NaN, no NUL, no half characters, not nested without end."""
    try:
        text = json.dumps(raw, ensure_ascii=False, allow_nan=False)
        if "\\u0000" in text:
            raise ValueError
        return text.encode()
    except (ValueError, RecursionError):
        raise BadDocument("Infinite numbers, NUL and broken characters cannot be saved.", field="document") from None


def _check_layouts(document: Document) -> None:
    pages = Counter(page.id for page in document.pages)
    for page_id, count in pages.items():
        if count > 1:
            raise BadDocument(f"Two pages are called “{page_id}”.", field="pages")
    sheets = {page.id: page.size for page in document.pages if page.kind == "free"}
    for name, layout in document.layouts.items():
        placed: set[str] = set()
        for page_id, boxes in layout.items():
            if page_id not in pages:
                raise BadDocument(f"There is no page “{page_id}”.", field=f"layouts.{name}.{page_id}")
            sheet = sheets.get(page_id) if name == "desktop" else None
            for place, box in enumerate(boxes):
                field = f"layouts.{name}.{page_id}.{place}"
                if box.i not in document.widgets:
                    raise BadDocument(f"There is no widget “{box.i}”.", field=field)
                if box.i in placed:
                    raise BadDocument(f"The widget “{box.i}” stands there twice.", field=field)
                _check_place(box, name, sheet, field)
                placed.add(box.i)


def _check_place(box: Box, layout: Literal["desktop", "mobile"], sheet: Size | None, field: str) -> None:
    if sheet is not None:
        if box.x + box.w > sheet.w or box.y + box.h > sheet.h:
            raise BadDocument(f"The widget “{box.i}” reaches beyond its page of {sheet.w} by {sheet.h} pixels.", field=field)
        return
    if box.x + box.w > COLUMNS[layout]:
        raise BadDocument(f"The widget “{box.i}” reaches beyond column {COLUMNS[layout]}.", field=field)
    if box.h > ROWS_BOUND:
        raise BadDocument(f"The widget “{box.i}” is {box.h} rows high: {ROWS_BOUND} is the most.", field=field)
