"""Pairs made from news sentences: what reads alike and is not the same, and who said it.

From a sentence come a copy and a shortened copy (supports) and changed copies: another number, weekday, month or negation
(refutes), another name, speaker or two names changed about (not supported), a hedge made certain (neutral), a quotation
without its speaker (neutral: reporting a statement is not asserting it). The sentence itself is also reported: said, denied,
asked, doubted. From "…, X said" come questions: who said it, and what X said; from "X did …" who did it; from numbers how
many; asked also of sentences that do not answer.
"""

import random
import re
from collections.abc import Callable, Iterator

from assistant.rerank import surroundings
from training.pair_types import Answer, Pair

_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])")
_NUMBER = re.compile(r"(?<![\w.,$£€-])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\w,]|\.\d)")
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905
_MONTHS = "January February March April June July August September October November December".split()  # noqa: SIM905
_NAME = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)+\b")
_AUXILIARY = re.compile(r"\b(is|are|was|were|has|have|had|will|would|can|could|should)\b(?! not|n[’'])")
_NEGATION = re.compile(r"\b(is|are|was|were|has|have|had|will|would|could|should) not ")
_HEDGE = re.compile(
    r"\b(?:may|might|could|(?:plans?|hopes?|wants?|intends?|aims?|vows?|threatens?|(?:is|are) (?:likely|expected|set|due)) to)\b"
    r"(?= [a-z]+)"
)
_DOUBT = re.compile(r"\b(?:allegedly|reportedly|apparently|possibly|probably|perhaps) ")
_ASIDE = re.compile(r", (?:who|which|where|whose|a|an|the|including|according)\b[^,]{8,90},")
_CLAUSE = re.compile(r"^(?:The|A|An|He|She|They|It|[A-Z][a-z]+ [A-Z][a-z]+) [a-z][^“”\"?:;]+\.$")
_DID = re.compile(
    r"^(?P<who>(?:[A-Z][a-z]+ ){1,2}[A-Z][a-z]+) "
    r"(?P<did>(?:[a-z]+ed|is|was|won|has|will|told|made|took|met|led) [^“”\"?;]{15,160})\.$"
)
_COUNT = re.compile(
    r"\b(?P<count>\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|dozens of|hundreds of|thousands of) "
    r"(?P<what>(?:[a-z]+ )?(?:people|[a-z]{3,}s)) (?P<did>(?:were|are|have been|had been|have|had) [a-z][^“”\",.;]{6,70})"
)
_SAID = re.compile(
    r"^[“\"]?(?P<said>[A-Z][^“”\"]{25,240}?),[”\"]? (?:(?P<first>[A-Z][\w. ]{2,40}?) said|said (?P<second>[A-Z][\w. ]{2,40}?))\.$"
)

_AGED = re.compile(r"\b(?P<who>[A-Z][a-z]+(?: [A-Z][a-z]+)+), (?P<age>\d\d),")
_TITLED = re.compile(r"\b(?P<who>[A-Z][a-z]+(?: [A-Z][a-z]+)+), the (?P<title>[a-z][^,“”\"]{6,70}),")
_OWNED = re.compile(r"\b[Tt]he (?P<what>[a-z]+(?: [a-z]+)?),? (?:which is |is |are )?owned by (?P<who>[A-Z]\w+(?: [A-Z]\w+)*)")
_THING = re.compile(r"\b[Tt]he ([a-z]{4,}(?: [a-z]{4,})?) (?:is|was|has|had|will|would)\b")

ASKED = (
    (_DID, "Who {did}?", "who"),
    (_AGED, "How old is {who}?", "age"),
    (_TITLED, "Who is the {title}?", "who"),
    (_OWNED, "Who owns the {what}?", "who"),
    (_COUNT, "How many {what} {did}?", "count"),
)
"""What a sentence says, the question that asks for it, and the part that answers."""

Change = Callable[[str, list[str], random.Random], tuple[str, str] | None]


def sentences(text: str) -> list[str]:
    """Sentences of 8 to 45 words, a rough cut (training does not need a good one).

    >>> sentences("It was a very long day in the old town. Yes.")
    ['It was a very long day in the old town.']
    """
    cut = (s.strip() for line in text.split("\n") for s in _SENTENCE.split(line))
    return [s for s in cut if 8 <= len(s.split()) <= 45 and not s.endswith("?")]


def news_pairs(text: str, rng: random.Random, share: float = 0.3) -> Iterator[Pair]:
    """Entailment pairs from a share of an article's sentences, each read with the sentences around it."""
    found = sentences(text)
    names = sorted(set(_NAME.findall(text)))
    for i, sentence in enumerate(found):
        if rng.random() < share:
            premise = " ".join(found[max(0, i - rng.randint(0, 1)) : i + 1 + rng.randint(0, 1)])
            changed = [c for change in CHANGES if (c := change(sentence, names, rng))]
            if changed:
                yield Pair(premise, *rng.choice(changed), origin="news")
                yield Pair(premise, _shorter(sentence), "entailment", origin="news")
            if _CLAUSE.match(sentence) and names and rng.random() < 0.3:
                yield _reported(sentence, names, rng)


