"""What a public link shows: the dashboard as its maker may see it now, without what leads further into the program."""

import hashlib
import re
from collections.abc import Callable, Collection
from typing import Any, Final

import msgspec
from django.db.models import Q

from alarms import selectors as alarm_lists
from alarms.models import Alarm
from alarms.states import Severity
from core import changes
from core.errors import Missing
from core.redis import client
from dashboards import documents, selectors
from dashboards.documents import Document
from dashboards.levels import Page
from dashboards.models import PublicLink
from dashboards.variables import choosing, resolving
from dashboards.variables.declared import Given, declared
from devices.models import Device
from organizations import rights

# Their markers are called after devices; on others a device's name is not to be seen.
NAMING_DEVICES: Final = ("map", "route")
# Many people look at one link: they share an answer for so long.
KEPT_MS: Final = 1500
ALARM_TABLE: Final = "alarm_table"
INTERNAL: Final = ("flowId",)
# What stands for a device or a site, and so is called like one.
NAMED_KINDS: Final = ("device", "site")
ROWS_BOUND: Final = 200
NO_REASON: Final = {"code": "missing"}


def given(link: PublicLink, asked: Given) -> Given:
    """What the address says of the variables that visitors may choose. The others stand for what the dashboard lays down."""
    return {name: values for name, values in sorted(asked.items()) if name in link.choosable}


def document(link: PublicLink) -> dict[str, Any]:
    """The document without links that lead further than its own pages into the program, flows, and notes of those who made it."""
    whole, _ = documents.understood(selectors.newest_version(link.dashboard).document)
    whole = {name: value for name, value in whole.items() if name not in INTERNAL}
    whole["widgets"] = {widget_id: _widget(widget) for widget_id, widget in whole["widgets"].items()}
    return whole


def _widget(widget: dict[str, Any]) -> dict[str, Any]:
    link = widget.get("link")
    is_open = isinstance(link, dict) and (link.get("to") == "page" or str(link.get("url") or "").startswith("https://"))
    return widget if is_open or link is None else {name: value for name, value in widget.items() if name != "link"}


def data(link: PublicLink, page: Page, only: list[str] | None, given: Given, asked: str) -> bytes:
    """Everything the widgets are drawn from, encoded. `asked` is the question in words, by which answers are shared."""
    return _kept(link, "data", f"{asked} {given}", lambda: msgspec.json.encode(_data(link, page, only, given)))


def _data(link: PublicLink, page: Page, only: list[str] | None, given: Given) -> dict[str, Any]:
    answer = selectors.dashboard_data(link.dashboard, link.created_by, page=page, given=given, only=only)
    kinds = {one: widget.type for one, widget in _parsed(link).widgets.items()}
    for widget_id, widget in answer["widgets"].items():
        look = widget.get("look")
        for source in (*widget["sources"], *widget.get("conditions", ()), *([look] if look else ())):
            source["is_writable"] = False
            if kinds.get(widget_id) not in NAMING_DEVICES and "device" in source:
                source["device"] = ""
            # Why there is nothing names what is not to be seen.
            if source.get("reason"):
                source["reason"] = NO_REASON
    told = {*link.choosable, *_named_in_texts(document(link))}
    answer["variables"] = [_variable(one, kinds_of(link), told, link.choosable) for one in answer["variables"]]
    answer["paths"] = {
        topic: [binding | {"reason": NO_REASON} if binding["kind"] == "nothing" else binding for binding in found]
        for topic, found in answer["paths"].items()
    }
    answer["marks"] = {
        "alarms": [mark | {"device": ""} for mark in answer["marks"]["alarms"]],
        "annotations": [note | {"author": None, "changed_by": None, "is_mine": False} for note in answer["marks"]["annotations"]],
    }
    return answer


def kinds_of(link: PublicLink) -> dict[str, str]:
    """The kind of each variable, by its name."""
    return {one.name: one.kind for one in declared(_parsed(link).variables)}


def _variable(one: dict[str, Any], kinds: dict[str, str], told: Collection[str], choosable: Collection[str]) -> dict[str, Any]:
    """What a variable stands for: by name where visitors choose it, or where a text of the dashboard says it anyway."""
    kind = kinds[one["name"]]
    if kind not in NAMED_KINDS:
        return one
    labels = one["labels"] if one["name"] in told else ["" for _ in one["labels"]]
    problem = one["problem"]
    if problem is not None and problem["code"] != "too_many":
        problem = {"code": f"no_{kind}"} if one["name"] in choosable else None
    return one | {"labels": labels, "problem": problem}


def _named_in_texts(part: Any) -> set[str]:
    """The variables that texts of the document name, as `{{machine}}`."""
    return set(re.findall(r"\{\{\s*([A-Za-z][A-Za-z0-9_]*)\s*\}\}", msgspec.json.encode(part).decode()))


