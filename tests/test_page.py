"""The page end to end, in a real Chromium: served by a process of its own, driven through selenium."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import seeds
from index.load import from_text, load

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed: pip install selenium")
from selenium.common.exceptions import StaleElementReferenceException  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM.exists() and DRIVER.exists()), reason="no Chromium: apt-get install chromium chromium-driver"
)
PATIENCE = 60
"""Seconds that a wait may last; the machine may be busy."""
ROOT = Path(__file__).parents[1]
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,800",
)
SERVE = """
import sys

LOCAL = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "", None)

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        address = arguments[1] if event == "socket.connect" else arguments
        if isinstance(address, tuple) and address[0] not in LOCAL:
            print("asked elsewhere:", address, file=sys.stderr, flush=True)

sys.addaudithook(watch)
import ui
from assistant.assistant import Assistant
from index.load import load
with Assistant.open(sys.argv[1], create=True) as assistant:
    assistant.index.add([load(place) for place in sys.argv[2:]])
    ui.launch(assistant, open_browser=False, told=lambda line: print(line, end="", flush=True))
"""
SEED = Path(seeds.__file__).parent / "iran-ukraine-drone-talks.txt"
HOSTILE = """\
Harbour fire <script>window.pwned=1</script> at Port Amsel

The harbour of Port Amsel burned on Tuesday <img src=x onerror="window.pwned=2"> [read](javascript:window.pwned=3) on.

Mayor Ingrid Solheim said that the fire destroyed seven cranes <img src="http://example.com/p.png" onerror=window.pwned=4>.

