"""What the documentation shows is what happens: commands and Python of docs/getting-started.md, options, formats, links."""

import doctest
import json
import re
from pathlib import Path

import pytest
from test_readme import alike, printed

from assistant.cli import main
from assistant.export.formats import FORMATS
from index.load import KINDS

DOCS = Path(__file__).parents[1] / "docs"


def test_getting_started_shows_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("ONRECORD_LIBRARY", str(tmp_path / "library"))
    monkeypatch.chdir(DOCS.parent)

    page = DOCS / "getting-started.md"
    text = page.read_text(encoding="utf-8")
    fresh = printed(text, capsys)
    if request.config.getoption("--update-golden"):
        page.write_text(fresh, encoding="utf-8")
    assert alike(fresh) == alike(text) or request.config.getoption("--update-golden"), (
        "bring the page up to date: pytest --update-golden"
    )
    (code,) = re.findall(r"(?<=```python\n).*?(?=```)", text, re.DOTALL)
    test = doctest.DocTestParser().get_doctest(code, {"library": tmp_path / "library"}, "getting-started.md", str(page), 0)
    assert len(test.examples) >= 10
    assert doctest.DocTestRunner().run(test).failed == 0


def test_every_format_is_described() -> None:
    text = (DOCS / "formats.md").read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"`{name}`" not in text] == []
    assert [suffix for suffix in KINDS if suffix != ".markdown" and suffix not in text] == []


def test_every_route_and_option_of_the_server_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    from serve.app import routes
    from serve.desk import Desk
    from serve.metrics import Metrics

    text = (DOCS / "deployment.md").read_text(encoding="utf-8")
    desk = Desk.__new__(Desk)
    assert [path for path in routes(desk, Metrics()).openapi()["paths"] if path not in text] == []
    offered = []
    for command in ("serve", "reindex"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        offered.append(set(re.findall(r"(?<=  )--[a-z-]+", capsys.readouterr().out)))
    own = offered[0] - offered[1]  # the second has those that all commands have
    assert len(own) > 8
    assert {option for option in own if option not in text} <= {"--port"}


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_links_within_the_repository_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    places = [place for place in re.findall(r"\]\(([^)#]+)[^)]*\)", text) if "://" not in place]
    assert [place for place in places if not (page.parent / place).exists()] == []


def test_bulk_lines_of_the_docs_are_json() -> None:
    assert all(json.loads(line) for line in (DOCS / "questions.jsonl").read_text(encoding="utf-8").splitlines())
