"""Names in claims and articles: whether two forms can name the same, and whether a claim has a name that its evidence has not."""

import re
from collections.abc import Iterable, Sequence

from assistant.question import WORD
from index.attribution.lexicon import COUNTRY, DEFINITE, INDEFINITE, ROLES, TITLES
from index.lexical import STOPWORDS, stems, words
from index.types import Statement

NO_NAMES = frozenset(
    """According He She It They We I You The A An This That These Those There His Her Its Their Our My Some Many More Most Both All
    No Not One Two Three Four Five Six Seven Eight Nine Ten In On At By For From After Before Since Until When While If But And Or
    So As To Of With Without During Under Over Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March
    April May June July August September October November December Mr Mrs Ms Dr""".split()  # noqa: SIM905
)
_PRONOUN = re.compile(r"he|she|it|they|who|him|her|them|his|its|their|i|we", re.IGNORECASE)
_OUTER = re.compile(r" (?:of|for|from|at|in|on|with|who|whose|which|that)\b|, | \(")


def names(text: str) -> tuple[str, ...]:
    """The words of the names in a text; of a word that begins a sentence only one that is capitalised elsewhere or long known.

    >>> names("The mayor met John Kirby, and Tehran objected.")
    ('John', 'Kirby', 'Tehran')
    """
    found = []
    for match in WORD.finditer(text):
        word = re.sub(r"['’]s?$", "", match.group())
        if word[:1].isupper() and word not in NO_NAMES and not (_begins(text, match.start()) and _common(word)):
            found.append(word)
    return tuple(dict.fromkeys(found))


def _begins(text: str, place: int) -> bool:
    return not text[:place].strip(" \"“‘'") or text[:place].rstrip(" \"“‘'")[-1:] in ".!?:"


def _common(word: str) -> bool:
    """Whether a capitalised word may well be a common word that begins a sentence."""
    import wordfreq

    return word.lower() in STOPWORDS or (word.lower() not in COUNTRY and float(wordfreq.zipf_frequency(word, "en")) >= 3.0)


def folded(text: str) -> list[str]:
    """The stems of a text's telling words, in order, each name of a country, its people or its capital as one.

    >>> folded("Ukrainian cities were hit in Ukraine.")
    ['ukrain', 'citi', 'hit', 'ukrain']
    """
    return [stem for word in words(text) for stem in stems(COUNTRY.get(word, word))]


def foreign(claim: str, premise: str) -> bool:
    """Whether a name was swapped: at the place of one that the claim has and the premise lacks, the premise has another.

    The place is known by the words around: one at least, of three telling ones before it or of three after it, must be the same.

    >>> foreign("The US has decided on sanctions.", "The EU had decided on sanctions.")
    True
    >>> foreign("The European Union imposed sanctions on Tehran.", "The EU had decided on sanctions against Iran.")
    False
    """
    mine, theirs = _missing(claim, premise), _missing(premise, claim)
    if not mine or not theirs or _spelt(mine, theirs):
        return False
    return any(_same_place(claim, one, premise, other) for one in mine for other in theirs)


def _missing(text: str, other: str) -> list[str]:
    """The words of the text's names of which the other text has nothing: no form of any of their words."""
    there = names(other)
    capitalised = {_bare(word) for word in WORD.findall(other) if word[:1].isupper()} - NO_NAMES
    runs = [[_bare(word) for word in run.split()] for run in re.findall(r"[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*)*", text)]
    known = [word for word in names(text) if _meets(word, there, other)]
    met = {w for run in runs if any(w in capitalised or w.startswith(tuple(known)) for w in run) for w in run}
    return [word for word in names(text) if word not in met and word not in known]


def _same_place(text: str, name: str, other: str, other_name: str) -> bool:
    """Whether the same telling word stands before both names, or after both."""
    return any(mine & theirs for mine, theirs in zip(_around(text, name), _around(other, other_name), strict=True))


def _around(text: str, name: str) -> tuple[set[str], set[str]]:
    """The stems of the three telling words before a name, and of those after it."""
    before, _, after = text.partition(name)
    own = set(stems(name))
    return set(stems(before)[-3:]) - own, set(stems(after)[:3]) - own


def _bare(word: str) -> str:
    """A word without a possessive ending or a stop."""
    return re.sub(r"['’]s?$", "", word).strip(".")


