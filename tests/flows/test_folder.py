"""A folder in Git and the flows of an organization: equal after `export`, equal after `apply`, and nothing happens twice."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from flows import services
from flows.models import Flow, Subflow
from flows.portable import folder
from flows.portable.folder import CannotApply
from flows.subflows import services as subflows
from organizations.models import Organization, User
from tests import factories
from tests.flows.drawing import draw, reference_flow
from tests.flows.test_expansion import SMOOTH, use
from tests.flows.test_subflows import running


@pytest.fixture
def plant(organization: Organization, engineer: User) -> Organization:
    """A flow that uses a subflow, one that is switched off, and one that is only drawn."""
    metric = factories.metric(factories.device(organization, "boiler"), "temp")
    smooth = subflows.create_subflow(organization, name="Smooth", document=SMOOTH, by=engineer)
    subflows.publish(smooth, by=engineer)
    document = draw(
        {"b1": ("source.metric", {"metric": metric.id}), "b2": use(smooth.id, 1, factor=10), "b3": ("output.debug", {})},
        "b1.value > b2.raw",
        "b2.smooth > b3.value",
    )
    services.deploy(services.create_flow(organization, name="Boiler", document=document), by=engineer)
    off = services.create_flow(organization, name="Off", document=reference_flow())
    services.deploy(off, by=engineer)
    services.change_flow(off, is_enabled=False)
    services.create_flow(organization, name="Sketch", document=draw({"b1": ("math.scale", {})}))
    return organization


def done(steps: list[folder.Step]) -> list[tuple[str, str]]:
    return [(step.deed, step.name) for step in steps]


def changed(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


def test_each_flow_and_subflow_has_a_file_which_is_written_once(plant: Organization, tmp_path: Path):
    first = folder.export(plant, tmp_path)
    second = folder.export(plant, tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "boiler.flow.yaml",
        "off.flow.yaml",
        "sketch.flow.yaml",
        "smooth.subflow.yaml",
    ]
    assert {deed for deed, _ in done(first)} == {"new"}
    assert {deed for deed, _ in done(second)} == {"unchanged"}
    assert "is_enabled: false" in (tmp_path / "off.flow.yaml").read_text()
    assert "is_deployed: false" in (tmp_path / "sketch.flow.yaml").read_text()


def test_applying_what_was_exported_changes_nothing(plant: Organization, tmp_path: Path):
    folder.export(plant, tmp_path)

    assert {deed for deed, _ in done(folder.apply(plant, tmp_path))} == {"unchanged"}
    assert list(Flow.objects.order_by("name").values_list("live__number", flat=True)) == [1, 1, None]


def test_another_organization_becomes_the_same(plant: Organization, other_organization: Organization, tmp_path: Path):
    folder.export(plant, tmp_path)
    metric = factories.metric(factories.device(other_organization, "boiler"), "temp")

    first = folder.apply(other_organization, tmp_path)
    again = folder.apply(other_organization, tmp_path)

    assert done(first) == [("new", "Smooth"), ("new", "Boiler"), ("new", "Off"), ("new", "Sketch")]
    assert {deed for deed, _ in done(again)} == {"unchanged"}
    boiler, off, sketch = Flow.objects.filter(organization=other_organization).order_by("name")
    assert running(boiler).document["blocks"]["b1"]["params"]["metric"] == metric.id
    subflow = Subflow.objects.get(organization=other_organization)
    assert running(boiler).document["blocks"]["b2"]["params"]["subflow"] == subflow.id
    assert (off.is_enabled, running(off).number) == (False, 1)
    assert sketch.live is None


def test_a_changed_file_is_deployed_and_only_that(plant: Organization, tmp_path: Path):
    folder.export(plant, tmp_path)
    changed(tmp_path / "boiler.flow.yaml", "factor: 10", "factor: 11")

    steps = folder.apply(plant, tmp_path, message="commit 1234")

    assert [step for step in done(steps) if step[0] != "unchanged"] == [("changed", "Boiler")]
    boiler = Flow.objects.get(organization=plant, name="Boiler")
    assert (running(boiler).number, running(boiler).message) == (2, "commit 1234")
    assert running(boiler).document["blocks"]["b2"]["params"]["values"] == {"factor": 11}
    assert boiler.draft.document == running(boiler).document


def test_a_changed_subflow_is_published_and_its_flows_follow(plant: Organization, tmp_path: Path):
    folder.export(plant, tmp_path)
    changed(tmp_path / "smooth.subflow.yaml", "window: 3", "window: 5")

    steps = folder.apply(plant, tmp_path)

    assert [step for step in done(steps) if step[0] != "unchanged"] == [("changed", "Smooth"), ("changed", "Boiler")]
    boiler = Flow.objects.get(organization=plant, name="Boiler")
    assert running(boiler).document["blocks"]["b2"]["params"]["revision"] == 2
    assert {deed for deed, _ in done(folder.apply(plant, tmp_path))} == {"unchanged"}


def test_a_dry_run_tells_and_does_nothing(plant: Organization, tmp_path: Path):
    folder.export(plant, tmp_path)
    changed(tmp_path / "boiler.flow.yaml", "factor: 10", "factor: 11")

    assert ("changed", "Boiler") in done(folder.apply(plant, tmp_path, is_dry=True))

    assert running(Flow.objects.get(organization=plant, name="Boiler")).number == 1


def test_nothing_is_applied_when_one_file_is_wrong(plant: Organization, tmp_path: Path):
    folder.export(plant, tmp_path)
    changed(tmp_path / "boiler.flow.yaml", "factor: 10", "factor: 11")
    changed(tmp_path / "off.flow.yaml", "factor: 1.8", "factor: much")

    with pytest.raises(CannotApply) as refused:
        folder.apply(plant, tmp_path)

    assert refused.value.message.startswith("off.flow.yaml cannot be deployed:\n  b2: Factor: ")
    assert running(Flow.objects.get(organization=plant, name="Boiler")).number == 1


def test_what_somebody_is_drawing_is_not_overwritten_unasked(plant: Organization, tmp_path: Path):
    folder.export(plant, tmp_path)
    changed(tmp_path / "boiler.flow.yaml", "factor: 10", "factor: 11")
    boiler = Flow.objects.get(organization=plant, name="Boiler")
    services.change_draft(boiler, reference_flow())

    with pytest.raises(CannotApply, match="has changes that are not deployed"):
        folder.apply(plant, tmp_path)
    folder.apply(plant, tmp_path, overwrites_drafts=True)

    boiler.refresh_from_db()
    assert running(boiler).number == 2


def test_what_the_folder_does_not_hold_goes_only_when_asked(plant: Organization, tmp_path: Path):
    folder.export(plant, tmp_path)
    (tmp_path / "boiler.flow.yaml").unlink()
    (tmp_path / "smooth.subflow.yaml").unlink()

    folder.apply(plant, tmp_path)
    assert Flow.objects.filter(organization=plant).count() == 3
    steps = folder.apply(plant, tmp_path, prune=True)

    assert [step for step in done(steps) if step[0] == "removed"] == [("removed", "Boiler"), ("removed", "Smooth")]


def test_files_of_flows_that_are_gone_go_only_when_asked(plant: Organization, tmp_path: Path):
    folder.export(plant, tmp_path)
    (tmp_path / "README.md").write_text("ours")
    services.delete_flow(Flow.objects.get(organization=plant, name="Off"))

    folder.export(plant, tmp_path)
    assert (tmp_path / "off.flow.yaml").exists()
    folder.export(plant, tmp_path, prune=True)

    assert not (tmp_path / "off.flow.yaml").exists()
    assert (tmp_path / "README.md").exists()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "holds no file that ends in .flow.yaml or .subflow.yaml"),
        ({"a.flow.yaml": "blocks: {}"}, "a.flow.yaml has no name. Write for example “name: Boiler watch” at its top."),
        (
            {"a.flow.yaml": "name: X\nblocks: {}", "b.flow.json": '{"name": "X", "blocks": {}}'},
            "a.flow.yaml and b.flow.json are both called “X”. Rename one of them.",
        ),
        ({"a.flow.yaml": "name: ["}, "a.flow.yaml: The text cannot be read as YAML"),
    ],
)
def test_a_folder_that_cannot_be_is_refused(organization: Organization, tmp_path: Path, files: dict[str, str], message: str):
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    with pytest.raises(CannotApply) as refused:
        folder.apply(organization, tmp_path)

    assert message in refused.value.message


def test_subflows_that_use_each_other_in_a_circle_are_refused(organization: Organization, tmp_path: Path):
    for name, other in (("A", "B"), ("B", "A")):
        block = "{type: subflow.use, params: {subflow: {$subflow: " + other + "}, revision: latest}}"
        (tmp_path / f"{name}.subflow.yaml").write_text(f"sluice: subflow\nname: {name}\nblocks:\n  u1: {block}\n")

    with pytest.raises(CannotApply, match="use each other in a circle: “A”, “B”"):
        folder.apply(organization, tmp_path)


def told(*arguments: Any) -> list[str]:
    out = io.StringIO()
    call_command("flows", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_tells_what_it_does(plant: Organization, tmp_path: Path):
    assert told("export", str(tmp_path))[-1] == "4 new."
    changed(tmp_path / "boiler.flow.yaml", "factor: 10", "factor: 11")

    dry = told("apply", str(tmp_path), "--dry-run")

    assert "~ flow “Boiler”: revision 2 deployed" in dry
    assert dry[-1] == "1 changed, 3 unchanged; nothing was done, this was a dry run."
    assert told("apply", str(tmp_path), "--organization", plant.name)[-1] == "1 changed, 3 unchanged."


def test_the_command_asks_which_organization(organization: Organization, other_organization: Organization, tmp_path: Path):
    with pytest.raises(CommandError, match="Say which organization: --organization NAME"):
        told("export", str(tmp_path))
    with pytest.raises(CommandError, match="There is no organization “Nowhere”"):
        told("export", str(tmp_path), "--organization", "Nowhere")
