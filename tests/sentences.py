"""What the program says to people, found in its source: the sentences that message files have to translate."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

# Said to whoever runs the program, in a console or a log, or to whoever reads the API's description: in English.
CONSOLE = re.compile(
    r"(^|/)(migrations|management|starters|tests)/|(^|/)(demo\w*|check|test_\w+|portable/folder)\.py$"
    r"|^(flows/reference|telemetry/consumer)\.py$|^iotsite/(?!(api|auth|docs|health|embedding|frontend|web)\.py)"
)
UNSAID = re.compile(
    r"(^|\.)(logger|log|logging)\.|(^|\.)(Field|Query|Path|Body|Header|File|Example|Block|port|Port|Meta|warn|print|compile"
    r"|GaugeMetricFamily|CounterMetricFamily|Gauge|Counter|Histogram|TypeError|AssertionError|RuntimeError|NotImplementedError"
    r"|ImproperlyConfigured|KeyError|exec_driver_sql|execute|Process|Thread)$"
)
SENTENCE = re.compile(r"[A-Z“{].* .*[.?!]", re.DOTALL)
SQL = re.compile(r"\s*(SELECT|DELETE|FROM|INSERT|UPDATE) ")
# What is given to these is read by people, also where it has no full stop.
SAID = re.compile(
    r"(^|\.)(said|Letter|send_account_mail|[A-Z]\w*Error|Refused|Missing|Unavailable|Conflict|Refusal|Malformed|Unusable|Problem"
    r"|Complaint|CannotStart|Failed|NoTime|Bad\w+|TooMany\w*|Not[A-Z]\w+|No[A-Z]\w+|problem|_fail|_become|__init__)$"
)
WORD = re.compile("[A-Za-z]{2}")
PLACE = re.compile(r"\{\w+\}")
WORDS = re.compile(r"[A-Za-z]{2,}[^{}]* [a-z]{2,}")
# Words that say how a place was made and not what stands there.
_BUILT = re.compile(
    "len|str|int|repr|sorted|join|type|list|map|min|max|round|self|error|lower|strip|__name__|for|in|if|else|not|is|and|or|None"
    "|json|dumps|get|strftime|isoformat|replace|upper|capitalize|format|each|one|quoted"
)


@functools.cache
def templates() -> dict[str, str]:
    """Every text of the apps' source with its places named, and the first file it stands in."""
    found: dict[str, str] = {}
    for path in _files():
        for text, _, _ in _texts(path):
            found.setdefault(text, path.as_posix())
    return found


@functools.cache
def sentences() -> dict[str, str]:
    """Those that people read: template and app."""
    found: dict[str, str] = {}
    for path in _files():
        if CONSOLE.search(path.as_posix()):
            continue
        for text, call, _ in _texts(path):
            if UNSAID.search(call) or SQL.match(text) or not WORD.search(PLACE.sub("", text)):
                continue
            if SENTENCE.fullmatch(text.strip()) or (SAID.search(call) and WORDS.search(text)):
                found.setdefault(text.strip(), path.parts[0])
    return found


def _files() -> list[Path]:
    apps = ("iotsite", *(name for name in settings.INSTALLED_APPS if (settings.BASE_DIR / name / "apps.py").is_file()))
    return sorted(path.relative_to(settings.BASE_DIR) for app in apps for path in (settings.BASE_DIR / app).rglob("*.py"))


@functools.cache
def _texts(path: Path) -> tuple[tuple[str, str, int], ...]:
    return tuple(_texts_of(ast.parse((settings.BASE_DIR / path).read_text(encoding="utf-8"))))


def _texts_of(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(above.get(node), ast.Expr | ast.JoinedStr | ast.FormattedValue) or _is_joined(above.get(node)):
            continue
        for text in _texts_in(node):
            yield named(text), _call_around(node, above), getattr(node, "lineno", 0)


def _is_joined(node: ast.AST | None) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and bool(_texts_in(node))


def _texts_in(node: ast.AST | None) -> list[str]:
    """A text, an f-string, or some of them added; a choice between two words makes two texts. Places are `{expression}`."""
    match node:
        case ast.Constant(value=str(text)):
            return [text.replace("{", "{{").replace("}", "}}")]
        case ast.JoinedStr(values=values):
            made = [""]
            for part in values:
                made = [start + end for start in made for end in _part(part)][:8]
            return made
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            one, two = _texts_in(left), _texts_in(right)
            if not one and not two:
                return []
            return [a + b for a in one or [f"{{{ast.unparse(left)}}}"] for b in two or [f"{{{ast.unparse(right)}}}"]]
        case ast.IfExp(body=body, orelse=orelse):
            one, two = _texts_in(body), _texts_in(orelse)
            return one + two if one and two else []
    return []


def _part(part: ast.AST) -> list[str]:
    match part:
        case ast.FormattedValue(value=ast.IfExp() as choice) if _texts_in(choice):
            return _texts_in(choice)
        case ast.FormattedValue(value=value):
            return [f"{{{ast.unparse(value)}}}"]
    return _texts_in(part)


def _call_around(node: ast.AST, above: dict[ast.AST, ast.AST]) -> str:
    while not isinstance(node := above[node], ast.Call | ast.stmt | ast.Module):
        pass
    return ast.unparse(node.func) if isinstance(node, ast.Call) else type(node).__name__


def named(text: str) -> str:
    """`{len(rows)} of {self.most[:3]}` becomes `{rows} of {most}`; a name that comes again gets a number."""
    parts: list[str] = []
    taken: dict[str, int] = {}
    depth, place = 0, ""
    position = 0
    while position < len(text):
        pair = text[position : position + 2]
        if depth == 0 and pair in ("{{", "}}"):
            parts.append(pair)  # a brace that is one
            position += 2
            continue
        letter = text[position]
        position += 1
        if letter == "{":
            depth += 1
            if depth == 1:
                place = ""
                continue
        elif letter == "}":
            depth -= 1
            if depth == 0:
                name = _name_of(place)
                taken[name] = taken.get(name, 0) + 1
                parts.append(f"{{{name}{taken[name] if taken[name] > 1 else ''}}}")
                continue
        if depth:
            place += letter
        else:
            parts.append(letter)
    return "".join(parts)


def _name_of(expression: str) -> str:
    outside = re.sub(r"'[^']*'|\"[^\"]*\"", "", expression)
    words = [word for word in re.findall(r"[A-Za-z_]\w*", outside) if not _BUILT.fullmatch(word)]
    return words[-1].strip("_").lower() if words else "value"
