"""Asking the sources from a page: the command is told who asks, and what came of it is told as it is."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from directory.checking_one.asking_again import ask_again
from directory.config import Config, config


@pytest.fixture
def found(tmp_path: Path) -> Config:
    return replace(config(), data_dir=tmp_path, today=None)


def ran(monkeypatch: pytest.MonkeyPatch, stdout: str = "", stderr: str = "") -> list[list[str]]:
    commands: list[list[str]] = []

    def run(command: list[str], **_more: Any) -> subprocess.CompletedProcess[bytes]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, stdout.encode(), stderr.encode())

    monkeypatch.setattr(subprocess, "run", run)
    return commands


@pytest.mark.parametrize("by", ["Casey Coordinator", "--help", "O'Neil; rm -rf /"])
def test_the_command_is_told_who_asks(by: str, found: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = ran(monkeypatch, json.dumps({"live": [], "lists": []}))
    assert ask_again(found, "2000000002", None, by=by).problem is None
    (command,) = commands
    assert f"--by={by}" in command
    assert command[-2:] == ["--", "2000000002"]


def test_a_command_that_does_not_end_is_stopped_and_that_is_said(
    found: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(command: list[str], timeout: float, **_more: Any) -> None:
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(subprocess, "run", run)
    told = ask_again(found, "2000000002", None, by="Casey").problem or ""
    assert "it was stopped" in told
    assert "kept, and shown after the next refresh" in told


def test_why_there_is_no_answer_is_told_in_the_words_of_the_command(
    found: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(monkeypatch, stderr="Error: this database holds the invented sample world.\n")
    assert ask_again(found, "2000000002", None, by="Casey").problem == "this database holds the invented sample world"
