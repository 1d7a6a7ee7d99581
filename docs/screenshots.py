"""Makes the pictures of docs/page.md: `python docs/screenshots.py`. Needs what tests/test_page.py needs."""

import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from test_page import SEED, Page, served, started  # noqa: E402

FOLDER = ROOT / "docs" / "page"
NEWS = """\
Fire destroys cranes in Port Amsel

The harbour of Port Amsel burned on Tuesday, and firefighters needed nine hours to put it out.

Mayor Ingrid Solheim said that the fire destroyed seven cranes. Harbour chief Olav Brekke denied that the fire destroyed seven \
cranes. "Two cranes are damaged, none is lost," Brekke told reporters.

The insurer Nordvik said that two cranes are damaged. The police said that nobody was hurt.
"""
PASTED = (
    "Both Moscow and Tehran deny an arms deal. John Kirby said that Tehran is not involved. "
    "Iran has sold nine submarines to Norway."
)


def wide(page: Page, scheme: str) -> None:
    """A laptop's window in that colour scheme."""
    _as_on(page, {"width": 1360, "height": 850, "deviceScaleFactor": 1, "mobile": False}, scheme)


def phone(page: Page) -> None:
    """A phone's window."""
    _as_on(page, {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}, "light")


def _as_on(page: Page, size: dict[str, Any], scheme: str) -> None:
    page.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    wishes = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
    features = [{"name": name, "value": value} for name, value in wishes.items()]
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def shot(page: Page, name: str) -> None:
    """A picture of the window."""
    page.browser.save_screenshot(str(FOLDER / f"{name}.png"))


def main() -> None:
    """Walks through the page and takes the pictures."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "port-amsel.txt").write_text(NEWS, encoding="utf-8")
        with served(folder, str(SEED), str(folder / "port-amsel.txt")) as address, started(folder) as browser:
            page = Page(browser)
            wide(page, "light")
            page.open(address)
            page.read("Iran")
            page.ask("Who denies an arms deal?")
            page.cite()
            shot(page, "answer")
            page.ask("Russia is using Iranian drones in its attacks.")
            page.run("document.querySelector('#now .question').scrollIntoView()")
            page.tab("who")
            shot(page, "verdict")
            page.one("#talks [data-new]").click()
            page.until(lambda: not page.all(".exchange"))
            page.ask(PASTED)
            page.one(".claimed").click()
            page.run("document.querySelector('#now .question').scrollIntoView()")
            page.read("Fire")
            page.tab("claims")
            page.until(lambda: page.all("#claims .dot"))
            shot(page, "report-and-map")
            wide(page, "dark")
            page.open(address)
            page.read("Fire")
            page.ask("What did Olav Brekke deny?")
            page.cite()
            shot(page, "dark")
            page.one("#talks [data-new]").click()
            page.until(lambda: not page.all(".exchange"))
            phone(page)
            page.open(address)
            page.ask("What did Ingrid Solheim say?")
            shot(page, "phone-chat")
            page.cite()
            shot(page, "phone-article")


if __name__ == "__main__":
    main()
