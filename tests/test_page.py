"""The page end to end, in a real Chromium: served by a process of its own, driven through selenium."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

import seeds
from index.load import from_text, load

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed: pip install selenium")
from selenium.common.exceptions import StaleElementReferenceException  # noqa: E402
from selenium.webdriver.common.action_chains import ActionChains  # noqa: E402
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
AXE = Path(os.environ.get("ONRECORD_AXE") or ROOT / ".venv/npm/node_modules/axe-core/axe.min.js")
"""axe-core, from npm: `npm install --prefix .venv/npm axe-core`; without it contrast and names alone are tested."""
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
from page.accounts import people
from pathlib import Path
users = people(Path(sys.argv[2])) if sys.argv[2] else None
with Assistant.open(sys.argv[1], create=True) as assistant:
    assistant.index.add([load(place) for place in sys.argv[3:]])
    ui.launch(assistant, open_browser=False, told=lambda line: print(line, end="", flush=True), users=users)
"""
SEED = Path(seeds.__file__).parent / "iran-ukraine-drone-talks.txt"
HOSTILE = """\
Harbour fire <script>window.pwned=1</script> at Port Amsel

The harbour of Port Amsel burned on Tuesday <img src=x onerror="window.pwned=2"> [read](javascript:window.pwned=3) on.

Mayor Ingrid Solheim said that the fire destroyed <b>seven</b> cranes <img src="http://example.com/p.png" onerror=window.pwned=4>.

</p></article></div><script>window.pwned=5</script> ![p](http://example.com/q.png) ${window.pwned=6} {{constructor}}

The clerk opened the invoice safe\u202egnp.exe and the fire\u200bwall fell, harbour police said.
"""


@contextmanager
def served(folder: Path, *articles: str, users: str = "") -> Iterator[str]:
    """The address of a page that a process of its own serves over a library with the articles.

    Afterwards the server is held to have asked no other machine, and to have met no error that it did not expect.
    """
    command = [sys.executable, "-c", SERVE, str(folder / "library"), users, *articles]
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
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served page over a library with the seed and a hostile article."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    with served(folder, str(SEED), str(folder / "hostile.txt")) as address:
        yield address


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@contextmanager
def started(folder: Path) -> Iterator[Any]:
    """A Chromium with its profile and its downloads in the folder."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(str(DRIVER)))
    try:
        driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
        yield driver
    finally:
        driver.quit()


@pytest.fixture(scope="module")
def browser(downloads: Path) -> Iterator[Any]:
    with started(downloads) as driver:
        yield driver


@pytest.fixture
def page(browser: Any, address: str) -> Iterator["Page"]:
    """The page, freshly opened; afterwards it is held to have asked no other machine, and run nothing of an article's."""
    browser.get("about:blank")
    browser.get_log("performance")
    page = Page(browser)
    page.open(address)
    page.run("sessionStorage.clear()")
    page.open(address)
    yield page
    assert page.asked_elsewhere() == []
    assert page.run("return window.pwned") is None
    assert browser.find_elements(By.CSS_SELECTOR, ":is(#shelf, #chat, #reader, #who, #claims) :is(img, script, a, b, iframe)") == []


