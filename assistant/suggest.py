"""Questions to go on with, made of what the articles report: who speaks in them, and what is denied."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from assistant.disputes import words
from assistant.unseen import visible
from index.index import Index
from index.lexical import STOPWORDS, stems
from index.types import Statement

AT_MOST = 3
MOST_READ = 5
"""Articles that questions are made of."""
LONGEST = 90
"""Characters of a content that a question takes up."""
_CLAUSE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|did|does|I|we|he|she|they)\b", re.IGNORECASE)
LONGEST_NAME = 5
"""Words."""
_OFFICES = frozenset(
    """administration agency army association authority board bureau commission committee council court department federation
    government guild institute leadership military ministry office panel party police service union""".split()  # noqa: SIM905
)
"""Last words of names that stand after "the"."""


def suggestions(index: Index, article_ids: Sequence[str], asked: Iterable[str] = (), at_most: int = AT_MOST) -> tuple[str, ...]:
    """Questions about the articles that have not been asked; those about a dispute and those about a speaker take turns.

    Each is made of a statement, so that the articles answer it. Raises ArticleError for an unknown article.
    """
    said = [s for s in index.statements(article_ids[:MOST_READ]) if s.cue_class == "speech" and s.speaker] if article_ids else []
    before = {question.casefold() for question in asked}
    turns = zip_longest(_of_speakers(said), _of_denials(said))
    made = dict.fromkeys(question for pair in turns for question in pair if question)
    return tuple(question for question in made if question.casefold() not in before)[:at_most]


def _of_speakers(said: Sequence[Statement]) -> Iterator[str]:
    """What each said, who says most first."""
    for speaker, _ in Counter(s.speaker for s in said if s.stance != "denies" and _is_name(s.speaker)).most_common():
        yield f"What did {_the(speaker or '')} say?"


def _of_denials(said: Sequence[Statement]) -> Iterator[str]:
    """Who denies what, where what is denied is no clause of its own, nor a headline's words; else what its speaker denies."""
    for statement in said:
        content = visible(words(statement)).strip(" .,;:“”\"'")
        telling = [word for word in stems(content) if word not in STOPWORDS]
        if statement.stance != "denies" or not telling:
            continue
        place = statement.content[0]
        named = statement.kind == "indirect" and len(content) <= LONGEST and len(telling) > 1 and not _CLAUSE.search(content)
        if named and not place.in_headline:
            clause = place.article.text[: place.start].rstrip().endswith(" that")
            yield f"Who denies {'that ' * clause}{content}?"
        elif _is_name(statement.speaker):
            yield f"What did {_the(statement.speaker or '')} deny?"


def _is_name(speaker: str | None) -> bool:
    """Whether a speaker is called by a name rather than described.

    >>> _is_name("Yuri Ihnat"), _is_name("US government"), _is_name("dozens of lawmakers")
    (True, True, False)
    """
    return bool(speaker and speaker[0].isupper() and len(speaker.split()) <= LONGEST_NAME)


def _the(speaker: str) -> str:
    """A name as it stands in a sentence.

    >>> _the("US government"), _the("John Kirby"), _the("Financial Oversight Authority")
    ('the US government', 'John Kirby', 'the Financial Oversight Authority')
    """
    name = visible(speaker)
    last = name.split()[-1].lower() if name.split() else ""
    return f"the {name}" if last in _OFFICES and not name.lower().startswith("the ") else name
