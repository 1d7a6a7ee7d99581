import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.attribution.gender import first_name_gender
from index.attribution.names import entities
from index.attribution.reading import read
from index.attribution.resolve import BLOCK, speakers
from index.attribution.tag import lines
from index.load import from_text, load
from index.types import Article, Span

SEED = Path(__file__).parent.parent / "seeds" / "iran-ukraine-drone-talks.txt"

MARKED = [
    ("full name", "[U.S. National Security Council spokesman John Kirby] said so.", ["John Kirby"]),
    ("surname", "A plan by John Kirby failed. [Kirby] said so.", ["John Kirby"]),
    ("surname with a title", "Ana Duarte met Paul Okoro. “No,” [Gen. Okoro] said.", ["Paul Okoro"]),
    ("surname of several words", "Jan van der Berg rose. [Van der Berg] said no.", ["Jan van der Berg"]),
    ("initial", "Donald J. Murray rose. [Mr. Murray] said no.", ["Donald J. Murray"]),
    ("title that stays", "[Pope Francis] asked for peace.", ["Pope Francis"]),
    ("surname that is a word for a role", "Ann Dean sat. [Dean, a doctor,] said no. [She] laughed.", ["Ann Dean"] * 2),
    ("name with an adjective in a quotation", "“Crooked Carla Reed lied.” [Carla Reed] said no.", ["Carla Reed"]),
    ("niece before a titled name", "[Scott's niece, state Del. Marcia Price,] said no.", ["Marcia Price"]),
    ("contraction", "“[I've] gone,” [Ana Ruiz] said. “I'm off.”", ["Ana Ruiz"] * 2),
    ("abbreviated role", "Peru's Gov. Tom Reed rose. [The governor] said no.", ["Tom Reed"]),
    (
        "given name that is a preposition",
        "[Per Anders Lie] said no. [Lie] left, and [Per Lie, a cook,] ate.",
        ["Per Anders Lie"] * 3,
    ),
    ("given name that is a modal", "[Will Reed] said no. “Yes,” said [May Britt Moe].", ["Will Reed", "May Britt Moe"]),
    ("given name that is an article", "[An Nguyen] rose. [An Apple spokesman] said no.", ["An Nguyen", "an Apple spokesman"]),
    ("given name that is an adverb", "A man met Even Moe. [Even Moe] said no. [Even Tom Reed] agreed.", ["Even Moe", "Tom Reed"]),
    ("modal before a name", "Will [Ana Ruiz] say no?", ["Ana Ruiz"]),
    ("preposition before a name", "Per Ana Ruiz, [Tom Reed] said no. [Ruiz] left.", ["Tom Reed", "Ana Ruiz"]),
    ("month before a name", "In May Ana Ruiz rose. [Ruiz] said no.", ["Ana Ruiz"]),
    ("month that is a name", "[June Reed] said no. [Reed] left in June.", ["June Reed"] * 2),
    ("headline in capitals", "Mayor Will Quit, Says Ana Ruiz\n\n[Ruiz] said no.", ["Ana Ruiz"]),
    ("organisation with a plural owner", "[The Pilots' Guild] said no. The Children's Hospital closed.", ["Pilots' Guild"]),
    ("dateline", "PORT ELLIN (Newswire) — Corvane fell. [The company] denied it.", ["Corvane"]),
    ("the company is no she", "Corvane fell. The company paid Ana Ruiz. Corvane rose. [She] left.", ["Ana Ruiz"]),
    ("study by two", "[Separate projections by Corvane and the Harbour Council] said so.", ["Corvane+Harbour Council"]),
    ("chamber of", "[The Chamber of Commerce] said no.", ["Chamber of Commerce"]),
    ("clauses with who", "[A nurse who lied and who left] said no.", ["a nurse who lied and who left"]),
    ("role with of", "Former Speaker of the House Tom Reed rose. [Reed] said no.", ["Tom Reed"]),
    ("organisation with on", "[The Commission on Elections] said no.", ["Commission on Elections"]),
    ("somebody's campaign", "The campaign ended. [Tom Reed's campaign] said no.", ["Tom Reed's campaign"]),
    ("name begins a description", "[Reed's niece] said no.", ["Reed's niece"]),
    ("title tells which", "Carla Reed and her husband Tom Reed left. [Mr. Reed] said no.", ["Tom Reed"]),
    ("apposition after", "[Rita Lowe, the spokeswoman of the firm,] said no.", ["Rita Lowe"]),
    ("apposition before", "[The firm's spokeswoman, Rita Lowe,] said no.", ["Rita Lowe"]),
    ("possessive", "John Kirby wrote. [Kirby's] claim was untrue.", ["John Kirby"]),
    ("organisation with an article", "[The Harbour Council] said no.", ["Harbour Council"]),
    ("organisation joined by and", "[The Food and Drug Administration] said no.", ["Food and Drug Administration"]),
    ("organisation with of", "[The Ministry of Health] said no.", ["Ministry of Health"]),
    ("acronym", "The International Energy Agency (IEA) met. [The IEA] warned.", ["International Energy Agency"]),
    ("acronym without brackets", "The National Medicines Board met. [The NMB] warned.", ["National Medicines Board"]),
    ("shorter name of a company", "Xandro Pharma fell. [Xandro] said no.", ["Xandro Pharma"]),
    ("group calling itself", "[A group calling itself Blue Finch] said so.", ["Blue Finch"]),
    ("the company", "Shares of Quandrix fell. The firm sells tea. [The company] denied it.", ["Quandrix"]),
    (
        "one-word company, named beside, that contradicts a lawyer",
        "Arbitrators met. The maker, Xandro, contradicted the lawyer. “No,” [it] said. [The company] denied it.",
        ["Xandro"] * 2,
    ),
    ("the company, named beside", "Ana Ruiz sat. [The manufacturer, Xandro Pharma,] denied it.", ["Xandro Pharma"]),
    ("the company, described before", "The tea firm failed. Shares of Quandrix fell. [The company] denied it.", ["Quandrix"]),
    ("the newspaper", "On Monday the Milford Herald said so. [The newspaper] withdrew it.", ["Milford Herald"]),
    ("role before the name", "City auditor Tom Reed rose. Ana Ruiz sat. [The auditor] said no.", ["Tom Reed"]),
    ("role after the name", "Tom Reed, the city's auditor, rose. Ana Ruiz sat. [The auditor] said no.", ["Tom Reed"]),
    ("role by is", "Tom Reed is the coach of the team. Ana Ruiz left. [The coach] said no.", ["Tom Reed"]),
    (
        "like role, country's adjective",
        "Peru's Foreign Minister Luz Vega rose. [The Peruvian chief diplomat] said no.",
        ["Luz Vega"],
    ),
    ("role of another country", "Peru's Foreign Minister Luz Vega rose. [The Chilean minister] said no.", ["Chilean minister"]),
    ("role and gender", "The spokesman Tom Reed and spokeswoman Ana Ruiz met. [The spokesman] said no.", ["Tom Reed"]),
    ("role nobody was given", "Tom Reed rose. [The governor] said no.", ["governor"]),
    ("anonymous", "[A person familiar with the matter] said so.", ["a person familiar with the matter"]),
    (
        "anonymous, with a reason",
        "[A person familiar with the matter, who asked not to be named,] said so.",
        ["a person familiar with the matter"],
    ),
    ("anonymous, with a reason at once", "[An official who spoke on condition of anonymity] said so.", ["an official"]),
    ("anonymous, with more about them", "[An official who saw the plan] said so.", ["an official who saw the plan"]),
    ("anonymous again", "[A nurse at the hospital] said so. ‘Yes,’ [the nurse] said.", ["a nurse at the hospital"] * 2),
    ("plural", "[Officials in Kyiv and Moscow] said no.", ["officials in Kyiv and Moscow"]),
    ("lower case in the middle", "On Monday [officials] said no.", ["officials"]),
    ("website", "According to [the ministry's website], it rained.", ["ministry"]),
    ("notice on a website", "[A notice on Quandrix's website] said so.", ["Quandrix"]),
    ("report by", "[A report by Reuters] said so.", ["Reuters"]),
    ("collective", "[Both Moscow and Tehran] denied it.", ["Moscow+Tehran"]),
    ("collective of three", "[Ana Ruiz, Tom Reed and Luz Vega] denied it.", ["Ana Ruiz+Tom Reed+Luz Vega"]),
    ("collective of people", "John Kirby and Ana Ruiz met. [Kirby and Ruiz] denied it.", ["John Kirby+Ana Ruiz"]),
    ("collective with a plural", "[Teachers and the Harbour Council] said no.", ["teachers+Harbour Council"]),
    ("transcript of what nobody said", "[A transcript of the debate] says so.", ["a transcript of the debate"]),
    ("collective again", "[Kirby and Ruiz] denied it. [They] laughed.", ["Kirby+Ruiz"] * 2),
    ("neither", "John Kirby and Ana Ruiz met. [Neither Kirby nor Ruiz] commented.", ["John Kirby+Ana Ruiz"]),
    ("one with two offices", "[Campaign chairman and director Tom Reed] said no.", ["Tom Reed"]),
    ("she", "Tom Reed met Ana Ruiz. [She] said no.", ["Ana Ruiz"]),
    ("he", "Tom Reed met Ana Ruiz. [He] said no.", ["Tom Reed"]),
    ("subject before object", "Tom Reed met Paul Okoro. “No,” [he] said.", ["Tom Reed"]),
    ("she, by her office", "The spokeswoman Alex Kim met Paul Reed. [She] said no.", ["Alex Kim"]),
    ("nobody of that gender", "Ana Ruiz rose. [He] said no.", [""]),
    ("it", "The Harbour Council met Ana Ruiz. [It] said no.", ["Harbour Council"]),
    ("not whom only the quotation names", "Ana Ruiz rose. “Luz Vega is wrong,” [she] said.", ["Ana Ruiz"]),
    ("I in a quotation", "“[I] said no,” [Ana Ruiz] said.", ["Ana Ruiz"] * 2),
    ("I outside", "[I] said no. Ana Ruiz rose.", [""]),
    ("who", "Ana Ruiz, [who] said no, rose.", ["Ana Ruiz"]),
    (
        "its own, before the subject",
        "The Harbour Board met. According to [its] own figures, the Harbour Council grew.",
        ["Harbour Council"],
    ),
    ("many", "[Many] said no.", [""]),
    ("only marks", "Ana Ruiz rose[ — ]and left.", [""]),
]


