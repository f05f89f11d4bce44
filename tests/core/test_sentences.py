"""What the program says, in German."""

import re

import pytest
from pydantic_core._pydantic_core import list_all_errors

from core import languages
from core.sentences import CORE, Sentences, folders, parts_of, said, template_of
from core.sentences import sentences as sentences_in
from tests import sentences as said_by_us

NAMED = template_of("There is no site “{name}”.", "Es gibt keinen Standort „{name}“.")
WHERE = template_of("Row {row}: {why}", "Zeile {row}: {why}")
SWAPPED = template_of("{name} has {count} of {most}.", "Von {most} hat {name} {count}.")
SENTENCES = Sentences(
    {"It is cleared already.": "Er ist schon beendet."},
    tuple(sorted([NAMED, WHERE, SWAPPED], key=lambda template: -template.weight)),
)


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("It is cleared already.", "Er ist schon beendet."),
        ("There is no site “Hall 3”.", "Es gibt keinen Standort „Hall 3“."),
        ("Pump has 3 of 5.", "Von 5 hat Pump 3."),
        ("Row 7: There is no site “Hall\n3”.", "Zeile 7: Es gibt keinen Standort „Hall\n3“."),
        ("There is no site “It is cleared already.”.", "Es gibt keinen Standort „It is cleared already.“."),
        ("Somebody wrote this.", "Somebody wrote this."),
        ("", ""),
        ("There is no site “" + "x" * 5_000 + "”.", "There is no site “" + "x" * 5_000 + "”."),
    ],
)
def test_a_finished_sentence_finds_its_german_one(english: str, german: str):
    assert SENTENCES.said(english) == german


def test_a_sentence_in_itself_comes_to_an_end():
    assert SENTENCES.said("Row 1: " * 50).startswith("Zeile 1: Zeile 1: Zeile 1: Zeile 1: ")


def test_english_readers_get_what_the_code_says():
    assert said("It is cleared already.") == "It is cleared already."
    with languages.reading("xx"):
        assert said("It is cleared already.") == "It is cleared already."


# --- all that the program says

GERMAN = {
    english: german
    for folder in folders()
    for english, german in languages.messages(folder, "de").items()
}  # fmt: skip
PYDANTIC = languages.messages(CORE, "pydantic.de")
# Of Python's objects, which no JSON brings.
PYTHONS = re.compile(
    "attribute|instance|frozen|callable|subclass|rgument|iterating|Recursion|factory|validator|Counter|OrderedDict|deque|complex"
    "|Fraction|fraction|Decimal|sentinel|Ellipsis|hashable|JSON input|Timezone offset|strict URL|UUID version"
)


def test_every_sentence_of_the_program_is_there_in_german():
    assert {english: app for english, app in said_by_us.sentences().items() if english not in GERMAN} == {}


def test_every_message_about_a_value_of_the_wrong_form_is_there_in_german():
    messages = [error["message_template_python"] for error in list_all_errors()]

    assert [message for message in messages if message not in PYDANTIC and not PYTHONS.search(message)] == []
    assert [message for message in PYDANTIC if message not in messages] == []


def test_no_german_sentence_is_left_over():
    known = {text.strip() for text in said_by_us.templates()}

    assert [english for english in GERMAN if english not in known] == []


@pytest.mark.parametrize("app", [folder.name for folder in folders()])
def test_german_sentences_have_the_places_of_the_english_ones(app: str):
    for english, german in languages.messages(CORE.parent / app, "de").items():
        assert sorted(parts_of(german)[1]) == sorted(parts_of(english)[1]), english


def test_every_finished_sentence_finds_its_own_german_one():
    sentences = sentences_in("de")
    wrong = {}
    for english, german in GERMAN.items():
        filled = filled_in(english)
        if sentences.said(filled) != filled_in(german):
            wrong[filled] = sentences.said(filled)
    assert wrong == {}


def filled_in(template: str) -> str:
    """Each place holds its own name in brackets, which no sentence has."""
    fixed, names = parts_of(template)
    return fixed[0] + "".join(f"⟦{name}⟧{piece}" for name, piece in zip(names, fixed[1:], strict=True))


@pytest.mark.parametrize(
    ("english", "german"),
    [
        (
            "“Limit” of “Clamp” needs a wire: without it the block never runs.",
            "„Limit“ von „Clamp“ braucht einen Draht: Ohne ihn läuft der Block nie.",
        ),
        ("Untere Grenze: input should be greater than 5 (not 3).", "Untere Grenze: Der Wert muss größer als 5 sein (nicht 3)."),
        ("Inside, “Smooth”: Choose the device.", "In „Smooth“: Choose the device."),
        ("Value error, it must be given", "er muss angegeben werden"),
        ("There is 1 error in the flow: Choose the dashboard.", "Im Flow ist 1 Fehler: Wählen Sie das Dashboard."),
    ],
)  # fmt: skip
def test_parts_of_a_sentence_are_translated_too(english: str, german: str):
    with languages.reading("de"):
        assert said(english) == german
