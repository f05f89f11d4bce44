"""What a web server answered, as something to look into: JSON, XML, HTML or text, the values at a path, and a tree to click
in.

A path that begins with `$` is a JSONPath, one that begins with `/` or is a function such as `count(...)` is an XPath, everything
else a regular expression; no path stands for the whole. In XML, names are written without their namespace.
"""

import codecs
import functools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from lxml import etree, html

from flows.toolbox import patterns
from flows.toolbox.named_ports import brought_to, shown
from flows.toolbox.structure import Path, XPath, parsed_xml, xml_as_json

Format = Literal["json", "xml", "html", "text", "binary"]
MAX_DEPTH = 60
MAX_NODES = 5_000
MAX_NODE_TEXT = 1_000

_XPATH = re.compile(r"\.?/|(string|number|count|sum|boolean|normalize-space|name|concat|not|floor|round|ceiling)\(")


@dataclass
class Content:
    """An answer's body. It is read once, in the form that is asked for first."""

    body: bytes
    content_type: str = ""
    # What the block's author says it is, against what the server says.
    declared: Format | Literal["auto"] = "auto"

    @functools.cached_property
    def format(self) -> Format:
        if self.declared != "auto":
            return self.declared
        kind = self.content_type.partition(";")[0].strip().lower()
        if re.search(r"[/+]json$", kind):
            return "json"
        if "html" in kind:
            return "html"
        if re.search(r"[/+]xml$", kind):
            return "xml"
        start = self.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if start[:1] in (b"{", b"[") and self._is_json():
            return "json"
        if start.startswith((b"<!doctype html", b"<html")):
            return "html"
        if start.startswith(b"<?xml"):
            return "xml"
        return "binary" if b"\0" in self.body[:1_000] or (kind and not kind.startswith("text/") and self._is_odd()) else "text"

    def _is_json(self) -> bool:
        try:
            json.loads(self.body)
        except (ValueError, RecursionError):
            return False
        return True

    def _is_odd(self) -> bool:
        try:
            self.body.decode()
        except UnicodeDecodeError:
            return True
        return False

    @functools.cached_property
    def text(self) -> str:
        """The body in letters; what is no letter becomes �, so that a wrong charset spoils no more than it must."""
        named = re.search(r"charset=[\"']?([\w.:-]+)", self.content_type, flags=re.IGNORECASE)
        for mark, charset in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
            if self.body.startswith(mark):
                return self.body.decode(charset, "replace")
        try:
            return self.body.decode(named[1] if named else "utf-8", "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")

    @functools.cached_property
    def data(self) -> Any:
        """The JSON value; a ValueError with the place of the mistake."""
        try:
            value = json.loads(self.text, parse_constant=_no_constant)
        except json.JSONDecodeError as error:
            found = self.text[error.pos : error.pos + 20]
            where = f"line {error.lineno}, column {error.colno}" + (f" (“{found}”)" if found else ", where it ends")
            raise ValueError(f"The answer is no JSON: {error.msg} in {where}.") from None
        except RecursionError:
            raise ValueError("The answer's JSON is nested too deep.") from None
        return storable(value)

    @functools.cached_property
    def root(self) -> Any:
        """The root element of XML or HTML."""
        if self.format == "html":
            parser = html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
            try:
                root = html.fromstring(self.text.encode("utf-8", "replace") or b"<html/>", parser=parser)
            except (etree.ParserError, ValueError) as error:
                raise ValueError(f"The answer is no HTML: {error}.") from None
            return root
        text = re.sub(r"^\s*<\?xml[^>]*\?>", "", self.text)
        return _without_namespaces(parsed_xml(text.strip()))

    def value(self) -> Any:
        """The whole body as a value for a wire."""
        match self.format:
            case "json":
                return self.data
            case "xml":
                return storable(xml_as_json(self.root))
            case "binary":
                raise ValueError(
                    f"The answer is no text ({self.content_type or 'of no declared type'}), so there is nothing to send."
                )
        return self.text

    def pick(self, path: str, kind: str, name: str) -> Any:
        """The value at the path, as `kind`; a ValueError that says what is there instead."""
        found = self._found(path)
        if not found:
            raise ValueError(f"“{name}”: there is nothing at {path} in the answer.")
        value = found if kind == "json" and not _is_single(path) else found[0]
        if kind in ("number", "boolean", "text") and isinstance(value, dict) and is_xpath(path):
            value = value.get("#text", value)  # of an element with attributes people mean the text
        if kind == "number" and isinstance(value, str):
            value = value.strip()
        if value is None and kind in ("number", "boolean", "text"):
            raise ValueError(f"“{name}”: {path} is null in the answer.")
        try:
            return brought_to(kind, value, name)
        except ValueError:
            raise ValueError(f"“{name}” is to be a {kind}, and at {path or 'the whole answer'} stands {shown(value)}.") from None

    def _found(self, path: str) -> list[Any]:
        if not path:
            return [self.value()]
        if path.startswith("$"):
            return [storable(value) for value in _json_path(path).find(self.data)]
        if is_xpath(path):
            if self.format not in ("xml", "html"):
                raise ValueError(f"{path} is an XPath, and the answer is {self.format}. Begin the path with $ for JSON.")
            return [storable(value) for value in _xpath(path).find(self.root)]
        return list(_matches(path)(self.text))