def marked(text: str) -> tuple[Article, list[Span]]:
    """The article without the brackets, and what stood in them."""
    places = [(match.start() - 2 * number, match.group(1)) for number, match in enumerate(re.finditer(r"\[(.*?)\]", text))]
    article = Article("a", re.sub(r"[\[\]]", "", text))
    return article, [article.span(start, start + len(words)) for start, words in places]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in MARKED], ids=[case[0] for case in MARKED])
def test_mention_gives_its_speakers(text: str, expected: list[str]) -> None:
    article, mentions = marked(text)
    assert ["+".join(names) for names in speakers(article, mentions)] == expected


SEED_SPEAKERS = [
    ("Iran's Foreign Minister Hussein Amirabdollahian", "Hussein Amirabdollahian"),
    ("the Foreign Ministry's website in Tehran", "Foreign Ministry"),
    ("the Iranian chief diplomat", "Hussein Amirabdollahian"),
    ("Amirabdollahian, Iran", "Hussein Amirabdollahian"),
    ("its own statements", "Ukrainian military"),
    ("Air Force spokesman Yuri Ihnat", "Yuri Ihnat"),
    ("the US government, the", "US government"),
    ("John Kirby, spokesman for the US National Security Council", "John Kirby"),
    ("Both Moscow and Tehran", "Moscow+Tehran"),
    ("Ukrainian President Volodymyr Zelenskyy", "Volodymyr Zelenskyy"),
]


