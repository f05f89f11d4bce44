"""A device with the certificate from its page: stock clients get in with it, and are cut off when it is revoked."""

import queue
import re
import subprocess
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

NAME = "certified press"
CUT_OFF_WITHIN_S = 2.0


class Lines:
    """What a program says, line by line, with the moment at which it said it."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(
            ["stdbuf", "-oL", *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1
        )
        self._lines: queue.Queue[tuple[float, str]] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put((time.monotonic(), line))

    def stop(self) -> None:
        self.process.kill()
        self._reader.join(5)
        self.process.communicate()

    def wait_for(self, pattern: str, *, within_s: float) -> float:
        """The moment of the first line in which the pattern occurs."""
        deadline, heard = time.monotonic() + within_s, ""
        while (left := deadline - time.monotonic()) > 0:
            try:
                at, line = self._lines.get(timeout=left)
            except queue.Empty:
                break
            heard += line
            if re.search(pattern, line):
                return at
        raise AssertionError(f"“{pattern}” was not said within {within_s:g} s, but:\n{heard}")


@pytest.fixture
def subscriber(tmp_path: Path) -> Iterator[list[Lines]]:
    started: list[Lines] = []
    yield started
    for lines in started:
        lines.stop()


def add_device(page: Page) -> None:
    page.goto("/devices")
    page.get_by_role("button", name="Add device", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(NAME)
    dialog.get_by_role("button", name="Add device").click()
    page.wait_for_url(re.compile(r"/devices/\d+"))


def issue_certificate(page: Page, folder: Path) -> str:
    """On the device's page, as one ZIP; answers the line for a terminal that the page shows."""
    page.get_by_role("tab", name="Credentials").click()
    page.get_by_role("button", name="New certificate").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("on the line")
    dialog.get_by_role("button", name="Issue").click()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download all as ZIP").click()
    download.value.save_as(folder / "all.zip")
    with zipfile.ZipFile(folder / "all.zip") as archive:
        archive.extractall(folder)
    line = dialog.get_by_text(re.compile("^mosquitto_pub ")).inner_text()
    dialog.get_by_role("button", name="Close").last.click()
    expect(dialog).to_be_hidden()
    return line


def test_mosquitto_pub_gets_in_with_it_and_is_cut_off_when_it_is_revoked(
    engineer_page: Page, stack: Stack, tmp_path: Path, subscriber: list[Lines]
) -> None:
    page = engineer_page
    add_device(page)
    command = issue_certificate(page, tmp_path)
    assert all(option in command for option in ("--cafile", "--cert", "--key", "-m"))

    # The line that the page shows works as it stands.
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    page.get_by_role("tab", name="Values").click()
    expect(page.get_by_text("21.5").first).to_be_visible()

    login = ["-h", "127.0.0.1", "-p", str(stack.place.mqtts_port), "--cafile", f"{tmp_path}/ca.pem"]
    proof = ["--cert", f"{tmp_path}/certificate.pem", "--key", f"{tmp_path}/key.pem"]
    listening = Lines(["mosquitto_sub", *login, *proof, "-V", "5", "-d", "-t", f"sluice/{NAME}/commands"])
    subscriber.append(listening)
    listening.wait_for("SUBACK", within_s=10)

    page.get_by_role("tab", name="Credentials").click()
    page.get_by_role("button", name="Actions for on the line").click()
    page.get_by_role("menuitem", name="Revoke").click()
    with page.expect_response(lambda answer: "/credentials/" in answer.url):
        page.get_by_role("dialog").get_by_role("button", name=re.compile("^Revoke")).click()
    began = time.monotonic()
    ended_at = listening.wait_for("DISCONNECT|onnection.*(lost|refused|closed)|Not authorized", within_s=10)
    assert ended_at - began < CUT_OFF_WITHIN_S

    refused = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False)
    assert refused.returncode != 0
    # The device's page says in words why.
    page.get_by_role("tab", name="Connection").click()
    expect(page.get_by_text(re.compile("revoked")).first).to_be_visible()