def found_in(data: Any, path: str) -> list[Any]:
    """All values at a JSONPath."""
    return _json_path(path).find(data)


def is_xpath(path: str) -> bool:
    return _XPATH.match(path) is not None


def _is_single(path: str) -> bool:
    """Whether there can be one value at most; of several, JSON takes all and other types the first."""
    return not path or (path.startswith("$") and _json_path(path).is_single)


def check_path(path: str) -> None:
    """A ValueError for a path that could find nothing ever."""
    if path.startswith("$"):
        _json_path(path)
    elif path and is_xpath(path):
        _xpath(path)
    elif path:
        _matches(path)


@functools.lru_cache(maxsize=512)
def _json_path(path: str) -> Path:
    return Path(path)


@functools.lru_cache(maxsize=512)
def _xpath(path: str) -> XPath:
    return XPath(path, {})


@functools.lru_cache(maxsize=512)
def _matches(path: str) -> Callable[[str], list[str]]:
    pattern = patterns.compiled(path)

    def find(text: str) -> list[str]:
        found = pattern.search(text)
        if found is None:
            return []
        return [next((group for group in found.groups() if group is not None), found.group(0))]

    return find


def _no_constant(name: str) -> Any:
    raise ValueError(f"The answer is no JSON: {name} is no value of it.")


def storable(value: Any, depth: int = 0) -> Any:
    """The value as the log and the state can hold it: no lone halves of letters, no numbers beyond 64 bits."""
    if depth > MAX_DEPTH:
        raise ValueError(f"The answer is nested deeper than {MAX_DEPTH} levels.")
    match value:
        case str():
            return value if value.isascii() else value.encode("utf-8", "replace").decode()
        case bool():
            return value
        case int():
            return value if -(2**63) <= value < 2**63 else float(value)
        case dict():
            return {storable(name): storable(inner, depth + 1) for name, inner in value.items()}
        case list():
            return [storable(inner, depth + 1) for inner in value]
    return value


# --- XML and HTML as a tree to click in


def _without_namespaces(root: Any) -> Any:
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
            for name in [name for name in element.attrib if "}" in name]:
                element.attrib[name.rpartition("}")[2]] = element.attrib.pop(name)
    return root


def tree_of(root: Any) -> dict[str, Any]:
    """Elements with their attributes, texts and XPaths, cut where a person would stop reading."""
    left = [MAX_NODES]
    return _node(root, f"/{root.tag}", left, 0)


def _node(element: Any, path: str, left: list[int], depth: int) -> dict[str, Any]:
    left[0] -= 1
    text = (element.text or "").strip()
    counts: dict[str, int] = {}
    children = []
    inner = [child for child in element if isinstance(child.tag, str)]
    totals: dict[str, int] = {}
    for child in inner:
        totals[child.tag] = totals.get(child.tag, 0) + 1
    for child in inner:
        if left[0] <= 0 or depth >= MAX_DEPTH:
            break
        counts[child.tag] = counts.get(child.tag, 0) + 1
        place = f"[{counts[child.tag]}]" if totals[child.tag] > 1 else ""
        children.append(_node(child, f"{path}/{child.tag}{place}", left, depth + 1))
    return {
        "name": element.tag,
        "path": path,
        "text": text[:MAX_NODE_TEXT],
        "attributes": [
            {"name": str(name), "path": f"{path}/@{name}", "text": str(value)[:MAX_NODE_TEXT]}
            for name, value in element.attrib.items()
        ],
        "children": children,
        "is_cut": len(children) < len(inner),
    }