def latest(link: PublicLink, given: Given) -> tuple[str, bytes]:
    """The newest values of all that is shown, and a tag that is another one when any of them is."""

    def read() -> bytes:
        found = selectors.newest_values(link.dashboard, link.created_by, given)
        values = {topic: {"ts": ts / 1000, "value": value, "quality": quality} for topic, (ts, value, quality) in found.items()}
        said = {"version": link.dashboard.version, "values": values}
        return msgspec.json.encode({"tag": _digest(msgspec.json.encode(said).decode()), **said})

    content = _kept(link, "latest", str(given), read)
    return msgspec.json.decode(content)["tag"], content


def topics(link: PublicLink, given: Given) -> frozenset[str]:
    """All that a visitor's socket may hear: what stands on this dashboard, and its maker may see."""

    def read() -> bytes:
        shown = selectors.shown_topics(link.dashboard, link.created_by, given)
        if any(widget.type == ALARM_TABLE for widget in _parsed(link).widgets.values()):
            shown.update(map(alarm_lists.news_topic, _alarmed_devices(link, given)))
        return msgspec.json.encode(sorted(shown))

    return frozenset(msgspec.json.decode(_kept(link, "topics", str(given), read), type=list[str]))


def alarms(link: PublicLink, widget_id: str, given: Given) -> bytes:
    """The rows of one alarm table of the dashboard."""
    widget = _parsed(link).widgets.get(widget_id)
    if widget is None or widget.type != ALARM_TABLE:
        raise Missing(rights.NOT_YOURS)
    return _kept(link, f"alarms:{widget_id}", str(given), lambda: msgspec.json.encode(_alarms(link, widget.options, given)))


def _alarms(link: PublicLink, options: dict[str, Any], given: Given) -> dict[str, Any]:
    devices = _alarmed_devices(link, given)
    of_them = Alarm.objects.filter(organization_id=link.dashboard.organization_id, device_id__in=devices)
    rows = rights.visible(link.created_by, of_them)
    if options.get("followsVariables") is not False:
        rows = rows.filter(_of_what_is_chosen(link, given))
    scope = "history" if options.get("scope") == "history" else "current"
    least = str(options.get("minSeverity", "")).upper()
    severities = frozenset(one for one in Severity if one >= Severity[least]) if least in Severity.__members__ else frozenset()
    asked = options.get("rows")
    limit = asked if isinstance(asked, int) and 1 <= asked <= ROWS_BOUND else 20
    listed = alarm_lists.listed(rows, scope=scope, severities=severities)[:limit]
    return {"items": [_alarm(alarm) for alarm in listed], "topics": sorted(map(alarm_lists.news_topic, devices))}


def _alarmed_devices(link: PublicLink, given: Given) -> set[int]:
    """The devices whose alarms may stand on the page: its metrics are theirs, and the link's maker sees them."""
    shown = selectors.shown_devices(link.dashboard, link.created_by, given)
    rows = Device.objects.filter(id__in=shown, organization_id=link.dashboard.organization_id)
    return set(rights.visible(link.created_by, rows).values_list("id", flat=True))


def _of_what_is_chosen(link: PublicLink, given: Given) -> Q:
    """Alarms of the devices, or else the sites, that variables stand for; of all where none does."""
    known = resolving.choices_of(
        declared(_parsed(link).variables),
        organization_id=link.dashboard.organization_id,
        user=link.created_by,
        given=given,
    )
    devices, sites = ({value for one in known if one.variable.kind == kind for value in one.values} for kind in NAMED_KINDS)
    # A device says more than the site that it was chosen at.
    return Q(device_id__in=devices) if devices else Q(device__site_id__in=sites) if sites else Q()


ALARM_FIELDS: Final = ("id", "title", "severity", "state", "device", "text", "value_at_raise", "raised_at")


def _alarm(alarm: Alarm) -> dict[str, Any]:
    whole = alarm_lists.alarm_json(alarm)
    return {name: whole[name] for name in ALARM_FIELDS}


def choices(link: PublicLink, name: str, given: Given, search: str) -> list[dict[str, str]]:
    """What can be chosen for a variable: by name alone, as descriptions and places are nobody's who only visits."""
    variables = declared(_parsed(link).variables)
    variable = next((one for one in variables if one.name == name and name in link.choosable), None)
    if variable is None:
        raise Missing(rights.NOT_YOURS)
    found = choosing.choices(
        variable,
        variables,
        organization_id=link.dashboard.organization_id,
        user=link.created_by,
        given=given,
        search=search,
        by_name_alone=True,
    )
    return [{"value": one["value"], "label": one["label"]} for one in found]


def _kept(link: PublicLink, what: str, asked: str, read: Callable[[], bytes]) -> bytes:
    # A change of rights or of the dashboard is seen at once.
    question = _digest(f"{link.choosable} {asked}")
    key = f"public:{what}:{link.pk}:{link.dashboard.version}:{changes.version('rights')}:{question}"
    kept: Any = client().get(key)
    if kept is not None:
        return bytes(kept)
    content = read()
    client().set(key, content, px=KEPT_MS)
    return content


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def _parsed(link: PublicLink) -> Document:
    return documents.read(selectors.newest_version(link.dashboard).document)
