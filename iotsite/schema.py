"""The API's OpenAPI schema: what every operation has in common is added here, so that no operation need repeat it."""

import copy
import functools
import inspect
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from core import idempotency

JSON: Final = "application/json"
SUMMARY_LENGTH: Final = 90

# What an answer that is no success says, by status.
ERRORS: Final = {
    400: ("BadRequest", "Something in the request cannot be: the sentence names it and the way out.", "invalid"),
    401: ("NotLoggedIn", "Log in, or send a valid API key.", "unauthorized"),
    403: ("Forbidden", "You may see this, but your profiles do not let you do it.", "forbidden"),
    404: ("NotFound", "It does not exist, or it is not yours: the two answer alike.", "missing"),
    409: ("Conflict", "Somebody else was faster, or the name is taken. `details` holds what you need to decide.", "conflict"),
    422: ("OtherRequest", "The `Idempotency-Key` was used for another request.", "idempotency_key_reused"),
    503: ("Unavailable", "Something that is needed does not answer. The same call may work later.", "unavailable"),
}

ERROR_SCHEMAS: Final[dict[str, Any]] = {
    "ErrorOut": {
        "type": "object",
        "title": "ErrorOut",
        "description": "The body of every answer that is no success.",
        "required": ["error"],
        "properties": {"error": {"$ref": "#/components/schemas/ErrorDetailsOut"}},
    },
    "ErrorDetailsOut": {
        "type": "object",
        "title": "ErrorDetailsOut",
        "required": ["code", "message", "field"],
        "properties": {
            "code": {"type": "string", "description": "One word for programs."},
            "message": {"type": "string", "description": "A sentence for people."},
            "field": {"type": ["string", "null"], "description": "The field of the request that is meant, if it is one."},
            "details": {"type": "object", "description": "With some conflicts: what you need to decide."},
        },
    },
}

PARAMETERS: Final[dict[str, Any]] = {
    "Organization": {
        "name": "X-Organization",
        "in": "header",
        "required": False,
        "description": "The organization that the call acts in; without it your own, or the first one you may see.",
        "schema": {"type": "string", "maxLength": 6},
    },
    "IdempotencyKey": {
        "name": idempotency.HEADER,
        "in": "header",
        "required": False,
        "description": "A text of your own, another one for each thing you create. Who sends the same call with the same "
        "key again within a day gets the first answer again, and nothing is created twice.",
        "schema": {"type": "string", "maxLength": idempotency.KEY_LENGTH, "pattern": "^[!-~]+$"},
    },
}

DEVICE: Final = ("deviceToken", "A device: `Authorization: Bearer <its token>`, as it was issued on the device's page.")

# By the name of the class that checks it.
SECURITY: Final[dict[str, tuple[str, str]]] = {
    "Session": ("session", "A logged-in browser. Calls that change something also send the cookie `csrftoken` as `X-CSRFToken`."),
    "DeviceBearer": DEVICE,
    "Key": ("apiKey", "A program: `Authorization: Bearer <API key>`. Keys are made on your account's page."),
}

DESCRIPTION: Final = """\
Everything that the pages of Sluice do, they do with these calls.

Errors have one form, lists are cut with `limit` and `offset` and say their `total`, times are ISO 8601 in UTC, and a POST
with an `Idempotency-Key` happens once however often it is sent. The handbook's page “The API” says more, with examples.
"""


