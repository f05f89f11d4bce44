"""The REST Data block outside the hot lane: one call, or a row of pages, and what is picked from the answer."""

import datetime as dt
import email.utils
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from pydantic import Field, field_validator, model_validator

from core.clock import now_us
from core.errors import Refused, Unavailable
from core.outbound import Answer
from flows.toolbox.named_ports import MAX_PORTS, PortName, Row, ValueType, check_distinct
from flows.web import answers, rest, sealed
from flows.web.answers import Content
from flows.web.rest import REPEATABLE, REQUEST_PORT, Called, CallParams

OWN_OUTPUTS = ("body", "status", "headers", "unauthorized", "error")
MAX_BODY_BYTES = 256_000  # that may go over a wire
MAX_RETRY_AFTER_S = 3_600.0
TEMPORARY = (408, 425, 429, 500, 502, 503, 504)
# The server says itself that it has done nothing.
UNTOUCHED = (429, 503)


class Busy(Unavailable):
    """The server may do it later; perhaps it says when."""

    def __init__(self, message: str, *, retry_after_s: float | None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Output(Row):
    """A value picked from the answer."""

    name: PortName = Field("value", title="Name")
    path: str = Field(
        "$",
        title="Path",
        description="JSONPath ($.a[0].b), XPath (/a/b), a regular expression for text, or nothing for the whole",
        max_length=500,
        examples=["$.sensors[0].value"],
    )
    type: ValueType = Field("number", title="Type")
    is_secret: bool = Field(False, title="Secret", description="Travels sealed: wires and traces do not show it")

    @field_validator("path")
    @classmethod
    def _is_path(cls, path: str) -> str:
        answers.check_path(path)
        return path

    @model_validator(mode="after")
    def _is_text_when_secret(self) -> Self:
        if self.is_secret and self.type != "text":
            raise ValueError(f"“{self.name}” is secret, so its type has to be text")
        return self


class RestParams(CallParams):
    outputs: list[Output] = Field([], title="Outputs", description="Picked from the answer", max_length=MAX_PORTS)
    answer: Literal["auto", "json", "xml", "html", "text"] = Field(
        "auto", title="The answer is", json_schema_extra={"advanced": True}
    )
    with_body: bool = Field(True, title="Send the whole body too", json_schema_extra={"advanced": True})
    with_headers: bool = Field(False, title="Send the answer's headers too", json_schema_extra={"advanced": True})
    every_s: float = Field(
        0.0, title="Repeat every", description="0: only when asked to", ge=0, le=604_800, json_schema_extra={"unit": "s"}
    )
    overlap: Literal["newest", "queue", "skip"] = Field(
        "newest",
        title="Asked again while waiting for an answer",
        description="newest: once more afterwards; queue: every time; skip: not at all",
        json_schema_extra={"advanced": True},
    )
    min_interval_s: float = Field(
        0.0, title="Least time between calls", ge=0, le=86_400, json_schema_extra={"advanced": True, "unit": "s"}
    )
    cache_s: float = Field(
        0.0,
        title="Keep answers for",
        description="The same request is then not sent again",
        ge=0,
        le=86_400,
        json_schema_extra={"advanced": True, "unit": "s"},
    )
    pages: Literal["one", "next_path", "next_header", "number"] = Field(
        "one", title="Pages", json_schema_extra={"advanced": True}
    )
    next_path: str = Field(
        "$.next",
        title="Path of the next page's URL",
        max_length=500,
        json_schema_extra={"advanced": True, "show_when": {"pages": ["next_path"]}},
    )
    page_name: str = Field(
        "page",
        title="Query parameter of the page",
        max_length=100,
        json_schema_extra={"advanced": True, "show_when": {"pages": ["number"]}},
    )
    first_page: int = Field(
        1, title="First page", ge=0, le=1_000_000, json_schema_extra={"advanced": True, "show_when": {"pages": ["number"]}}
    )
    items_path: str = Field(
        "$.items[*]",
        title="Path of the items on a page",
        description="The items of all pages are then one list, $",
        max_length=500,
        json_schema_extra={"advanced": True, "show_when": {"pages": ["next_path", "next_header", "number"]}},
    )
    max_pages: int = Field(
        10,
        title="Most pages",
        ge=1,
        le=100,
        json_schema_extra={"advanced": True, "show_when": {"pages": ["next_path", "next_header", "number"]}},
    )

    @model_validator(mode="after")
    def _has_good_ports(self) -> Self:
        check_distinct([output.name for output in self.outputs], reserved=OWN_OUTPUTS)
        check_distinct(self.inputs(), reserved=(REQUEST_PORT,))
        if self.pages != "one":
            for path in (self.next_path, self.items_path):
                answers.check_path(path)
                if not path.startswith("$"):
                    raise ValueError(f"“{path}” is no JSONPath: pages are read from JSON, so it begins with $")
        return self


def outcome(
    params: RestParams, values: Mapping[str, Any], *, organization_id: str, timeout_s: float, tries: int = 1, effect_id: str = ""
) -> dict[str, Any]:
    """What came of the call, as the block takes it. Raises `Unavailable` while another try may help."""
    extra = {"Idempotency-Key": effect_id} if effect_id and params.method not in REPEATABLE else {}
    try:
        called = rest.call(params, values, organization_id=organization_id, timeout_s=timeout_s, extra_headers=extra)
    except Unavailable as error:
        if params.method not in REPEATABLE and error.code in ("timeout", "answer"):
            words = f"{error.message} It is not tried again, because the {params.method} may have been done."
            raise Refused(words, code=error.code) from None
        raise
    answer = called.answer
    is_worth_a_try = answer.status in TEMPORARY and (params.method in REPEATABLE or answer.status in UNTOUCHED)
    if is_worth_a_try and tries < params.tries:
        raise Busy(sentence_of(called), retry_after_s=_retry_after_s(answer))
    made: dict[str, Any] = {"status": answer.status, "values": {}, "errors": []}
    if params.with_headers:
        made["headers"] = {name: called.hide(value) for name, value in answer.headers.items()}
    content = content_of(params, answer)
    if not answer.is_ok:
        made["errors"].append(sentence_of(called))
    elif params.pages != "one":
        items = list(_all_items(params, values, called, organization_id, timeout_s))
        content = Content(json.dumps(items).encode(), "application/json")
    _pick(params, content, made, organization_id)
    return made


def content_of(params: RestParams, answer: Answer) -> Content:
    return Content(answer.body, answer.headers.get("content-type", ""), params.answer)


def _pick(params: RestParams, content: Content, made: dict[str, Any], organization_id: str) -> None:
    if params.with_body and content.body:
        try:
            made["body"] = _body(content)
        except ValueError as error:
            made["errors"].append(str(error))
    if made["status"] >= 400:
        return
    for output in params.outputs:
        try:
            value = content.pick(output.path, output.type, output.name)
        except ValueError as error:
            # A broken body is told once, not for every output.
            if str(error) not in made["errors"]:
                made["errors"].append(str(error))
            continue
        made["values"][output.name] = sealed.sealed(value, organization_id) if output.is_secret else value


def _body(content: Content) -> Any:
    if len(content.body) > MAX_BODY_BYTES:
        raise ValueError(
            f"The body has {len(content.body):,} bytes; {MAX_BODY_BYTES:,} can go over a wire. "
            "Pick outputs from it and switch “Send the whole body too” off."
        )
    return content.value()


def sentence_of(called: Called) -> str:
    """Why an answer is no good, with what the server says about it."""
    answer = called.answer
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = answer.reason
    said = called.hide(re.sub(r"\s+", " ", Content(answer.body, answer.headers.get("content-type", "")).text).strip())
    words = f": {said[:200]}" if said and "<" not in said[:1] else ""
    hint = {401: " Check the credential or the token.", 429: " Ask less often."}.get(answer.status, "")
    stop = "" if words.endswith(".") or hint == "" else "."
    return f"{urlsplit(called.url).netloc} answers {answer.status} {phrase}{words}{stop}{hint}"


def _retry_after_s(answer: Answer) -> float | None:
    """What the server asks for, in seconds or as a date."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isdecimal():
        return min(float(text), MAX_RETRY_AFTER_S)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return min(max(moment.timestamp() - now_us() / 1_000_000, 0.0), MAX_RETRY_AFTER_S)


# --- pages


def _all_items(
    params: RestParams, values: Mapping[str, Any], first: Called, organization_id: str, timeout_s: float
) -> Iterator[Any]:
    """The items of all pages. Time and size are those of the whole row."""
    left_s, left_bytes = timeout_s - first.answer.took_s, params.max_bytes - len(first.answer.body)
    answer, seen = first.answer, {first.answer.url}
    page = params.first_page
    for number in range(params.max_pages):
        content = content_of(params, answer)
        try:
            items = answers.storable(answers.found_in(content.data, params.items_path))
        except ValueError as error:
            raise Refused(f"Page {number + 1}: {error}") from None
        yield from items
        page += 1
        following = _next_url(params, answer, content, page, has_items=bool(items))
        if not following or following in seen or number + 1 == params.max_pages:
            return
        seen.add(following)
        if left_s <= 0.1 or left_bytes <= 1_000:
            what = "time" if left_s <= 0.1 else "size"
            raise Refused(f"After {number + 1} pages the limit of {what} is reached. Raise it, or read fewer pages.")
        before = urlsplit(answer.url)
        after = urlsplit(following)
        if (before.scheme, before.netloc) != (after.scheme, after.netloc):
            raise Refused(f"The next page is on {after.netloc}, another server than {before.netloc}; it is not asked.")
        bounded = params.model_copy(update={"max_bytes": left_bytes})
        called = rest.call(bounded, values, organization_id=organization_id, timeout_s=left_s, url=following)
        answer = called.answer
        if not answer.is_ok:
            raise Refused(f"Page {number + 2}: {sentence_of(called)}")
        left_s, left_bytes = left_s - answer.took_s, left_bytes - len(answer.body)


def _next_url(params: RestParams, answer: Answer, content: Content, page: int, *, has_items: bool) -> str:
    match params.pages:
        case "next_path":
            found = answers.found_in(content.data, params.next_path)
            return urljoin(answer.url, found[0]) if found and isinstance(found[0], str) and found[0] else ""
        case "next_header":
            link = re.search(r'<([^>]*)>[^,<]*;\s*rel="?next"?', answer.headers.get("link", ""))
            return urljoin(answer.url, link[1]) if link else ""
    if not has_items:
        return ""
    parts = urlsplit(answer.url)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != params.page_name]
    return parts._replace(query=urlencode([*query, (params.page_name, str(page))])).geturl()


# --- answers that are kept


def cache_key(params: RestParams, values: Mapping[str, Any], organization_id: str, stamp: str) -> str:
    """The same request of the same organization with the same credentials."""
    whole = json.dumps([organization_id, params.as_request(), values, stamp], sort_keys=True)
    return f"flows:rest:{hashlib.sha256(whole.encode()).hexdigest()}"
