"""The catalogue in German: whole, with nothing left over, and the user's own words untouched."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from core import languages
from flows import catalogue, reference, translated
from organizations.models import User
from tests import factories

GERMAN = "de"
ENTRIES = {entry["type"]: entry for entry in catalogue.descriptions()}
FAMILIES = sorted({entry["family"] for entry in ENTRIES.values()})


def fields_of(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for holder in (schema, *schema.get("$defs", {}).values()):
        for field in holder.get("properties", {}).values():
            yield field
            yield from (inner for inner in (field.get("items"), *field.get("anyOf", ())) if inner)


def spoken(entry: dict[str, Any]) -> Iterator[str]:
    """Every text of the program in one entry of the catalogue."""
    yield entry["title"]
    yield from (translated.unwrapped(part) for part in translated.paragraphs(entry["help"]) if not translated.is_code(part))
    defaults = str([field.get("default") for field in entry["params"].get("properties", {}).values()])
    for port in (*entry["inputs"], *entry["outputs"]):
        if repr(port["title"]) not in defaults:  # what stands in the params is the user's
            yield port["title"]
            yield from filter(None, [port["help"]])
    yield from (example["says"] for example in entry["examples"])
    for field in fields_of(entry["params"]):
        yield from (field[name] for name in ("title", "description") if name in field)
        if len(field.get("unit", "")) > translated.MAX_SYMBOL:
            yield field["unit"]
        yield from (translated.words_of(value) for value in field.get("enum", ()) if translated.is_word(value))


def texts_of(folder: str = "") -> dict[str, str]:
    return languages.messages(translated.BLOCKS / folder, GERMAN)["texts"]


@pytest.mark.parametrize("block", ENTRIES)
def test_every_text_of_a_block_is_there_in_german(block):
    known = texts_of() | texts_of(ENTRIES[block]["family"]) | dict(specials(ENTRIES[block]["family"]).get(block, {}))

    assert [text for text in spoken(ENTRIES[block]) if text not in known] == []


def specials(family: str) -> dict[str, dict[str, str]]:
    return dict(languages.messages(translated.BLOCKS / family, GERMAN).get("special", {}))


@pytest.mark.parametrize("family", FAMILIES)
def test_no_german_text_is_left_over(family):
    entries = [entry for entry in ENTRIES.values() if entry["family"] == family]
    said = {text for entry in entries for text in spoken(entry)}

    assert [text for text in texts_of(family) if text not in said] == []
    assert [text for text in texts_of(family) if text in texts_of()] == []
    for block, words in specials(family).items():
        assert [text for text in words if text not in set(spoken(ENTRIES[block]))] == []


def test_texts_of_all_families_are_said_by_some_block():
    said = {text for entry in ENTRIES.values() for text in spoken(entry)}

    assert [text for text in texts_of() if text not in said] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_every_block_is_found_by_german_words(family):
    keywords = languages.messages(translated.BLOCKS / family, GERMAN)["keywords"]

    assert sorted(keywords) == [block for block, entry in ENTRIES.items() if entry["family"] == family]
    assert all(len(words) >= 2 for words in keywords.values())


def code_in(text: str) -> list[str]:
    return sorted(re.findall(r"`([^`\n]+)`", text))


# Words in backticks that are themselves translated: sentences and formulas in words.
WORDS = {"math.scale", "statistics.exponential_smoothing", "statistics.join_by_time", "text.template"}


@pytest.mark.parametrize("block", [block for block in ENTRIES if block not in WORDS])
def test_names_and_code_are_the_same_in_both_languages(block):
    with languages.reading(GERMAN):
        entry = next(entry for entry in translated.descriptions() if entry["type"] == block)

    assert code_in(entry["help"]) == code_in(ENTRIES[block]["help"])


def test_a_german_reader_gets_the_catalogue_in_german(viewer: User):
    answer = factories.client(viewer).get("/api/blocks", headers={"Accept-Language": "de-DE,de;q=0.9,en;q=0.8"}).json()
    clamp = next(entry for entry in answer["items"] if entry["type"] == "math.clamp")

    assert clamp["title"] == "Begrenzen"
    assert clamp["summary"] == "Eine Zahl in einem Bereich halten."
    assert clamp["inputs"][0]["title"] == "Wert"
    assert clamp["params"]["properties"]["low"]["title"] == "Untere Grenze"
    assert {"Sättigung", "Clamp", "limit"} <= set(clamp["keywords"])


def test_choices_keep_their_values_and_get_titles():
    with languages.reading(GERMAN):
        switch = next(entry for entry in translated.descriptions() if entry["type"] == "logic.switch")
    when = switch["params"]["$defs"]["Rule"]["properties"]["when"]

    assert when["enum"] == ["==", "!=", "<", "<=", ">", ">=", "between", "contains", "begins_with", "matches"]
    assert when["enum_titles"] == {
        "between": "Zwischen",
        "contains": "Enthält",
        "begins_with": "Beginnt mit",
        "matches": "Passt auf",
    }


def test_titles_that_the_user_gave_stay_as_they_are(viewer: User):
    rows = [{"when": ">", "value": "0", "title": "High"}]
    blocks = {"b1": {"type": "logic.switch", "params": {"rows": rows}}}
    answer = factories.client(viewer).post(
        "/api/blocks/ports", {"blocks": blocks}, content_type="application/json", headers={"Accept-Language": "de"}
    )
    ports = answer.json()["blocks"]["b1"]

    assert [port["title"] for port in ports["inputs"]] == ["Wert"]
    assert [port["title"] for port in ports["outputs"]] == ["High", "Sonst", "Fehler"]


def test_the_reference_of_blocks_is_made_in_german():
    with languages.reading(GERMAN):
        pages = {page.slug: page for page in reference.pages()}

    assert pages["blocks"].title == "Blöcke"
    assert "| [Begrenzen](blocks/math.md#begrenzen) | Eine Zahl in einem Bereich halten. |" in pages["blocks"].markdown
    assert pages["blocks/output"].title == "Blöcke: Ausgaben"
    assert "**Ausgänge**" in pages["blocks/math"].markdown


def part_of(family: str, title: str) -> str:
    """What the reference says about one block."""
    page = next(page for page in reference.pages() if page.slug == f"blocks/{family}")
    return page.markdown.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_the_reference_says_what_may_stand_in_a_param():
    window = part_of("statistics", "Window statistics")
    assert (
        '| Length (`unit`) | `"hour"` | `"minute"`, `"hour"`, `"day"`, `"week"`, `"month"`; only with *Window* `"calendar"` |'
        in window
    )
    assert '| Length (`length_s`) | `60.0` s | 0.1 to 2678400 s; only with *Window* `"time"`, `"sliding_time"` |' in window
    assert "columns: From (`source`), When (`when`), After (`after_s`: 0 to 31622400 s), To (`target`) |" in part_of(
        "logic", "State machine"
    )


def test_the_reference_names_choices_and_types_in_german():
    with languages.reading(GERMAN):
        assert '`"text"` Text, `"csv"` CSV, `"json"` JSON |' in part_of("outside", "Datei lesen")
        assert "| Lesen (`read`) | Auslöser, optional | Was hier eintrifft, liest die Datei |" in part_of(
            "outside", "Datei lesen"
        )


def test_the_reference_tells_the_times_of_an_example_about_time():
    assert '`{"value": true}` → `{"value": false}`; 3 s `{"value": true}` → `{"value": true}`' in part_of("logic", "On delay")


def test_the_reference_shows_how_a_long_example_ends():
    shown = part_of("analytics", "Level change").partition("a level that rises by three spreads")[2].partition("}`: ")[2]
    assert shown.splitlines()[0].split("; ") == [
        '`{"value": 10}` → `{}`',
        '`{"value": 10}` → `{}`',
        "…",
        '`{"value": 10}` → `{}`',
        '`{"value": 13}` → `{"evidence": 0.5}`',
        '`{"value": 13}` → `{"evidence": 1.0}`',
    ]


def test_every_word_of_the_reference_is_used():
    words = languages.messages(translated.BLOCKS, GERMAN)["reference"]
    source = (translated.BLOCKS.parent / "reference.py").read_text()

    assert [word for word in words if f'"{word}"' not in source and f"'{word}'" not in source] == []
    assert set(languages.messages(translated.BLOCKS, GERMAN)["families"]) == set(FAMILIES)
