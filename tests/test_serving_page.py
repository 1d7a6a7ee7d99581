"""onrecord ui: who may be served."""

from pathlib import Path

import pytest

import ui
from assistant.cli import main


def test_ui_serves_others_only_with_users(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(ui, "launch", lambda _, **how: seen.append(how))
    library = ["--library", str(tmp_path / "library"), "--quiet"]
    assert main(["ui", *library, "--host", "0.0.0.0"]) == 1
    assert "--auth FILE" in capsys.readouterr().err
    users = tmp_path / "users"
    users.write_text("ada:secret\n")
    assert main(["ui", *library, "--host", "0.0.0.0", "--auth", str(users), "--no-browser"]) == 0
    assert seen == [{"port": None, "open_browser": False, "host": "0.0.0.0", "users": {"ada": "secret"}}]
    assert main(["ui", *library, "--auth", str(tmp_path / "none")]) == 1
    assert "NAME:PASSWORD" in capsys.readouterr().err
