"""SVG that people bring along, without anything that could act: it is put into the page itself, so that its parts can be bound.

What is not on the lists is left out and told, never repaired. Nothing leads out of the document: references stay within
it (`#part`) or are images that stand in the text itself.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from lxml import etree

from dashboards.errors import BadPicture

SVG: Final = "http://www.w3.org/2000/svg"
XLINK: Final = "http://www.w3.org/1999/xlink"
ELEMENTS_BOUND: Final = 20_000
# What a browser draws of them, when parts are used again and again.
DRAWN_BOUND: Final = 200_000

_ELEMENTS = (
    "svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan textPath image "
    "switch linearGradient radialGradient stop pattern clipPath mask marker filter feBlend feColorMatrix "
    "feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight "
    "feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset "
    "fePointLight feSpecularLighting feSpotLight feTile feTurbulence "
)
ELEMENTS: Final = frozenset(_ELEMENTS.split())
_ATTRIBUTES = (
    "id class style x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d points width height viewBox preserveAspectRatio "
    "transform version fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap "
    "stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color display visibility overflow "
    "clip-path clip-rule mask filter marker-start marker-mid marker-end markerWidth markerHeight markerUnits refX "
    "refY orient offset stop-color stop-opacity gradientUnits gradientTransform spreadMethod patternUnits "
    "patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits filterUnits primitiveUnits in "
    "in2 result stdDeviation dx dy dz flood-color flood-opacity values type mode operator k1 k2 k3 k4 order "
    "kernelMatrix divisor bias edgeMode radius baseFrequency numOctaves seed stitchTiles tableValues slope "
    "intercept amplitude exponent surfaceScale diffuseConstant specularConstant specularExponent azimuth elevation "
    "lighting-color scale xChannelSelector yChannelSelector font-family font-size font-style font-weight "
    "letter-spacing word-spacing text-anchor dominant-baseline alignment-baseline baseline-shift text-decoration "
    "textLength lengthAdjust rotate startOffset vector-effect paint-order shape-rendering text-rendering "
    "image-rendering pointer-events role aria-label aria-hidden xml:space "
)
ATTRIBUTES: Final = frozenset(_ATTRIBUTES.split())
# What a `style` may say: how things are painted and written, and nothing of where the picture stands in the page.
_PROPERTIES = (
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-dasharray stroke-dashoffset opacity color display visibility overflow clip-path clip-rule mask mask-type filter "
    "marker marker-start marker-mid marker-end stop-color stop-opacity flood-color flood-opacity lighting-color "
    "color-interpolation color-interpolation-filters transform transform-box transform-origin mix-blend-mode isolation "
    "font font-family font-size font-style font-weight font-variant font-stretch letter-spacing word-spacing line-height "
    "text-anchor text-align text-decoration text-indent white-space writing-mode direction unicode-bidi dominant-baseline "
    "alignment-baseline baseline-shift vector-effect paint-order shape-rendering text-rendering image-rendering pointer-events "
)
PROPERTIES: Final = frozenset(_PROPERTIES.split())
INLINE_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
# In attributes and styles: url(#part) only; and nothing that old browsers ran.
REFERENCE = re.compile(r"url\(\s*['\"]?\s*(?!#)", re.IGNORECASE)
ACTIVE = re.compile(
    r"expression\s*\(|javascript:|@import|-moz-binding|behavior\s*:|\\|(?:image|image-set|cross-fade|element|paint|src)\s*\(",
    re.IGNORECASE,
)
# Of an element: what it is drawn with, by the id.
USED = re.compile(r"url\(\s*['\"]?\s*#([^'\")\s]+)")


class Clean(NamedTuple):
    """The SVG as text, how often what was left out, and the ids that can be bound."""

    text: str
    left_out: dict[str, int]
    ids: list[str]


def sanitised(content: bytes) -> Clean:
    """The picture with everything that could act or reach out left away. Raises BadPicture when it is no SVG."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadPicture(f"This SVG cannot be read: {str(error)[:200]}.") from None
    if root.getroottree().docinfo.internalDTD is not None and list(root.getroottree().docinfo.internalDTD.iterentities()):
        raise BadPicture("This SVG declares entities of its own: save it as plain SVG.")
    if root.tag != f"{{{SVG}}}svg":
        raise BadPicture(f"This is no SVG: it begins with <{etree.QName(root).localname}>.")
    if sum(1 for _ in root.iter()) > ELEMENTS_BOUND:
        raise BadPicture(f"This SVG has more than {ELEMENTS_BOUND:,} elements: simplify it in a drawing program.")
    left_out: Counter[str] = Counter()
    for element in list(root.iter()):
        if element.getparent() is None and element is not root:
            continue  # stood in something that was left out
        name = etree.QName(element)
        if name.namespace != SVG or name.localname not in ELEMENTS:
            left_out[f"<{name.localname}>"] += 1
            _remove(element)
            continue
        for attribute, value in list(element.attrib.items()):
            if not _is_harmless(str(attribute), str(value)):
                left_out[etree.QName(attribute).localname] += 1
                del element.attrib[attribute]
        if style := element.get("style"):
            kept, dropped = _painting(str(style))
            left_out.update(dropped)
            if kept:
                element.set("style", kept)
            else:
                del element.attrib["style"]
    if _drawn(root) > DRAWN_BOUND:
        raise BadPicture(
            f"This SVG uses its parts again so often that more than {DRAWN_BOUND:,} would be drawn: "
            "simplify it in a drawing program."
        )
    etree.cleanup_namespaces(root)
    text = etree.tostring(root, encoding="unicode")
    return Clean(text, dict(left_out), [element.attrib["id"] for element in root.iter() if element.attrib.get("id")])