def test_seed_article_has_the_right_speakers() -> None:
    article = load(SEED)
    mentions = []
    for words, _ in SEED_SPEAKERS:
        start = article.text.index(words)
        mentions.append(article.span(start, start + len(words.removesuffix(", Iran").removesuffix(", the"))))
    assert ["+".join(names) for names in speakers(article, mentions)] == [name for _, name in SEED_SPEAKERS]


def test_mentions_are_answered_in_the_order_given() -> None:
    article, (first, second) = marked("[Ana Ruiz] rose. [She] said no, and Tom Reed left.")
    assert speakers(article, [second, first, second]) == [("Ana Ruiz",)] * 3


WORDS = st.sampled_from(
    [
        *(
            "Ana",
            "Ruiz",
            "ruiz",
            "Tom",
            "Dean",
            "he",
            "She",
            "they",
            "it",
            "I",
            "who",
            "the",
            "The",
            "a",
            "both",
            "itself",
            "and",
            "of",
            "for",
        ),
        *(
            "minister",
            "company",
            "Minister",
            "website",
            "called",
            "said",
            "Dr.",
            "US",
            "U.S.",
            "J.",
            "Ltd",
            "&",
            "é",
            "ß",
            "日本",
            "İ",
        ),
        *(",", ".", "“", "”", '"', "'", "’s", "(", ")", "—", "\n\n"),
    ]
)


