"""What the program says, in German."""

import pytest

from core import languages
from core.sentences import Sentences, said, template_of

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
