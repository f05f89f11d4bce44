"""Topic templates: how a foreign topic names a device and perhaps a metric. `plant/{device}/{metric}`, say."""

import re
from typing import NamedTuple

from core.errors import Refused

_PLACE = re.compile(r"\{([^{}]*)\}")
_KNOWN = ("device", "metric")


class BadTemplate(Refused):
    code = "bad_template"


class Template(NamedTuple):
    """A template made ready: what to subscribe to, and how to read a topic."""

    topic_filter: str
    pattern: re.Pattern[str]
    has_metric: bool

    def read(self, topic: str) -> tuple[str, str] | None:
        """Device and metric (empty where the template has none) that the topic names."""
        match = self.pattern.fullmatch(topic)
        if match is None:
            return None
        return match["device"], match["metric"] if self.has_metric else ""


def template(text: str, *, field: str = "topic") -> Template:
    """Read a template; refusals name what is wrong with it."""
    places = _checked(text, field=field)
    if places.count("device") != 1:
        raise BadTemplate(
            f"“{text}” does not say where the device is: write {{device}} once, as in plant/{{device}}/{{metric}}.", field=field
        )
    if places.count("metric") > 1:
        raise BadTemplate(f"“{text}” names the metric twice: write {{metric}} at most once.", field=field)
    levels, patterns = [], []
    for level in text.split("/"):
        is_pattern = "{" in level
        levels.append("+" if is_pattern else level)
        patterns.append("[^/]*" if level == "+" else _pattern(level))
    return Template("/".join(levels), re.compile("/".join(patterns), re.DOTALL), "metric" in places)


def _pattern(level: str) -> str:
    parts = _PLACE.split(level)  # text, name, text, name, ... text
    return "".join(f"(?P<{part}>[^/]+)" if place % 2 else re.escape(part) for place, part in enumerate(parts))


def alarm_template(text: str) -> str:
    """Check a topic to publish alarms to; {device} is filled in."""
    places = _checked(text, field="alarm_topic")
    if "metric" in places:
        raise BadTemplate(f"“{text}” names a metric, but an alarm may have none: use {{device}} only.", field="alarm_topic")
    if "+" in text:
        raise BadTemplate(f"“{text}” has a wildcard: alarms need one topic each, such as alarms/{{device}}.", field="alarm_topic")
    return text


def _checked(text: str, *, field: str) -> list[str]:
    if not text or len(text) > 300 or text.startswith(("$", "/")) or any(ord(character) < 32 for character in text):
        raise BadTemplate(f"“{text[:60]}” is no topic: give 1 to 300 characters that start with neither / nor $.", field=field)
    if "#" in text or any("+" in level and level != "+" for level in text.split("/")):
        raise BadTemplate(f"“{text}” has a wildcard that is not a level by itself: use + for one level, and no #.", field=field)
    places = _PLACE.findall(text)
    unknown = [place for place in places if place not in _KNOWN]
    if unknown or "{" in _PLACE.sub("", text) or "}" in _PLACE.sub("", text):
        raise BadTemplate(f"“{text}” has a part in braces that is neither {{device}} nor {{metric}}.", field=field)
    return places
