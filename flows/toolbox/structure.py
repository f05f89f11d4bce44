"""Values with structure: paths into JSON and XML, XML as JSON and back. What users write is bounded before it is run."""

import functools
import json
import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from flows.toolbox import patterns

MAX_TEXT = 1_000_000
MAX_STEPS = 1_000_000
MAX_MATCHES = 10_000
MAX_DEPTH = 100


# --- JSON


def parsed_json(text: str) -> Any:
    """The value of a JSON text; a ValueError with the place of the mistake."""
    checked_size(text, "JSON")
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        found = text[error.pos : error.pos + 20] or "the end"
        raise ValueError(f"This is no JSON: {error.msg} in line {error.lineno}, column {error.colno} (“{found}”).") from None
    except RecursionError:
        raise ValueError("The JSON is nested too deep.") from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"This is no JSON: {name} is no value of it. Write null.")


def built_json(value: Any, *, indent: int | None = None) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent, separators=None if indent else (",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"This cannot be written as JSON: {error}.") from None
    return checked_size(text, "JSON")


def checked_size(text: str, kind: str) -> str:
    if len(text) > MAX_TEXT:
        raise ValueError(f"The {kind} has {len(text):,} characters; {MAX_TEXT:,} can be worked on.")
    return text


# --- JSONPath


def _said(error: Exception) -> str:
    """The first line of what a library's error says; some cannot even say it."""
    try:
        return str(error).partition("\n")[0] or type(error).__name__
    except Exception:
        return type(error).__name__


class Path:
    """A JSONPath that is ready to be looked up."""

    def __init__(self, text: str) -> None:
        self.text = text
        if not text.strip():
            raise ValueError("An empty text is no JSONPath. Write for example $.sensors[0].value")
        try:
            self._query = _environment().compile(text)
            self.is_single = not hasattr(self._query, "paths") and self._query.singular_query()
        except Exception as error:  # of several classes, and some not of the library's own
            said = _said(error)
            raise ValueError(f"“{text[:80]}” is no JSONPath: {said}. Write for example $.sensors[0].value") from None
        # How often the whole document may be walked for each of its values.
        self._factor = max(0, text.count("..") - 1) + max(0, text.count("$") - 1) + max(0, text.count("?") - 1)

    def find(self, data: Any) -> list[Any]:
        """All values at the path, in the order of the document."""
        if self._factor:
            size = size_of(data)
            if size ** (1 + self._factor) > MAX_STEPS:
                raise ValueError(f"“{self.text[:80]}” would walk through {size:,} values again and again. Write a shorter path.")
        found = []
        try:
            for match in self._query.finditer(data):
                found.append(match.obj)
                if len(found) > MAX_MATCHES:
                    raise ValueError(f"“{self.text[:80]}” finds more than {MAX_MATCHES:,} values. Write a narrower path.")
        except RecursionError:
            raise ValueError("The document is nested too deep.") from None
        except ValueError:
            raise
        except Exception as error:  # types that cannot be compared, and the like
            raise ValueError(f"“{self.text[:80]}” cannot be looked up: {error}.") from None
        return found


def size_of(data: Any) -> int:
    """How many values a document has, lists and objects included."""
    count, left = 0, [data]
    while left:
        item = left.pop()
        count += 1
        if isinstance(item, dict):
            left.extend(item.values())
        elif isinstance(item, list):
            left.extend(item)
    return count


@functools.cache
def _environment() -> Any:
    """JSONPath as in RFC 9535, its regular expressions by RE2."""
    import jsonpath  # takes a while, and most flows have no paths
    from jsonpath.function_extensions import ExpressionType, FilterFunction

    class Matches(FilterFunction):
        arg_types = [ExpressionType.VALUE, ExpressionType.VALUE]
        return_type = ExpressionType.LOGICAL

        def __init__(self, method: str) -> None:
            self._method = method

        def __call__(self, value: object, pattern: object) -> bool:
            if not isinstance(value, str) or not isinstance(pattern, str):
                return False
            return getattr(_pattern(pattern), self._method)(value[: patterns.MAX_TEXT]) is not None

    class Environment(jsonpath.JSONPathEnvironment):
        def setup_function_extensions(self) -> None:
            super().setup_function_extensions()
            self.function_extensions["match"] = Matches("fullmatch")
            self.function_extensions["search"] = Matches("search")

        def compile(self, path: str) -> Any:
            if "=~" in path:
                raise ValueError("=~ is not available; use search(@.name, 'pattern')")
            return super().compile(path)

    return Environment(strict=True)


@functools.lru_cache(maxsize=64)
def _pattern(pattern: str) -> Any:
    return patterns.compiled(pattern)


# --- XML


def parsed_xml(text: str) -> Any:
    """The root element. Entities are not resolved and nothing is fetched."""
    checked_size(text, "XML")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise ValueError(f"This is no XML: {error.msg} (line {line}, column {column}).") from None
    except ValueError as error:
        raise ValueError(f"This is no XML: {error}.") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("An XML document with a document type (<!DOCTYPE …>) is not taken. Remove it.")
    return root


class XPath:
    """An XPath that is ready to be looked up."""

    _AXES = re.compile(r"//|descendant|following|preceding|ancestor")

    def __init__(self, text: str, namespaces: Mapping[str, str]) -> None:
        self.text = text
        self._factor = max(0, len(self._AXES.findall(text)) - 1)
        try:
            self._query = etree.XPath(text, namespaces=dict(namespaces) or None, regexp=False, smart_strings=False)
        except (etree.XPathSyntaxError, TypeError, ValueError) as error:
            raise ValueError(f"“{text[:80]}” is no XPath: {error}. Write for example //sensor/@value") from None

    def find(self, root: Any) -> list[Any]:
        """What stands there: texts, numbers, booleans; an element as its text, or as JSON when it has others inside."""
        if self._factor:
            size = sum(1 for _ in root.iter())
            if size ** (1 + self._factor) > MAX_STEPS:
                raise ValueError(
                    f"“{self.text[:80]}” would walk through {size:,} elements again and again. Write a shorter path."
                )
        try:
            found = self._query(root)
        except etree.XPathError as error:
            raise ValueError(f"“{self.text[:80]}” cannot be looked up: {error}.") from None
        if not isinstance(found, list):
            return [found]
        if len(found) > MAX_MATCHES:
            raise ValueError(f"“{self.text[:80]}” finds more than {MAX_MATCHES:,} values. Write a narrower path.")
        return [item if isinstance(item, str) else _value_of(item) for item in found]


def xml_as_json(root: Any) -> dict[str, Any]:
    """`{"tag": value}`: attributes as `@name`, text beside them as `#text`, elements of one name as a list."""
    return {_name(root): _value_of(root)}


def _value_of(element: Any, depth: int = 0) -> Any:
    if depth > MAX_DEPTH:
        raise ValueError(f"The XML is nested deeper than {MAX_DEPTH} elements.")
    value: dict[str, Any] = {f"@{_plain(name)}": text for name, text in element.attrib.items()}
    text = element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            inner, name = _value_of(child, depth + 1), _name(child)
            if name not in value:
                value[name] = inner
            elif isinstance(value[name], list):
                value[name].append(inner)
            else:
                value[name] = [value[name], inner]
        text += child.tail or ""
    if not value:
        return text
    if text.strip():
        value["#text"] = text.strip()
    return value


def _name(element: Any) -> str:
    return _plain(element.tag)


def _plain(name: str) -> str:
    return name.rpartition("}")[2]


def json_as_xml(value: Any, *, indent: bool = False) -> str:
    """The XML text of an object with one member, which becomes the root; the way back from `xml_as_json`."""
    if not isinstance(value, dict) or len(value) != 1 or isinstance(next(iter(value.values())), list):
        raise ValueError('XML has one root: give an object with one member, for example {"plant": {"@id": "7", "pump": [1, 2]}}.')
    name, content = next(iter(value.items()))
    root = _element(name)
    _fill(root, content, 0)
    if indent:
        etree.indent(root)
    return checked_size(etree.tostring(root, encoding="unicode"), "XML")


def _element(name: str) -> Any:
    try:
        return etree.Element(name)
    except ValueError:
        raise ValueError(f"“{name[:60]}” cannot be the name of an XML element.") from None


def _fill(element: Any, content: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError(f"The value is nested deeper than {MAX_DEPTH} levels.")
    if not isinstance(content, dict):
        _set_text(element, content)
        return
    for name, value in content.items():
        if name == "#text":
            _set_text(element, value)
        elif name.startswith("@"):
            try:
                element.set(name[1:], _text_of(value))
            except ValueError:
                raise ValueError(f"“{name[:60]}” cannot be an XML attribute with the value “{_text_of(value)[:60]}”.") from None
        else:
            for item in value if isinstance(value, list) else [value]:
                child = _element(name)
                element.append(child)
                _fill(child, item, depth + 1)


def _set_text(element: Any, value: Any) -> None:
    try:
        element.text = _text_of(value)
    except ValueError:
        raise ValueError(f"“{_text_of(value)[:60]}” has characters that XML cannot hold.") from None


def _text_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return built_json(value)
    return str(value)