def news_questions(text: str, other: str, rng: random.Random, title: str = "") -> Iterator[Answer]:
    """Questions that a sentence answers, asked also of another article's sentence and of the likest one that does not.

    The same about another name, and questions that nothing in the sentence answers, are asked of the sentence itself.
    """
    found, strangers = sentences(text), sentences(other)
    names = sorted(set(_NAME.findall(text)))

    def row(question: str, sentence: str, label: int) -> Answer:
        start = max(0, text.find(sentence))
        return Answer(question, sentence, surroundings(text, start, start + len(sentence), title), label, title)

    for sentence in found:
        if (lacking := _lacking(sentence, rng)) and rng.random() < 0.1:
            yield row(lacking, sentence, 0)
        asked = _question(sentence, rng)
        if not asked or not strangers:
            continue
        question, answer = asked
        yield row(question, sentence, 1)
        yield Answer(question, rng.choice(strangers), "", 0)
        if (changed := _name(question, [name for name in names if name not in sentence or name in question], rng)) is not None:
            yield row(changed[0], sentence, 0)
        words = set(question.lower().split())
        near = sorted((s for s in found if answer not in s), key=lambda s: -len(words & set(s.lower().split())))[:3]
        if near:
            yield row(question, rng.choice(near), 0)


LACKING = (
    ("Who owns {it}?", r"own|belong|propert|proprietor|bought|sold|buy|sell|acqui"),
    ("How much did {it} cost?", r"cost|price|worth|paid|pay|spen|budget|[$£€]|illion"),
    ("When was {it} built?", r"buil|construct|open|found|complet|since|ago|\d"),
    ("Who designed {it}?", r"design|architect|by|creat"),
    ("Where is {it}?", r"\b(?:in|at|on|near|outside|from|of|by)\b"),
    ("How old is {who}?", r"\d|age|old|born|birth"),
    ("Who is {who} married to?", r"marri|wife|husband|spouse|partner|wedd"),
    ("Where was {who} born?", r"born|birth|native|from|grew|raised"),
    ("How much does {who} earn?", r"earn|pa(?:y|id)|salar|[$£€]|wage|illion"),
    ("Why did {who} resign?", r"resign|step|quit|left|leav|depart"),
    ("Who is {who}'s lawyer?", r"lawyer|attorney|counsel|barrister|solicitor|represent"),
    ("How many people does {who} employ?", r"employ|staff|work|job|\d|people"),
)
"""Questions about a thing or a person, and the words without which a sentence cannot answer them."""


def _lacking(sentence: str, rng: random.Random) -> str | None:
    """A question about a thing or a person in the sentence that it says nothing of.

    >>> _lacking("On Friday the bridge was closed.", random.Random(2))
    'Who owns the bridge?'
    """
    things, people = [f"the {thing}" for thing in _THING.findall(sentence)], _NAME.findall(sentence)
    open_questions = [asked for asked, word in LACKING if not re.search(word, sentence, re.IGNORECASE)]
    made = [asked.format(it=thing) for asked in open_questions for thing in things if "{it}" in asked]
    made += [asked.format(who=person) for asked in open_questions for person in people if "{who}" in asked]
    return rng.choice(made) if made else None


def _question(sentence: str, rng: random.Random) -> tuple[str, str] | None:
    """A question that the sentence answers, and the words that answer it.

    >>> _question("Ann Lee signed the new bill on Friday.", random.Random(0))
    ('Who signed the new bill on Friday?', 'Ann Lee')
    >>> _question("At least 12 people were hurt in the crash.", random.Random(0))
    ('How many people were hurt in the crash?', '12')
    """
    if match := _SAID.match(sentence):
        speaker, said = _speaker(match), match["said"]
        topic = " ".join(said.split()[-5:])
        return rng.choice([(f"Who said {_lower(said)}?", speaker), (f"What did {speaker} say?", speaker),
                           (f"What did {speaker} say about {topic}?", topic)])  # fmt: skip
    for pattern, asked, answer in ASKED:
        if match := pattern.search(sentence):
            return asked.format(**match.groupdict()), match[answer]
    return None


def _shorter(sentence: str) -> str:
    """The sentence without an aside, where it has one.

    >>> _shorter("The mayor, who has led the town since 2010, resigned.")
    'The mayor resigned.'
    """
    return _ASIDE.sub("", sentence, count=1)


