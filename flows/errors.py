"""What can be refused about flows."""

from collections.abc import Sequence

from core.errors import Conflict, Refused
from flows.graphs.validation import Problem
from flows.models import FlowDraft, Subflow
from flows.testing.running import Result


class BadFlowName(Refused):
    code = "name"

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}” cannot be the name of a flow. Use 1 to 100 characters.", field="name")


class FlowNameTaken(Refused):
    code = "taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a flow “{name}” already. Choose another name.", field="name")


class DraftChanged(Conflict):
    """Carries the newer draft, so that the editor can show or merge it."""

    def __init__(self, draft: FlowDraft | Subflow) -> None:
        author = str(draft.updated_by) if draft.updated_by else "somebody"
        super().__init__(
            f"{author} has saved version {draft.version} of this flow meanwhile. Look at it, then save yours again.",
            details={"version": draft.version, "author": author, "document": draft.document},
            field="base_version",
        )


class NotADocument(Refused):
    code = "document"


class FlowTestsFail(Conflict):
    """Tests of the flow fail; what came of them is in the details."""

    status = 400
    code = "tests"

    def __init__(self, failed: Sequence[Result]) -> None:
        first = failed[0]
        count = f"Test “{first.name}” fails" if len(failed) == 1 else f"{len(failed)} tests fail, “{first.name}” first"
        super().__init__(
            f"{count}: {first.sentence} Correct the flow or the test, or deploy despite it.",
            details={"tests": [result.json() for result in failed]},
        )


class NotDeployable(Conflict):
    """The draft has errors; all of them are in the details."""

    status = 400
    code = "problems"

    def __init__(self, problems: Sequence[Problem]) -> None:
        count = "is 1 error" if len(problems) == 1 else f"are {len(problems)} errors"
        super().__init__(
            f"There {count} in the flow: {problems[0].message}", details={"problems": [problem.json() for problem in problems]}
        )