@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=80), st.data())
@settings(deadline=None, max_examples=100)
def test_any_mention_of_any_text_gives_words_of_the_text(text: str, data: st.DataObject) -> None:
    article = from_text(text) if text.strip() else Article("a", text)
    ends = st.integers(0, len(article.text))
    ranges = data.draw(st.lists(st.tuples(ends, ends).map(sorted), max_size=5))
    mentions = [article.span(start, end) for start, end in ranges]
    folded = " ".join(article.text.split()).lower()
    found = speakers(article, mentions)
    assert len(found) == len(mentions)
    for names in found:
        assert len(set(names)) == len(names)
        assert all(name and name.lower() in folded for name in names)


def test_long_text_is_read_in_blocks() -> None:
    text = "Ana Ruiz said no. " * (2 * BLOCK // 18) + "She said no."
    article = Article("a", text)
    start = time.perf_counter()
    assert speakers(article, [article.span(0, 8), article.span(len(text) - 12, len(text) - 9)])[0] == ("Ana Ruiz",)
    assert time.perf_counter() - start < 30


def test_headline_in_capitals_names_nobody_new() -> None:
    article = from_text("Mayor Ana Ruiz Denies Plan To Sell Park\n\nAna Ruiz denied the plan. “Never,” she said.")
    start = article.text.index("she")
    assert speakers(article, [article.span(start, start + 3)]) == [("Ana Ruiz",)]


@pytest.mark.parametrize(
    ("name", "gender"), [("Mirela", "f"), ("Hussein", "m"), ("Zoë", "f"), ("Ana-Maria", "f"), ("Robin", "u"), ("日本", "u")]
)
def test_first_name_tells_gender_where_it_does(name: str, gender: str) -> None:
    assert first_name_gender(name) == gender


def test_names_are_gathered_under_the_fullest_form() -> None:
    text = "Kirby left. John Kirby of the Harbour Council met Carla Reed in Lisbon. The Council and Ms. Reed agreed."
    reading = read(text, lines(text))
    assert [(entity.name, len(entity.uses)) for entity in entities(reading)] == [
        ("John Kirby", 2),
        ("Harbour Council", 2),
        ("Carla Reed", 2),
        ("Lisbon", 1),
    ]