def _spelt(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether the ones are the initials of the others: EU, European Union."""
    initials, others = ("".join(word[0] for word in words) for words in (mine, theirs))
    return any(w.isupper() and w in others for w in mine) or any(w.isupper() and w in initials for w in theirs)


def _meets(word: str, others: Iterable[str], text: str) -> bool:
    """Whether a word of a name has a form of itself among the others (Iran, Iranian, Tehran), or stands in the text at all."""
    key = _key(word)
    return any(_key(other) == key or _akin(key, _key(other)) for other in others) or key in (
        _bare(w).lower() for w in WORD.findall(text)
    )


def _akin(one: str, other: str) -> bool:
    return len(one) > 3 and len(other) > 3 and one[:4] == other[:4] and abs(len(one) - len(other)) <= 3


def _key(word: str) -> str:
    word = re.sub(r"['’]s?$", "", word).lower()
    return COUNTRY.get(word, word)


def tokens(name: str) -> frozenset[str]:
    """What tells a name or description: its words without articles and titles, countries by one word each.

    >>> sorted(tokens("Iran's Foreign Minister")), sorted(tokens("Mr. Kirby"))
    (['foreign', 'iran', 'minist'], ['kirbi'])
    """
    words = [re.sub(r"['’]s?$", "", word).lower().strip(".") for word in re.findall(r"[\w’'.-]+", name)]
    telling = [word for word in words if word and word not in STOPWORDS] or words
    untitled = [word for word in telling if word not in ("mr", "mrs", "ms", "dr", "sir", "dame", "lady", "lord")] or telling
    return frozenset(COUNTRY.get(word) or next(iter(stems(word)), word) for word in untitled)


def same_speaker(name: str, forms: Iterable[str]) -> bool:
    """Whether `name` can name the one whom an article calls by these forms, the resolved name first.

    All telling words of one must be in the other: "Kirby" names John Kirby, "the foreign minister of Iran" the one who is
    mentioned as "Iran's Foreign Minister Hussein Amirabdollahian"; "Jane Kirby" does not name John Kirby.

    >>> same_speaker("Iran's foreign minister", ["Hussein Amirabdollahian", "Iran's Foreign Minister Hussein Amirabdollahian"])
    True
    >>> same_speaker("Jane Kirby", ["John Kirby"]), same_speaker("the head of Iran's army", ["Iran"])
    (False, False)
    """
    name = named(name)
    wanted = tokens(name)
    if not wanted:
        return False
    for form in forms:
        known = tokens(form)
        if wanted <= known or (known and known <= wanted and head(name) in (head(form), *_initialled(form))):
            return True
        if _initials(name, form) or _initials(form, name):
            return True
    return False


def named(name: str) -> str:
    """The name of somebody who is also described beside it, else the words as they are.

    >>> named("Iran's supreme leader, Ayatollah Ali Khamenei,"), named("Kirby, spokesman for the White House")
    ('Ayatollah Ali Khamenei', 'Kirby')
    """
    parts = [part for part in name.strip(" ,").split(", ") if part]
    return max(parts, key=_capitals, default=name) if len(parts) > 1 else name.strip(" ,")


def _capitals(part: str) -> int:
    """The capitalised words of a part's head that are no possessives and begin no description."""
    found = re.findall(r"(?<![\w’'])[A-Z][\w’'.-]*", _OUTER.split(part, maxsplit=1)[0])
    return sum(not word.endswith(("'s", "’s")) and word not in NO_NAMES for word in found)


def unnamed(name: str) -> bool:
    """Whether words for a speaker name nobody in particular: "she", "a writer", "health officials", "the wife of a driver".

    >>> [unnamed(name) for name in ("A writer", "Health officials", "the wife of a driver", "She", "Kirby", "the mayor")]
    [True, True, True, True, False, False]
    """
    words = re.findall(r"[\w’'-]+", name)
    if not words or _PRONOUN.fullmatch(name):
        return bool(words)
    if any(word[0].isupper() for word in words[1:]):
        return False
    several = words[-1].islower() or len(words) == 1
    role = words[-1].lower().removesuffix("s") in ROLES and words[-1].endswith("s") and words[0].lower() not in DEFINITE
    return words[0].lower() in INDEFINITE or bool(re.search(r" of an? ", name)) or (several and role)


def called(statements: Iterable[Statement]) -> dict[tuple[str, str], tuple[str, ...]]:
    """How each article calls each of its speakers: the resolved name first, then the mentions that are no pronouns."""
    forms: dict[tuple[str, str], dict[str, None]] = {}
    for statement in statements:
        if statement.speaker:
            known = forms.setdefault((statement.content[0].article.id, statement.speaker), {statement.speaker: None})
            if statement.mention and not _PRONOUN.fullmatch(statement.mention.text):
                known[" ".join(statement.mention.text.split())] = None
    return {key: tuple(known) for key, known in forms.items()}


def head(name: str) -> str:
    """The last telling word of a name's head: what it names, without what follows "of" or a comma.

    >>> head("the head of Iran's army")
    'head'
    """
    words = re.findall(r"[\w’'.-]+", _OUTER.split(name.strip(), maxsplit=1)[0])
    return _key(words[-1]) if words else ""


def _initialled(form: str) -> tuple[str, ...]:
    return (head(form),) if head(form) not in TITLES else ()


def _initials(short: str, long: str) -> bool:
    """Whether the short form is made of the long one's initials: WHO, World Health Organization."""
    letters = re.sub(r"^(?:the|The) ", "", short).strip(".").replace(".", "")
    capitals = "".join(word[0] for word in re.findall(r"[\w’'-]+", long) if word[0].isupper() and word not in ("The", "A"))
    return len(letters) > 1 and letters.isupper() and letters == capitals