class Page:
    """What a reader does with the page."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser

    def open(self, address: str) -> None:
        self.browser.get(address)
        self.until(lambda: self.all("#reader article") and self.all("#past > *"))

    def all(self, selector: str) -> list[Any]:
        found: list[Any] = self.browser.find_elements(By.CSS_SELECTOR, selector)
        return found

    def one(self, selector: str) -> Any:
        return self.all(selector)[0]

    def run(self, script: str, *arguments: Any) -> Any:
        return self.browser.execute_script(script, *arguments)

    def until(self, condition: Callable[[], Any]) -> Any:
        waiting = WebDriverWait(self.browser, PATIENCE, 0.05, [StaleElementReferenceException, IndexError])
        return waiting.until(lambda _: condition())

    def content(self, selector: str) -> str:
        """The textContent of all that match, joined."""
        script = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent).join('')"
        return str(self.run(script, selector))

    def write(self, text: str) -> None:
        self.one("#question textarea").send_keys(text, Keys.ENTER)

    def ask(self, question: str) -> None:
        """Types the question, sends it, and waits for the whole answer."""
        before = len(self.all(".exchange"))
        self.write(question)
        self.answered(before + 1)

    def answered(self, exchanges: int) -> None:
        self.until(
            lambda: len(self.all(".exchange")) == exchanges and self.all(".exchange:last-child .tools, #now .exchange .tools")
        )
        self.until(lambda: not self.all("[aria-busy=true]"))

    def cite(self, selector: str = "#now .exchange .cite") -> tuple[str, int, int]:
        """Clicks a citation, waits until its words are marked, and says where they should be."""
        button = self.one(selector)
        article, start, end = (button.get_attribute(f"data-{name}") for name in ("article", "start", "end"))
        self.run("arguments[0].scrollIntoView({ block: 'center' })", button)
        button.click()
        self.until(lambda: self.all(f'#reader article[data-id="{article}"] mark'))
        self.until(lambda: self.one("#reader").is_displayed())
        return article, int(start), int(end)

    def read(self, title: str) -> None:
        """Opens the article of that title from the library."""
        self.until(lambda: [button for button in self.all("#articles .title") if title in button.text])[0].click()
        self.until(lambda: title in self.one("#reader article").get_attribute("aria-label"))

    def tab(self, name: str) -> None:
        self.one(f"#tabs [data-tab={name}]").click()

    def in_sight(self, selector: str) -> bool:
        """Whether the element is inside the window and inside the pane that scrolls."""
        script = """
            const box = document.querySelector(arguments[0]).getBoundingClientRect();
            const pane = document.querySelector('#reader').getBoundingClientRect();
            const top = Math.max(0, pane.top), bottom = Math.min(innerHeight, pane.bottom);
            return box.top >= top - 1 && box.bottom <= bottom + 1;"""
        return bool(self.run(script, selector))

    def axe(self) -> dict[str, list[str]]:
        """What axe-core finds that is serious or critical: the rule, and the elements."""
        self.run(AXE.read_text(encoding="utf-8"))
        script = """
            const [done] = arguments;
            axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => done(violations
              .filter(({ impact }) => ['serious', 'critical'].includes(impact))
              .map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))])));"""
        return dict(self.browser.execute_async_script(script))

    def asked_elsewhere(self) -> list[str]:
        """The addresses on other machines that the browser asked since the page was opened."""
        events = (json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance"))
        urls = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
        assert urls
        web = [urlsplit(url) for url in urls if url.startswith(("http", "ws"))]
        return [url.geturl() for url in web if url.hostname != "127.0.0.1"]


def hostile() -> Any:
    return from_text(HOSTILE, "hostile.txt")


def texts() -> dict[str, str]:
    return {article.id: article.text for article in (load(SEED), hostile())}


def test_citation_marks_the_exact_words_and_scrolls_to_them_in_whichever_article(page: Page) -> None:
    page.ask("Who denies an arms deal?")
    assert page.content(".routes [aria-pressed=true]") == "Who said what"
    article, start, end = page.cite()
    assert article == load(SEED).id
    assert page.content("#reader mark") == texts()[article][start:end]
    assert "deny an arms deal" in page.content("#reader mark")
    page.until(lambda: page.in_sight("#reader mark"))
    page.ask("Who said that the fire destroyed cranes?")
    other, start, end = page.cite()
    assert other == hostile().id != article
    assert page.content("#reader mark") == texts()[other][start:end]
    first, start, end = page.cite("#past .exchange .cite")
    assert first == article
    assert page.content("#reader mark") == texts()[first][start:end]
    page.until(lambda: page.in_sight("#reader mark"))
    page.read("Harbour")
    assert page.all("#reader mark") == []
    page.until(lambda: page.run("return document.querySelector('#reader').scrollTop") == 0)


def test_hovering_a_citation_shows_its_words(page: Page) -> None:
    page.ask("What did John Kirby say?")
    assert "John Kirby" in page.content(".whose")
    cite = page.one(".cite")
    ActionChains(page.browser).move_to_element(cite).perform()
    page.until(lambda: page.one("#hovered").is_displayed())
    start, end = (int(cite.get_attribute(f"data-{name}")) for name in ("start", "end"))
    assert page.content("#hovered p") == " ".join(load(SEED).text[start:end].split())
    assert page.content("#hovered small") == "John Kirby"
    ActionChains(page.browser).move_to_element(page.one("#top h1")).perform()
    page.until(lambda: not page.one("#hovered").is_displayed())


def test_suggested_questions_ask_themselves_and_a_follow_up_keeps_its_subject(page: Page) -> None:
    page.read("Iran")
    page.one("#articles [data-scope*=iran]").click()
    page.until(lambda: "Asking only" in page.content("#scope"))
    page.ask("What did Hussein Amirabdollahian say?")
    page.ask("And what did he deny?")
    assert "We deny the allegations" in page.content("#now .sentence")
    offered = page.one("#now [data-ask]")
    question = offered.text
    page.run("arguments[0].scrollIntoView()", offered)
    offered.click()
    page.answered(3)
    assert page.content("#now .question") == question
    assert page.all("#now .cite")


def test_route_is_changed_with_one_click_and_a_message_edited(page: Page) -> None:
    page.ask("Who denies an arms deal?")
    page.one("#now [data-route=verdict]").click()
    page.until(lambda: page.all("#now .verdict"))
    page.answered(1)
    assert page.content("#now .routes [aria-pressed=true]") == "Verdict"
    page.one("#now [data-edit]").click()
    area = page.one(".editing textarea")
    assert area.get_attribute("value") == "Who denies an arms deal?"
    area.clear()
    area.send_keys("What did John Kirby say?", Keys.ENTER)
    page.until(lambda: page.content("#now .question") == "What did John Kirby say?")
    page.answered(1)
    assert "Tehran is now directly involved" in page.content("#now .sentence")
    page.run("document.querySelector('#now .exchange').dataset.old = 1")
    page.one("#now [data-again]").click()
    page.until(lambda: not page.all("#now [data-old]"))
    page.answered(1)
    assert "Tehran is now directly involved" in page.content("#now .sentence")


def test_answer_is_copied_with_its_citations(page: Page, address: str) -> None:
    origin = address.rstrip("/")
    allowed = {"origin": origin, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    page.browser.execute_cdp_cmd("Browser.grantPermissions", allowed)
    page.ask("What did John Kirby say?")
    page.one("#now [data-copy]").click()
    page.until(lambda: page.content("#now [data-copy]") == "Copied")
    copied = page.browser.execute_async_script("const [done] = arguments; navigator.clipboard.readText().then(done, done)")
    assert "[1] (words of John Kirby)" in copied
    start, end = (page.one(".cite").get_attribute(f"data-{name}") for name in ("start", "end"))
    assert f"characters {start}-{end}" in copied


def test_stop_ends_a_verdict_at_once(page: Page) -> None:
    page.write(" ".join(f"Tehran has delivered {n} drones to Moscow since September." for n in range(2, 16)))
    page.until(lambda: page.one("#stop").is_displayed())
    assert not page.one("#send").is_displayed()
    page.one("#stop").click()
    page.until(lambda: "Stopped." in page.content("#now"))
    page.until(lambda: page.one("#send").is_displayed())


def test_a_claim_gets_a_verdict_whose_evidence_leads_to_its_words(page: Page) -> None:
    page.write("Russia is using Iranian drones in its attacks.")
    page.until(lambda: page.all(".verdict .evidence button"))
    page.answered(1)
    assert page.content(".verdict .label strong") == "Contested"
    assert "Hussein Amirabdollahian" in page.content(".roster dd:last-child")
    _, start, end = page.cite(".verdict .evidence button")
    assert page.content("#reader mark") == load(SEED).text[start:end]


def test_a_pasted_text_gets_a_report_with_each_claim_marked(page: Page) -> None:
    text = "Both Moscow and Tehran deny an arms deal. Iran has sold nine submarines to Norway."
    page.write(text)
    page.until(lambda: len(page.all(".claimed")) == 2)
    page.answered(1)
    page.run("document.querySelectorAll('.pasted sup').forEach((number) => number.remove())")
    assert page.content(".pasted") == text
    assert not page.one("details[data-claim='1'] .verdict").is_displayed()
    page.one(".claimed").click()
    page.until(lambda: page.one("details[data-claim='1'] .verdict").is_displayed())
    _, start, end = page.cite("details[data-claim='1'] .evidence button")
    assert page.content("#reader mark") == load(SEED).text[start:end]


def test_abstention_leads_to_the_nearest_passages(page: Page) -> None:
    page.ask("Which orchestra recorded the symphony in Vienna?")
    assert page.content(".exchange .sentence") == "The articles do not say."
    article, start, end = page.cite("#now .nearest li:last-child .passage")
    assert page.content("#reader mark") == texts()[article][start:end]


def test_who_said_what_narrows_and_leads_to_the_words(page: Page) -> None:
    page.read("Iran")
    page.until(lambda: "Amirabdollahian" in page.content("#who"))
    assert not page.one("#who").is_displayed()
    page.tab("who")
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


def test_map_of_the_dispute_leads_to_the_words_and_can_be_saved(page: Page, downloads: Path) -> None:
    page.read("Iran")
    page.tab("claims")
    mark = page.until(lambda: page.all('#claims .dot[aria-label^="Moscow denies: an arms deal"]'))[0]
    start, end = (int(mark.get_attribute(f"data-{name}")) for name in ("start", "end"))
    mark.click()
    page.until(lambda: page.all("#reader mark"))
    assert page.content("#reader mark") == load(SEED).text[start:end]
    page.tab("claims")
    page.one("#claims [data-save]").click()
    page.until(lambda: list(downloads.glob("map-of-the-dispute.svg")))
    saved = ElementTree.fromstring((downloads / "map-of-the-dispute.svg").read_text(encoding="utf-8"))
    assert saved.tag == "{http://www.w3.org/2000/svg}svg"
    page.one("#claims [data-test]").click()
    page.until(lambda: page.all("#now .verdict"))
    page.answered(1)


def test_hostile_article_is_shown_as_text_in_every_pane(page: Page) -> None:
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
    assert "<script>window.pwned=1</script>" in page.content("#articles")
    page.tab("who")
    page.until(lambda: page.one("#who").is_displayed())
    assert "<b>seven</b>" in page.content("#who tbody")
    page.tab("claims")
    page.until(lambda: page.all("#claims .dot"))
    assert "<b>seven</b>" in page.content("#claims .disputes")
    question = '<img src=x onerror="window.pwned=7"> **bold** {{x}} ${window.pwned=8}?'
    page.ask(question)
    assert page.content("#now .question") == question
    page.write("  ")  # a blank message changes nothing, and breaks nothing
    page.ask("Who denies an arms deal?")


def test_keyboard_alone_asks_reaches_the_words_and_comes_back(page: Page) -> None:
    focused = lambda: page.browser.switch_to.active_element
    press = lambda *keys: focused().send_keys(*keys)

    def walk(to: str, back: bool = False) -> None:
        for _ in range(60):
            if page.run("return document.activeElement.matches(arguments[0])", to):
                return
            press(*((Keys.SHIFT, Keys.TAB) if back else (Keys.TAB,)))
        raise AssertionError(f"the keyboard does not reach {to}")

    page.run("document.activeElement.blur()")
    page.one("body").send_keys(Keys.TAB)
    walk("#question textarea")
    press("Who denies an arms deal?", Keys.ENTER)
    page.answered(1)
    walk("#now .cite", back=True)
    page.until(lambda: page.one("#hovered").is_displayed())
    assert focused().get_attribute("aria-label").startswith("Citation 1")
    press(Keys.ENTER)
    page.until(lambda: page.run("return document.activeElement.tagName") == "MARK")
    press(Keys.ESCAPE)
    page.until(lambda: page.run("return document.activeElement.className.includes('cite')"))
    walk("#tabs [role=tab]")
    press(Keys.ARROW_RIGHT)
    press(Keys.ARROW_RIGHT)
    page.until(lambda: page.all("#claims .dot"))
    walk("#claims .dot")
    press(Keys.ENTER)
    page.until(lambda: page.run("return document.activeElement.tagName") == "MARK")


def test_articles_come_by_drop_paste_and_file_and_go_after_a_confirmation(page: Page, tmp_path: Path) -> None:
    bad = tmp_path / "photo.txt"
    bad.write_bytes(bytes(range(256)) * 16)
    page.one("#shelf input[type=file]").send_keys(str(bad))
    page.until(lambda: page.all("#notice .problem"))
    assert '"photo.txt"' in page.content("#notice")
    assert "Traceback" not in page.run("return document.body.innerText")
    drop = """
        const files = new DataTransfer();
        files.items.add(new File([arguments[0]], 'bees.txt', { type: 'text/plain' }));
        document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: files }));"""
    page.run(drop, "Bees return to Oslo\n\nThe bees came back to Oslo in May, the city gardener Nora Lund said.\n")
    page.until(lambda: page.all('#reader article[aria-label="Bees return to Oslo"]'))
    page.one("#paste").send_keys(
        "Wasps leave Oslo", Keys.ENTER, Keys.ENTER, "The wasps left Oslo in June, the keeper Per Dahl said."
    )
    page.one("#adding button[type=submit]").click()
    page.until(lambda: page.all('#reader article[aria-label="Wasps leave Oslo"]'))
    page.one("#adding [type=search]").send_keys("oslo")
    page.until(lambda: len(page.all("#articles li")) == 2)
    page.one("#articles [data-scope*=bees]").click()
    page.until(lambda: "Bees return" in page.content("#scope"))
    page.ask("Who said that they came back to Oslo?")
    assert page.content("#now .whose") == "Words of Nora Lund"
    for title in ("Bees", "Wasps"):
        page.until(lambda title=title: page.all(f'#articles .remove[aria-label^="Remove {title}"]'))[0].click()
        page.until(lambda: page.one("#library dialog").is_displayed())
        page.one("#library [data-sure]").click()
        page.until(lambda title=title: not page.all(f'#articles .remove[aria-label^="Remove {title}"]'))
    assert "2" in page.content("#library .count")
    page.cite_gone = page.one("#now .cite")
    page.cite_gone.click()
    page.until(lambda: "there is no article" in page.content("#notice"))


def test_reading_articles_keeps_nobody_waiting_and_is_counted(page: Page, tmp_path: Path) -> None:
    for n in range(6):
        lines = "\n\n".join(f"Entry {i} of register {n} lists ship {i * 7}, the clerk of {n} said. " * 6 for i in range(6))
        (tmp_path / f"long{n}.txt").write_text(f"Register {n}\n\n{lines}")
    page.one("#shelf input[type=file]").send_keys("\n".join(str(tmp_path / f"long{n}.txt") for n in range(6)))
    page.until(lambda: "of 6" in page.content("#notice"))
    page.write("Who denies an arms deal?")
    page.until(lambda: page.all("#now .cite"))
    assert "of 6" in page.content("#notice"), "an answer came while the articles were still being read"
    page.until(lambda: "seconds left" in page.content("#notice") or "minute" in page.content("#notice"))
    page.until(lambda: "Added 6 articles" in page.content("#notice"))
    page.until(lambda: "8" in page.content("#library .count"))


def test_conversations_survive_a_reload_and_are_listed_named_exported_and_deleted(
    page: Page, address: str, downloads: Path
) -> None:
    page.ask("Who denies an arms deal?")
    page.open(address)
    page.until(lambda: page.content("#now .question") == "Who denies an arms deal?")
    article, start, end = page.cite()
    assert page.content("#reader mark") == texts()[article][start:end]
    current = "#talks-list li:has([aria-current])"

    def menu(do: str) -> None:
        page.one(f"{current} summary").click()
        page.until(lambda: page.one(f"{current} [data-do={do}]").is_displayed())
        page.one(f"{current} [data-do={do}]").click()

    menu("rename")
    name = page.one("#talks-list form input")
    name.clear()
    name.send_keys("Arms deal", Keys.ENTER)
    page.until(lambda: page.one(f"{current} .title").text == "Arms deal")
    menu("markdown")
    page.until((downloads / "arms-deal.md").exists)
    assert f"characters {start}-{end}" in (downloads / "arms-deal.md").read_text(encoding="utf-8")
    page.one(f"{current} [data-do=json]").click()
    page.until((downloads / "arms-deal.json").exists)
    taken = json.loads((downloads / "arms-deal.json").read_text(encoding="utf-8"))
    assert taken["exchanges"][0]["sentences"][0]["places"][0]["start"] == start
    page.one("#talks [data-new]").click()
    page.until(lambda: not page.all(".exchange"))
    page.one("#talks-list li[data-name='Arms deal'] .title").click()
    page.until(lambda: page.all("#now .exchange"))
    menu("delete")
    page.one(f"{current} [data-do=delete]").click()
    page.until(lambda: not page.all("#talks-list li[data-name='Arms deal']"))
    assert page.all(".exchange") == []


def test_two_browsers_at_once_never_see_each_others_conversations(page: Page, address: str, tmp_path: Path) -> None:
    page.ask("Who denies an arms deal?")
    talk = page.run("return sessionStorage.getItem('onrecord-talk')")
    with started(tmp_path) as another:
        other = Page(another)
        other.open(address)
        assert other.all(".exchange") == []
        assert other.all("#talks-list li") == []
        other.run("sessionStorage.setItem('onrecord-talk', arguments[0])", talk)
        other.open(address)
        assert other.all(".exchange") == [], "whoever knows the id of another's conversation still does not see it"
        other.write("What did John Kirby say?")
        page.ask("Who said that the fire destroyed cranes?")
        other.answered(1)
        assert len(other.all("#talks-list li")) == 1
        assert "Kirby" in other.content("#chat .sentence")
    assert "Kirby" not in page.content("#chat")


def test_phone_width_holds_everything_and_the_way_back(page: Page, address: str) -> None:
    size = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    page.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        page.open(address)
        assert not page.one("#reader").is_displayed()
        page.ask("Who denies an arms deal?")
        page.cite()
        page.until(lambda: page.in_sight("#reader mark"))
        assert page.run("return document.documentElement.scrollWidth") <= 390
        page.one("#back").click()
        page.until(lambda: page.run("return document.activeElement.className.includes('cite')"))
        page.one("#views [data-view=shelf]").click()
        page.until(lambda: page.one("#articles").is_displayed())
        assert page.run("return document.documentElement.scrollWidth") <= 390
    finally:
        page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough_and_axe_finds_nothing_serious(page: Page, address: str, scheme: str) -> None:
    wishes = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}  # no colours in transition
    features = [{"name": name, "value": value} for name, value in wishes.items()]
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    page.open(address)
    assert page.run("return document.body.classList.contains('dark')") == (scheme == "dark")
    page.ask("What did John Kirby say?")
    page.cite()
    page.ask("Which orchestra recorded the symphony in Vienna?")
    page.ask("Both Moscow and Tehran deny an arms deal. Iran has sold nine submarines to Norway.")
    page.one("details.judged summary").click()
    page.tab("claims")
    page.until(lambda: page.all("#claims .dot"))
    serious = {}
    for tab in ("claims", "who", "article"):
        page.tab(tab)
        weak = {name: ratio for name, ratio in page.run(CONTRAST) if ratio < 4.5}
        assert weak == {}
        if AXE.exists():
            serious |= page.axe()
    assert serious == {}


def test_users_log_in_and_have_libraries_of_their_own(browser: Any, tmp_path: Path) -> None:
    users = tmp_path / "users"
    users.write_text("ada:first secret\nbo:second secret\n")
    with served(tmp_path, str(SEED), users=str(users)) as address:
        page = Page(browser)
        for name, password in (("ada", "first secret"), ("bo", "second secret")):
            browser.get(address)
            browser.delete_all_cookies()
            browser.get(address)
            page.until(lambda: len(page.all("input")) >= 2)
            assert page.all("#library") == []
            inputs = page.all("input")
            inputs[0].send_keys(name)
            inputs[1].send_keys(password, Keys.ENTER)
            page.until(lambda: "No articles yet" in page.content("#library"))
            page.one("#paste").send_keys(f"News for {name}", Keys.ENTER, Keys.ENTER, "The mayor said that it rained.")
            page.one("#adding button[type=submit]").click()
            page.until(lambda name=name: page.all(f'#reader article[aria-label="News for {name}"]'))
            assert page.content("#library .count") == "1"
        browser.delete_all_cookies()


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
