"""The OpenAPI schema says everything that a program must know, and says it once."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, get_args

from django.test import Client
from pydantic import BaseModel

from iotsite.api import api
from iotsite.schema import operations


def schema() -> dict[str, Any]:
    return api.get_openapi_schema()


def test_it_is_served_to_everybody():
    answer = Client().get("/api/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "Sluice"


def test_no_two_components_have_the_same_name():
    """Ninja would keep the last one and say nothing."""
    found: dict[str, set[str]] = defaultdict(set)
    for model in _all_models():
        found[model.__name__].add(f"{model.__module__}.{model.__qualname__}")

    assert {name: sorted(classes) for name, classes in found.items() if len(classes) > 1} == {}


def test_every_operation_has_a_summary_of_one_line_and_a_subject():
    for operation in operations(schema()):
        assert re.fullmatch(r"\S.{1,118}", operation["summary"]), operation["operationId"]
        assert not operation["summary"].endswith("."), operation["operationId"]
        assert len(operation["tags"]) == 1, operation["operationId"]


def test_every_subject_is_described():
    for tag in schema()["tags"]:
        assert re.fullmatch(r"[A-Z“].+[.…!?]", tag["description"], re.DOTALL), tag


def test_operation_ids_are_short_and_unique():
    ids = [operation["operationId"] for operation in operations(schema())]

    assert sorted(ids) == sorted(set(ids))
    assert [operation_id for operation_id in ids if not re.fullmatch(r"[a-z][a-z0-9_]{1,50}", operation_id)] == []


def test_every_way_in_is_described():
    known = schema()["components"]["securitySchemes"]

    assert set(known) == {"session", "apiKey", "deviceToken"}
    for operation in operations(schema()):
        for entry in operation["security"]:
            assert set(entry) <= set(known), operation["operationId"]


def test_every_answer_that_is_no_success_has_our_form():
    found = schema()
    for operation in operations(found):
        for status, answer in operation["responses"].items():
            if int(status) >= 400 and "$ref" in answer:
                assert answer["$ref"].rpartition("/")[2] in found["components"]["responses"]
        assert 503 in operation["responses"], operation["operationId"]


def test_every_reference_leads_somewhere():
    found = schema()

    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(reference := value.get("$ref"), str):
                yield reference
            for each in value.values():
                yield from references(each)
        elif isinstance(value, list):
            for each in value:
                yield from references(each)

    for reference in set(references(found)):
        _, kind, name = reference.removeprefix("#/").split("/")
        assert name in found["components"][kind], reference


def test_what_creates_can_be_made_idempotent():
    for path, by_method in schema()["paths"].items():
        names = [parameter.get("$ref", "") for parameter in by_method.get("post", {}).get("parameters", [])]
        assert ("#/components/parameters/IdempotencyKey" in names) == ("post" in by_method), path


def _all_models() -> set[type[BaseModel]]:
    found: set[type[BaseModel]] = set()
    for _, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                for model in [*operation.models, *operation.response_models.values()]:
                    _gather(model, found, is_outermost=True)
    return found


def _gather(annotation: Any, found: set[type[BaseModel]], *, is_outermost: bool = False) -> None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation in found:
            return
        if not is_outermost:  # ninja's own wrapper of the parameters or of the answer
            found.add(annotation)
        for field in annotation.model_fields.values():
            _gather(field.annotation, found)
    for argument in get_args(annotation):
        _gather(argument, found)