class Api(NinjaAPI):
    """Ninja's API with a schema that is complete. It is made once: nothing in it changes while the program runs."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # The view behind each operation id.
        self._views: dict[str, Any] = {}

    def get_openapi_operation_id(self, operation: Operation) -> str:
        operation_id = super().get_openapi_operation_id(operation)
        self._views[operation_id] = operation.view_func
        return operation_id

    @functools.cached_property
    def _finished(self) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix="/api/")
        finish(schema, self._views)
        return schema

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        return self._finished


def finish(schema: dict[str, Any], views: Mapping[str, Any]) -> None:
    """Add to each operation what all have in common; `views` has the function behind each operation id."""
    _part_methods(schema)
    _name_subjects(schema, views)
    for path, by_method in schema["paths"].items():
        for method, operation in by_method.items():
            _put_in_words(operation, views)
            operation["security"] = [
                {SECURITY.get(name, (name, ""))[0]: scopes for name, scopes in entry.items()}
                for entry in operation.get("security", [])
            ]
            _add_parameters(operation, method)
            _add_errors(operation, method, has_input="{" in path)
    _name_operations(schema, views)
    components = schema["components"]
    components["schemas"] |= ERROR_SCHEMAS
    components["parameters"] = PARAMETERS
    components["responses"] = {
        name: {
            "description": says,
            "content": {
                JSON: {
                    "schema": {"$ref": "#/components/schemas/ErrorOut"},
                    "example": {"error": {"code": code, "message": says, "field": None}},
                }
            },
        }
        for name, says, code in ERRORS.values()
    }
    found = components.get("securitySchemes", {})
    components["securitySchemes"] = {
        ours: {**found[name], "description": says} for name, (ours, says) in SECURITY.items() if name in found
    }


def operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for by_method in schema["paths"].values() for operation in by_method.values()]


def _part_methods(schema: dict[str, Any]) -> None:
    """A view of two methods is one mapping to ninja: each gets its own."""
    for by_method in schema["paths"].values():
        for method, operation in list(by_method.items()):
            by_method[method] = copy.deepcopy(operation)


def _name_subjects(schema: dict[str, Any], views: Mapping[str, Any]) -> None:
    """An operation is filed under what its path begins with, and this is described by the file that holds the first one."""
    tags: dict[str, str] = {}
    for path, by_method in schema["paths"].items():
        subject = path.split("/")[2]
        for operation in by_method.values():
            operation["tags"] = [subject]
            module = inspect.getmodule(views[operation["operationId"]])
            tags.setdefault(subject, inspect.cleandoc((module and module.__doc__) or "").partition("\n\n")[0])
    schema["tags"] = [{"name": name, "description": says} for name, says in tags.items()]


def _name_operations(schema: dict[str, Any], views: Mapping[str, Any]) -> None:
    """An operation is called like its function, after its file where two are called alike."""
    every = [(method, operation) for by_method in schema["paths"].values() for method, operation in by_method.items()]

    def plain(operation: dict[str, Any]) -> str:
        return str(views[operation["operationId"]].__name__)

    def filed(operation: dict[str, Any]) -> str:
        parts = [part for part in views[operation["operationId"]].__module__.split(".") if part != "api"]
        return f"{parts[-1].removesuffix('_api')}_{plain(operation)}"

    plain_names = Counter(plain(operation) for method, operation in every if method != "head")
    filed_names = Counter(filed(operation) for method, operation in every if method != "head")
    for method, operation in every:
        if plain_names[plain(operation)] == 1:
            name = plain(operation)
        elif filed_names[filed(operation)] == 1:
            name = filed(operation)
        else:
            name = operation["operationId"]
        operation["operationId"] = f"{name}_head" if method == "head" else name


def _put_in_words(operation: dict[str, Any], views: Mapping[str, Any]) -> None:
    """The summary is the docstring's first sentence, unless somebody wrote another one."""
    summary = str(operation["summary"])
    if summary.replace(" ", "_").lower() != views[operation["operationId"]].__name__.lower():
        return
    first, _, more = str(operation.pop("description", "")).strip().partition("\n\n")
    first = re.sub(r"\s+", " ", first)
    sentence = re.match(r"(.+?)[.;](?:\s+(.*))?$", first)
    head, rest = (sentence[1], sentence[2] or "") if sentence else (first, "")
    if not 0 < len(head) <= SUMMARY_LENGTH:
        head, rest = summary.capitalize(), first
    operation["summary"] = head
    if description := "\n\n".join(part for part in (rest[:1].upper() + rest[1:], more) if part):
        operation["description"] = description


def _add_parameters(operation: dict[str, Any], method: str) -> None:
    for parameter in operation["parameters"]:
        # Of a parameter they are a mapping; ninja copies the schema's list, which stands there anyway.
        if isinstance(parameter.get("examples"), list):
            del parameter["examples"]
    if any("session" in entry for entry in operation["security"]):
        operation["parameters"].append({"$ref": "#/components/parameters/Organization"})
    if method == "post":
        operation["parameters"].append({"$ref": "#/components/parameters/IdempotencyKey"})


def _add_errors(operation: dict[str, Any], method: str, *, has_input: bool) -> None:
    possible = {503}
    if operation["parameters"] or "requestBody" in operation:
        possible.add(400)
    if operation["security"]:
        possible |= {401, 403, 404}
    if has_input:
        possible.add(404)
    if method not in ("get", "head"):
        possible.add(409)
    if method == "post":
        possible.add(422)
    for status in sorted(possible):
        operation["responses"].setdefault(status, {"$ref": f"#/components/responses/{ERRORS[status][0]}"})
