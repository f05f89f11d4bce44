"""How what blocks show on dashboards is addressed: `o:<flow>:<block>:<key>`, in `flows:outputs:<flow>` by `<block>:<key>`."""

from typing import Final

# Behind the id of a block, which has no dots.
LOOK: Final = ".look"


def look_of(block_id: str) -> str:
    """Where the looks of the widget stand that a block stands for; its value stands under the id itself."""
    return f"{block_id}{LOOK}"
