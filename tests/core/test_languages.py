import pytest

from core import languages


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("fr,de;q=0.5,en;q=0.4", "de"),
        ("fr;q=0.9, de;q=0.8", "de"),
        ("DE", "de"),
        ("fr", "en"),
        ("de;q=0", "en"),
        ("", "en"),
        ("*", "en"),
        ("de;q=nonsense", "en"),
        (",;=" * 10_000, "en"),
    ],
)
def test_the_first_language_of_a_header_that_we_have(header: str, language: str):
    assert languages.best_of(header) == language


def test_what_somebody_chose_goes_before_what_their_browser_asks_for():
    assert languages.of_person({"language": "de"}, header="en") == "de"
    assert languages.of_person({"language": "xx"}, header="de") == "de"
    assert languages.of_person({}, header="") == "en"
    assert languages.of_person(None, header="de") == "de"


def test_a_language_holds_inside_only():
    with languages.reading("de"):
        assert languages.current() == "de"
        with languages.reading("en"):
            assert languages.current() == "en"
        assert languages.current() == "de"
    assert languages.current() == "en"