REPORTS = (
    ("{who} said that {p}.", "{who} denied that {p}.", "contradiction"),
    ("{who} denied that {p}.", "{who} said that {p}.", "contradiction"),
    ("{who} denied that {p}.", "{P}.", "neutral"),
    ("{who} asked whether {p}.", "{P}.", "neutral"),
    ("It was not clear whether {p}.", "{P}.", "neutral"),
    ("There were fears that {p}.", "{P}.", "neutral"),
    ("{who} accused officials of hiding that {p}.", "{who} said that {p}.", "entailment"),
    ("{who} said that {p}.", "According to {who}, {p}.", "entailment"),
    ("{who} confirmed that {p}.", "{who} said that {p}.", "entailment"),
    ("{who} said that {p}.", "{other} said that {p}.", "not_entailment"),
    ("It is not true that {p}.", "{P}.", "contradiction"),
    ("{who} rejected reports that {p}.", "{who} denied that {p}.", "entailment"),
)
"""Premise, hypothesis and label for a clause p and two names."""


def _reported(sentence: str, names: list[str], rng: random.Random) -> Pair:
    """A pair in which somebody says, denies, asks or doubts the sentence."""
    premise, hypothesis, label = rng.choice(REPORTS)
    clause = sentence.rstrip(".")
    who, other = rng.choice(names), rng.choice(names)
    if who == other:
        other = "The mayor"
    words = {"who": who, "other": other, "p": _lower(clause), "P": clause}
    return Pair(premise.format(**words), hypothesis.format(**words), label, origin="news")


def _number(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    places = list(_NUMBER.finditer(sentence))
    if not places:
        return None
    place = rng.choice(places)
    value = float(place[0].replace(",", ""))
    if 1900 <= value <= 2030:
        other = str(int(value) + rng.choice([-3, -2, -1, 1, 2, 3]))
    else:
        new = value * rng.choice([0.4, 0.7, 1.5, 2.0, 3.0]) + rng.choice([1, 2])
        other = f"{new:,.1f}" if "." in place[0] else f"{round(new):,}"
    return sentence[: place.start()] + other + sentence[place.end() :], "contradiction"


def _calendar(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    for series in (_WEEKDAYS, _MONTHS):
        present = [word for word in series if re.search(rf"\b{word}\b", sentence)]
        if len(present) == 1:
            other = rng.choice([word for word in series if word != present[0]])
            return re.sub(rf"\b{present[0]}\b", other, sentence), "contradiction"
    return None


def _negation(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    if _NEGATION.search(sentence):
        return _NEGATION.sub(r"\1 ", sentence, count=1), "contradiction"
    places = list(_AUXILIARY.finditer(sentence))
    if len(places) != 1:
        return None
    end = places[0].end()
    return f"{sentence[:end]} not{sentence[end:]}", "contradiction"


def _hedge(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    changed = _DOUBT.sub("", sentence, count=1)
    if changed == sentence:
        changed = _HEDGE.sub("will", sentence, count=1)
    return (changed, "neutral") if changed != sentence else None


def _roles(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    """Two names changed about, unless they are joined by "and", "or" or a comma."""
    present = [name for name in names if sentence.count(name) == 1]
    if len(present) < 2:
        return None
    first, second = sorted(rng.sample(present, 2), key=sentence.index)
    before, rest = sentence.split(first, 1)
    if second not in rest:
        return None
    between, after = rest.split(second, 1)
    if re.search(r"\b(?:and|or)\b|,", between):
        return None
    return f"{before}{second}{between}{first}{after}", "not_entailment"


def _name(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    present = [name for name in names if name in sentence]
    absent = [name for name in names if name not in sentence]
    if not present or not absent:
        return None
    return sentence.replace(rng.choice(present), rng.choice(absent), 1), "not_entailment"


def _unattributed(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    match = _SAID.match(sentence)
    return (match["said"] + ".", "neutral") if match else None


def _reworded(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    match = _SAID.match(sentence)
    return (f"{_speaker(match)} said that {_lower(match['said'])}.", "entailment") if match else None


def _swapped(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    match = _SAID.match(sentence)
    others = [name for name in names if match and name not in sentence]
    if not match or not others:
        return None
    return f"{rng.choice(others)} said that {_lower(match['said'])}.", "not_entailment"


CHANGES: tuple[Change, ...] = (_number, _calendar, _negation, _hedge, _roles, _name, _unattributed, _reworded, _swapped)


def _speaker(match: re.Match[str]) -> str:
    return match["first"] or match["second"]


def _lower(said: str) -> str:
    """The clause as it stands after "that": its first letter small, unless a name or "I" begins it."""
    first = said.split(maxsplit=1)[0]
    common = first in {"The", "A", "An", "It", "This", "That", "We", "They", "He", "She", "There", "In", "If", "You", "Our"}
    return said[0].lower() + said[1:] if common else said
