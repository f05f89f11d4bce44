"""What can be refused about connections to external brokers."""

from core.errors import Refused


class BadHost(Refused):
    code = "bad_host"

    def __init__(self, host: str, words: str) -> None:
        super().__init__(f"“{host[:80]}” {words}", field="host")


class NameTaken(Refused):
    code = "name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is already a broker named “{name}” here: choose another name.", field="name")
