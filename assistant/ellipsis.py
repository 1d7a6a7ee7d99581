"""Questions that leave out what the last one said: "And Kuleba?", "What about the trainers?", "And him?", "Why?"."""

import re

from assistant.question import WORD, names, parse
from assistant.types import Turn
from index.lexical import STOPWORDS

_ASKED_ALSO = re.compile(
    r"^(?:(?:and|but|so|or),? (?:(?:what|how) (?:about|of) |about |for )?|(?:what|how) about )(?P<what>[^?.!,;]{2,60})\W*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"^(?:who|whom|whose|what|when|where|why|how|which|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b|"
    r"\b(?:said|says|say|did|does|was|were|is|are|has|have)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(?:him|her|he|she|them|they)(?:self|selves)?", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?P<word>about|on|of) (?P<what>[^?]+?)(?=\W*$)")
_BARE = re.compile(
    r"^(?:and |but |so )?(?P<word>why|when|where|how|who|how (?:many|much|long)|since when)(?: not| so| exactly)?\W*$", re.I
)
_RUN = re.compile(r"[A-Z][\w’'-]*(?: (?:of |the |for )?[A-Z][\w’'-]*)*")


def filled(question: str, last: Turn) -> str | None:
    """The question with what it leaves out, taken from the last one; None where it leaves out nothing that is known.

    >>> filled("And Dmytro Kuleba?", ("What did John Kirby say about the drones?", "..."))
    'What did Dmytro Kuleba say about the drones?'
    >>> filled("And the trainers?", ("What did Kirby say about the drones?", "..."))
    'What did Kirby say about the trainers?'
    >>> filled("And him?", ("What did Kirby say?", "Kirby met Yuri Ihnat."))
    'What did Yuri Ihnat say?'
    >>> filled("Why?", ("Did Tehran deny the deal?", "Yes."))
    'Why did Tehran deny the deal?'
    >>> filled("And what did he deny?", ("Who is John Kirby?", "A spokesman.")) is None
    True
    """
    before, answer = last
    if bare := _BARE.match(question):
        return _asked(bare["word"].capitalize(), before)
    found = _ASKED_ALSO.match(question)
    if not found or _CLAUSE.search(found["what"]):
        return None
    what = found["what"].strip()
    named = _names(before)
    if _PRONOUN.fullmatch(what):
        others = [name for name in _names(answer) if not set(name.split()) & {word for known in named for word in known.split()}]
        what = others[-1] if others else ""
    if what and named and what[:1].isupper():
        return before.replace(named[0], what, 1)
    if what and (about := _ABOUT.search(before)):
        return f"{before[: about.start('what')]}{what}{before[about.end('what') :]}"
    return f"{before} ({what})" if what else None


def _asked(word: str, before: str) -> str | None:
    """The last question asked with another word: a yes-or-no question gains it, what was else asks keeps its words in brackets."""
    if re.match(r"(?:did|does|do|has|have|had|is|are|was|were|will|would|can|could)\b", before, re.IGNORECASE):
        return f"{word} {before[0].lower()}{before[1:]}"
    telling = [w for w in WORD.findall(before) if w.lower() not in STOPWORDS and w not in parse("what who when where").weights]
    return f"{word}? ({' '.join(telling)})" if telling else None


def _names(text: str) -> list[str]:
    """The names of a text, word by word runs of capitals, without what only begins a sentence."""
    single = set(names(f"x {text}"))
    runs = (_named(match.group()) for match in _RUN.finditer(text))
    return [run for run in runs if set(run.split()) & single]


def _named(run: str) -> str:
    """A run of capitals without the words that only begin a sentence."""
    first, _, rest = run.partition(" ")
    return _named(rest) if first.lower() in STOPWORDS | {"yes", "according", "both"} else run