</p></article></div><script>window.pwned=5</script> ![p](http://example.com/q.png) ${window.pwned=6} {{constructor}}

The clerk opened the invoice safe\u202egnp.exe and the fire\u200bwall fell, harbour police said.
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served page over a library with the seed and a hostile article.

    Afterwards the server is held to have asked no other machine, and to have met no error that it did not expect.
    """
    folder = tmp_path_factory.mktemp("page")
    (folder / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    command = [sys.executable, "-c", SERVE, str(folder / "library"), str(SEED), str(folder / "hostile.txt")]
    with (folder / "errors").open("w") as errors:
        server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True)
    with server:
        assert server.stdout is not None
        told = server.stdout.readline()
        assert "http" in told, (folder / "errors").read_text()
        yield re.findall(r"http://\S+", told)[0]
        server.terminate()
    errors_told = (folder / "errors").read_text()
    assert "asked elsewhere" not in errors_told, errors_told
    assert "Traceback" not in errors_told, errors_told


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(str(DRIVER)))
    yield driver
    driver.quit()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator["Page"]:
    """The page, freshly opened; afterwards it is held to have asked no other machine, and run nothing of an article's."""
    browser.get("about:blank")
    browser.get_log("performance")
    page = Page(browser)
    page.open(address)
    yield page
    assert page.asked_elsewhere() == []
    assert page.run("return window.pwned") is None
    assert browser.find_elements(By.CSS_SELECTOR, ":is(#chat, #reader, #who) :is(img, script, a)") == []


class Page:
    """What a reader does with the page."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser

    def open(self, address: str) -> None:
        self.browser.get(address)
        self.until(lambda: self.all("#reader article"))

    def all(self, selector: str) -> list[Any]:
        found: list[Any] = self.browser.find_elements(By.CSS_SELECTOR, selector)
        return found

    def one(self, selector: str) -> Any:
        return self.all(selector)[0]

    def run(self, script: str, *arguments: Any) -> Any:
        return self.browser.execute_script(script, *arguments)

    def until(self, condition: Callable[[], Any]) -> Any:
        return WebDriverWait(self.browser, PATIENCE, 0.1, [StaleElementReferenceException]).until(lambda _: condition())

    def content(self, selector: str) -> str:
        """The textContent of all that match, joined."""
        script = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent).join('')"
        return str(self.run(script, selector))

    def ask(self, question: str) -> None:
        """Types the question, sends it, and waits for the whole answer."""
        before = len(self.all(".exchange"))
        self.one("#question textarea").send_keys(question, Keys.ENTER)
        self.answered(before + 1)

    def answered(self, exchanges: int) -> None:
        self.until(lambda: len(self.all(".exchange")) == exchanges and self.all(".exchange:last-child .answer > p:not(.hint)"))

    def cite(self, selector: str = ".exchange:last-child button") -> tuple[str, int, int]:
        """Clicks a citation, waits until its words are marked, and says where they should be."""
        button = self.one(selector)
        article, start, end = (button.get_attribute(f"data-{name}") for name in ("article", "start", "end"))
        button.click()
        self.until(lambda: self.all(f'#reader article[data-id="{article}"] mark'))
        return article, int(start), int(end)

    def choose(self, selector: str, title: str) -> None:
        """Takes the choice of that title in a selector."""
        self.one(f"{selector} input").click()
        self.until(lambda: [option for option in self.all("[role=option]") if title in option.text])[0].click()

    def in_sight(self, selector: str) -> bool:
        """Whether the element is inside the window and inside the pane that scrolls."""
        script = """
            const box = document.querySelector(arguments[0]).getBoundingClientRect();
            const pane = document.querySelector('#reader').getBoundingClientRect();
            const top = Math.max(0, pane.top), bottom = Math.min(innerHeight, pane.bottom);
            return box.top >= top - 1 && box.bottom <= bottom + 1;"""
        return bool(self.run(script, selector))

    def asked_elsewhere(self) -> list[str]:
        """The addresses on other machines that the browser asked since the page was opened."""
        events = (json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance"))
        urls = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
        assert urls
        web = [urlsplit(url) for url in urls if url.startswith(("http", "ws"))]
        return [url.geturl() for url in web if url.hostname != "127.0.0.1"]


def hostile() -> Any:
    return from_text(HOSTILE, "hostile.txt")


def test_who_said_what_narrows_and_leads_to_the_words(page: Page) -> None:
    page.choose("#article", "Iran")
    page.until(lambda: "Amirabdollahian" in page.content("#who"))
    assert not page.one("#who").is_displayed()
    page.one("#tabs [data-tab=who]").click()
    page.until(lambda: page.one("#who table").is_displayed())
    assert not page.one("#reader").is_displayed()
    rows = "#who tbody tr:not([hidden])"
    everything = len(page.all(rows))
    page.one("#who select[name=stance] option[value=denies]").click()
    page.until(lambda: len(page.all(rows)) < everything)
    assert {row.get_attribute("data-stance") for row in page.all(rows)} == {"denies"}
    assert page.content("#who [role=status]").startswith(f"{len(page.all(rows))} statement")
    denied = len(page.all(rows))
    _, start, end = page.cite(f"{rows} button")
    assert page.content("#reader mark") == load(SEED).text[start:end]
    page.until(lambda: page.in_sight("#reader mark"))
    page.one("#tabs [data-tab=article]").send_keys(Keys.ARROW_RIGHT)
    assert page.one("#who table").is_displayed()
    assert len(page.all(rows)) == denied, "the table is as it was left"


def test_a_claim_gets_a_verdict_whose_evidence_leads_to_its_words(page: Page) -> None:
    page.one("#question textarea").send_keys("Russia is using Iranian drones in its attacks.", Keys.ENTER)
    page.until(lambda: page.all(".verdict .evidence button"))
    assert page.content(".verdict .label strong") == "Contested"
    assert "Hussein Amirabdollahian" in page.one(".verdict svg").get_attribute("aria-label").partition("Denies it: ")[2]
    _, start, end = page.cite(".verdict .evidence button")
    assert page.content("#reader mark") == load(SEED).text[start:end]


def test_the_article_is_shown_in_the_colours_of_its_voices(page: Page) -> None:
    page.choose("#article", "Iran")
    page.until(lambda: page.all("#reader article .voice.denies"))
    assert "Amirabdollahian" in page.one("#reader article .voice.denies").get_attribute("title")
    assert page.content("#reader article") == load(SEED).text


def test_citation_marks_the_exact_words_and_scrolls_to_them(page: Page) -> None:
    page.ask("Who denies an arms deal?")
    article, start, end = page.cite()
    seed = load(SEED)
    assert article == seed.id
    assert page.content("#reader mark") == seed.text[start:end]
    assert "deny an arms deal" in page.content("#reader mark")
    page.until(lambda: page.in_sight("#reader mark"))


def test_answer_says_whose_words_it_gives(page: Page) -> None:
    page.ask("What did John Kirby say?")
    assert page.all(".cite")
    assert "John Kirby" in page.content(".whose")


def test_example_asks_itself(page: Page) -> None:
    example = page.one("[data-ask]")
    question = example.text
    example.click()
    page.answered(1)
    assert page.content(".question") == question
    assert page.all(".cite")


def test_citation_in_another_article_opens_that_article(page: Page) -> None:
    page.ask("Who denies an arms deal?")
    seed, *_ = page.cite()
    page.ask("Who said that the fire destroyed cranes?")
    article, start, end = page.cite()
    assert article == hostile().id != seed
    assert page.content("#reader mark") == hostile().text[start:end]
    first, start, end = page.cite(".exchange:first-child .cite")
    assert first == seed
    assert page.content("#reader mark") == load(SEED).text[start:end]
    page.until(lambda: page.in_sight("#reader mark"))


def test_abstention_leads_to_the_nearest_passages(page: Page) -> None:
    page.ask("Which orchestra recorded the symphony in Vienna?")
    assert page.content(".exchange .sentence") == "The articles do not say."
    article, start, end = page.cite(".passage:last-child")
    text = {a.id: a.text for a in (load(SEED), hostile())}[article]
    assert page.content("#reader mark") == text[start:end]


def test_hostile_article_is_shown_as_text(page: Page) -> None:
    page.ask("Who said that the fire destroyed cranes?")
    page.cite()
    assert page.content("#reader article") == hostile().text
    shown = page.one("#reader article").text
    for words in (
        "<script>window.pwned=1</script>",
        '<img src=x onerror="window.pwned=2">',
        "[read](javascript:",
        "${window.pwned=6}",
    ):
        assert words in shown
    assert page.run("return document.querySelector('.unseen[data-code=\"U+202E\"] > span').offsetParent") is None


def test_hostile_question_is_shown_as_text(page: Page) -> None:
    question = '<img src=x onerror="window.pwned=7"> **bold** {{x}} ${window.pwned=8}?'
    page.ask(question)
    assert page.content(".question") == question
    page.one("#question textarea").send_keys("  ", Keys.ENTER)  # a blank question changes nothing, and breaks nothing
    page.ask("Who denies an arms deal?")


def test_keyboard_alone_reaches_the_words_and_comes_back(page: Page) -> None:
    page.ask("Who denies an arms deal?")
    page.run("document.querySelector('.cite').focus()")
    page.browser.switch_to.active_element.send_keys(Keys.ENTER)
    page.until(lambda: page.run("return document.activeElement.tagName") == "MARK")
    page.browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    page.until(lambda: page.run("return document.activeElement.className.includes('cite')"))
    assert page.one(".cite").get_attribute("aria-label").startswith("Citation 1")


def test_article_chosen_to_read_opens_at_its_top(page: Page) -> None:
    page.ask("Who denies an arms deal?")
    page.cite()
    page.choose("#article", "Harbour")
    page.until(lambda: page.all(f'#reader article[data-id="{hostile().id}"]'))
    assert page.all("#reader mark") == []
    page.until(lambda: page.run("return document.querySelector('#reader').scrollTop") == 0)


def test_scope_keeps_to_one_article(page: Page) -> None:
    page.choose("#scope", "Harbour")
    page.ask("Who denies an arms deal?")
    assert page.all(".exchange")
    assert {button.get_attribute("data-article") for button in page.all(".exchange button")} == {hostile().id}


def test_upload_adds_an_article_and_refuses_a_binary_file(page: Page, tmp_path: Path) -> None:
    good, bad = tmp_path / "bees.txt", tmp_path / "photo.txt"
    good.write_text("Bees return to Oslo\n\nThe bees came back to Oslo in May, the city gardener Nora Lund said.\n")
    bad.write_bytes(bytes(range(256)) * 16)
    page.one("#read input[type=file]").send_keys(str(bad))
    page.until(lambda: "save the article as .txt (UTF-8) or .md" in page.content("#notice"))
    assert '"photo.txt" is not a text file' in page.content("#notice")
    assert "Traceback" not in page.run("return document.body.innerText")
    page.one("#read input[type=file]").send_keys(str(good))
    page.until(lambda: page.all('#reader article[aria-label="Bees return to Oslo"]'))
    page.ask("Who said that the bees came back to Oslo?")
    page.cite()
    assert "Nora Lund" in page.content("#reader mark")


def test_upload_keeps_nobody_waiting(page: Page, address: str, tmp_path: Path) -> None:
    long = tmp_path / "long.txt"
    long.write_text("Register\n\n" + "\n\n".join(f"Entry {n} of the register lists ship {n * 7}. " * 20 for n in range(80)))
    first = page.browser.current_window_handle
    page.browser.switch_to.new_window("window")
    page.open(address)
    second = page.browser.current_window_handle
    page.browser.switch_to.window(first)
    page.one("#read input[type=file]").send_keys(str(long))
    page.until(lambda: "Reading" in page.content("#notice"))
    page.browser.switch_to.window(second)
    page.ask("Who denies an arms deal?")
    page.browser.switch_to.window(first)
    assert "Reading" in page.content("#notice")
    page.until(lambda: "Added Register" in page.content("#notice"))
    page.browser.switch_to.window(second)
    page.browser.close()
    page.browser.switch_to.window(first)


def test_two_browsers_have_conversations_of_their_own(page: Page, address: str) -> None:
    page.ask("Who denies an arms deal?")
    first = page.browser.current_window_handle
    page.browser.switch_to.new_window("window")
    page.open(address)
    assert page.all(".exchange") == []
    page.ask("What did John Kirby say?")
    assert len(page.all(".exchange")) == 1
    page.browser.close()
    page.browser.switch_to.window(first)
    assert page.content(".question") == "Who denies an arms deal?"


def test_phone_width_holds_everything_and_the_way_back(page: Page, address: str) -> None:
    size = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    page.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        page.open(address)
        page.ask("Who denies an arms deal?")
        page.cite()
        page.until(lambda: page.in_sight("#reader mark"))
        assert page.run("return document.documentElement.scrollWidth") <= 390
        page.one("#back").click()
        page.until(lambda: page.run("return document.activeElement.className.includes('cite')"))
    finally:
        page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough(page: Page, address: str, scheme: str) -> None:
    wishes = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}  # no colours in transition
    features = [{"name": name, "value": value} for name, value in wishes.items()]
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    page.open(address)
    assert page.run("return document.body.classList.contains('dark')") == (scheme == "dark")
    page.ask("What did John Kirby say?")
    page.cite()
    page.ask("Which orchestra recorded the symphony in Vienna?")
    weak = {name: ratio for name, ratio in page.run(CONTRAST) if ratio < 4.5}
    assert weak == {}


def test_server_keeps_its_files_and_other_names_out(address: str) -> None:
    import http.client

    place = urlsplit(address)

    def status(path: str, host: str = place.netloc) -> int:
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Host": host})
            return connection.getresponse().status
        finally:
            connection.close()

    assert status("/") == 200
    assert status("/", host="news.example.com") == 400
    assert status(f"/gradio_api/file={SEED}") == 403
    assert status(f"/gradio_api/file={ROOT / 'ui.py'}") == 403
    assert status("/openapi.json") == 404


CONTRAST = """
// Every visible text's colour against the nearest opaque ground behind it: [[which, ratio], …] (WCAG 2.2, 1.4.3).
const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
const light = (colour) => {
  const [r, g, b] = numbers(colour).map((v) => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
  return .2126 * r + .7152 * g + .0722 * b;
};
const ground = (element) => {
  for (let e = element; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor, parts = numbers(colour);
    if (parts.length === 3 || parts[3] === 1) return colour;
  }
  return 'rgb(255, 255, 255)';
};
const found = [];
const walker = document.createTreeWalker(document.querySelector('.gradio-container'), NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const e = walker.currentNode.parentElement;
  if (!walker.currentNode.textContent.trim() || !e.checkVisibility()) continue;
  const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
  found.push([e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 30), (a + .05) / (b + .05)]);
}
return found;
"""
