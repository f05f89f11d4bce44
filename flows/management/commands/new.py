"""`manage.py new block math.round`: a skeleton in the right place, because people copy whatever is nearest."""

import keyword
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

import flows.blocks
from flows.catalogue import blocks

SKELETON = '''"""Say in one line what the block is for.

Then what a user has to know to use it; this text is the help in the editor.
"""

from typing import Annotated

from pydantic import Field

from flows.block import Block, Example, Params, Ports, port


class Inputs(Ports):
    value: float


class {camel}Params(Params):
    amount: float = Field(1.0, title="Amount", description="What it does")


class Outputs(Ports):
    value: Annotated[float, port("Value", "value + amount")]


def evaluate(inputs: Inputs, params: {camel}Params) -> Outputs:
    return Outputs(inputs.value + params.amount)


block = Block(
    name="{name}",  # saved in users' flows, so it never changes
    title="{title}",
    evaluate=evaluate,
    keywords=[],
    examples=[Example(says="one is added", inputs={{"value": 1}}, outputs={{"value": 2.0}})],
)
'''


class Command(BaseCommand):
    help = "Write the skeleton of a new block."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=["block"])
        parser.add_argument("name", help="family and name, for example math.round")

    def handle(self, *args: Any, kind: str, name: str, **options: Any) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", name):
            raise CommandError(f"“{name}” is no block name: write family.name in small letters, for example math.round.")
        if name in blocks():
            raise CommandError(f"There is a block {name} already.")
        family, _, short = name.partition(".")
        path = Path(flows.blocks.__path__[0]) / family / f"{short}{'_' if keyword.iskeyword(short) else ''}.py"
        path.parent.mkdir(exist_ok=True)
        (path.parent / "__init__.py").touch()
        words = short.replace("_", " ")
        if path.exists():
            raise CommandError(f"{path} exists already.")
        path.write_text(SKELETON.format(name=name, title=words.capitalize(), camel=words.title().replace(" ", "")))
        self.stdout.write(f"{path} is ready to be filled in; its example runs with: pytest tests/flows/test_blocks.py")
        self.stdout.write(f"Its texts want German in {path.parent}/messages/de.json: pytest tests/flows/test_translated.py")