def _painting(style: str) -> tuple[str, list[str]]:
    """What a style says of painting, and the names of what else it says. Drawing programs' own notes go untold."""
    said = [(part.partition(":")[0].strip().lower(), part) for part in style.split(";") if part.strip()]
    kept = ";".join(part for name, part in said if name in PROPERTIES)
    return kept, [name[:40] for name, _ in said if name not in PROPERTIES and not name.startswith("-")]


def _drawn(root: "etree._Element") -> int:
    """How many elements a browser draws. Each that is used counts wherever it is used, so a few can be billions."""
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    counts: dict[etree._Element, int] = {}
    # Whoever uses what they stand in is not drawn there, and counts nothing.
    for element in _innermost_first(root, by_id):
        counts[element] = 1 + sum(counts.get(part, 0) for part in (*element, *_used(element, by_id)))
    return counts[root]


def _innermost_first(root: "etree._Element", by_id: "Mapping[Any, etree._Element]") -> "Iterator[etree._Element]":
    """Every element after all that stands in it, or is used by it."""
    seen = {root}
    waiting = [(root, iter((*root, *_used(root, by_id))))]
    while waiting:
        element, parts = waiting[-1]
        part = next((one for one in parts if one not in seen), None)
        if part is None:
            waiting.pop()
            yield element
        else:
            seen.add(part)
            waiting.append((part, iter((*part, *_used(part, by_id)))))


def _used(element: "etree._Element", by_id: "Mapping[Any, etree._Element]") -> "list[etree._Element]":
    values = [str(value) for value in element.attrib.values()]
    links = [str(value).strip()[1:] for name, value in element.attrib.items() if etree.QName(name).localname == "href"]
    names = [*links, *(name for value in values for name in USED.findall(value))]
    return [by_id[name] for name in names if name in by_id]


def _remove(element: "etree._Element") -> None:
    """Without losing the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _is_harmless(attribute: str, value: str) -> bool:
    name = etree.QName(attribute)
    if name.localname == "href" and name.namespace in (None, XLINK):
        return value.strip().startswith("#") or bool(INLINE_IMAGE.fullmatch(value.strip()))
    if name.namespace == "http://www.w3.org/XML/1998/namespace":
        return name.localname in ("space", "lang")
    if name.namespace or name.localname not in ATTRIBUTES:
        return False
    return not (REFERENCE.search(value) or ACTIVE.search(value))
