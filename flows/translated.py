"""The catalogue of blocks in the language of whoever reads it.

`blocks/<family>/messages/<language>.json` holds what the blocks of a family say, keyed by the English text: `texts` for all of
them, `special` for words that mean something else in one block, `keywords` that the palette finds beside the English ones.
`blocks/messages/` has the texts of several families, the names of `families` and the words of the `reference`. Help is
translated paragraph by paragraph.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import languages
from core.sentences import said
from flows import catalogue
from flows.block import Block, Port

if TYPE_CHECKING:
    from flows.graphs.graph import Placed

BLOCKS = Path(__file__).parent / "blocks"
# Units of more letters are words, such as "values".
MAX_SYMBOL = 3

# As the front end's `inspector/fields.ts` has them too.
_ABBREVIATIONS = {
    "crc32": "CRC-32",
    "csv": "CSV",
    "html": "HTML",
    "json": "JSON",
    "jwt": "JWT",
    "md5": "MD5",
    "sha1": "SHA-1",
    "sha256": "SHA-256",
    "sha512": "SHA-512",
    "url": "URL",
    "xml": "XML",
}

_ROW = re.compile(r"[-*] |\||\d+\. ")
_WORD = re.compile(r"[a-z]")


class Texts:
    """What one block says, in one language."""

    def __init__(self, block: str, language: str) -> None:
        family = languages.messages(BLOCKS / block.partition(".")[0], language)
        shared = languages.messages(BLOCKS, language)
        self.keywords: list[str] = family.get("keywords", {}).get(block, [])
        self._sources = (family.get("special", {}).get(block, {}), family.get("texts", {}), shared.get("texts", {}))

    def of(self, text: str) -> str:
        """The text; in English what nobody has translated."""
        return next((source[text] for source in self._sources if text in source), text)

    def help(self, text: str) -> str:
        return "\n\n".join(part if is_code(part) else self.of(unwrapped(part)) for part in paragraphs(text))


@functools.cache
def texts(block: str, language: str) -> Texts:
    return Texts(block, language)


def family(name: str, english: str) -> str:
    """The title of a family."""
    return str(_of_all("families").get(name, english))


def of_reference(text: str) -> str:
    """A word of the pages that are made from the catalogue."""
    return str(_of_all("reference").get(text, text))


def shared(text: str) -> str:
    """A word that blocks of several families say."""
    return str(_of_all("texts").get(text, text))


def _of_all(section: str) -> dict[str, Any]:
    return dict(languages.messages(BLOCKS, languages.current()).get(section, {}))


def title(block: Block) -> str:
    """What a block is called that nobody has given a name."""
    language = languages.current()
    return block.title if language == languages.ENGLISH else texts(block.name, language).of(block.title)


def port_title(block: Block, port: Port) -> str:
    language = languages.current()
    return port.title if language == languages.ENGLISH else texts(block.name, language).of(port.title)


def descriptions() -> tuple[dict[str, Any], ...]:
    """The whole catalogue as JSON, in the language of whoever asks."""
    return _descriptions(languages.current())


@functools.cache
def _descriptions(language: str) -> tuple[dict[str, Any], ...]:
    english = catalogue.descriptions()
    return english if language == languages.ENGLISH else tuple(_translated(entry, language) for entry in english)


def _translated(entry: Mapping[str, Any], language: str) -> dict[str, Any]:
    say = texts(entry["type"], language)
    text = say.help(entry["help"])
    defaults = set(_strings([field.get("default") for field in entry["params"].get("properties", {}).values()]))
    return {
        **entry,
        "title": say.of(entry["title"]),
        "summary": text.partition("\n")[0],
        "help": text,
        "params": _schema(entry["params"], say),
        "inputs": [_port(port, say, own=defaults) for port in entry["inputs"]],
        "outputs": [_port(port, say, own=defaults) for port in entry["outputs"]],
        "examples": [{**example, "says": say.of(example["says"])} for example in entry["examples"]],
        # Whoever learnt the English words finds the block by them too.
        "keywords": [*say.keywords, *entry["keywords"], entry["title"]],
    }


def ports_json(placed: "Placed") -> dict[str, list[dict[str, Any]]]:
    """The ports of a block in a flow. A title that stands in the block's params is the user's own and stays."""
    sides = {"inputs": placed.inputs, "outputs": placed.outputs}
    described = {side: [catalogue.port_json(port) for port in ports] for side, ports in sides.items()}
    language = languages.current()
    if language == languages.ENGLISH:
        return described
    say, own = texts(placed.block.name, language), set(_strings(placed.params.model_dump()))
    return {side: [_port(port, say, own) for port in ports] for side, ports in described.items()}


def _port(port: Mapping[str, Any], say: Texts, own: set[str]) -> dict[str, Any]:
    title, text = port["title"], say.of(port["help"])
    return {**port, "title": title if title in own else say.of(title), "help": said(text)}


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _strings(inner)
        case list() | tuple():
            for inner in value:
                yield from _strings(inner)


def _schema(schema: Mapping[str, Any], say: Texts) -> dict[str, Any]:
    """The params' schema with its words translated; choices get `enum_titles`, because their values are what flows hold."""
    made = dict(schema)
    for name in ("properties", "$defs"):
        if name in schema:
            made[name] = {key: _schema(inner, say) for key, inner in schema[name].items()}
    if "items" in schema:
        made["items"] = _schema(schema["items"], say)
    for name in ("anyOf", "oneOf"):
        if name in schema:
            made[name] = [_schema(inner, say) for inner in schema[name]]
    for name in ("title", "description"):
        if name in schema:
            made[name] = say.of(schema[name])
    if len(schema.get("unit", "")) > MAX_SYMBOL:
        made["unit"] = say.of(schema["unit"])
    if "enum" in schema:
        made["enum_titles"] = {value: say.of(words_of(value)) for value in schema["enum"] if is_word(value)}
    return made


def is_word(choice: Any) -> bool:
    """Signs such as `<` and names such as GET are the same in all languages."""
    return isinstance(choice, str) and _WORD.search(choice) is not None


def words_of(name: str) -> str:
    """`begins_with` as the form shows it: “Begins with”."""
    words = name.replace("_", " ").strip()
    return _ABBREVIATIONS.get(words) or (words if len(words) == 1 else words[:1].upper() + words[1:])


def paragraphs(text: str) -> list[str]:
    return text.split("\n\n")


def is_code(paragraph: str) -> bool:
    return paragraph.startswith("```")


def unwrapped(paragraph: str) -> str:
    """A paragraph with one line for each row of a list or table, however long its lines are in the source."""
    lines: list[str] = []
    for line in paragraph.split("\n"):
        if not lines or _ROW.match(line):
            lines.append(line)
        else:
            lines[-1] += " " + line.strip()
    return "\n".join(lines)
