"""A text to the claims in it: a sentence or part each, with whose words it says they are, and the pronouns resolved.

By rules over the words: "Kirby said that A and that B" is two claims by Kirby.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.frame import Frame, frame
from assistant.grammar import FINITE, affirmed, as_sentence, direct
from assistant.matter import matter, stated
from assistant.pronouns import resolved, speaker, subject
from assistant.types import Claim
from index.load import from_text
from index.split import sentences

_SUBJECT = (
    r"(?:he|she|it|they|we|there|(?:the|a|an|no|his|her|its|their|this|these|most|some|many) (?:[\w’'-]+ ){1,4}?|"
    r"[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*)* )"
)
_VERB = (
    r"(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|did|does|\w{3,}ed|"
    r"won|lost|took|made|gave|found|paid|left|held|began|rose|fell)\b"
)
_CLAUSE = re.compile(rf"(?:,? and that |; (?:and )?|, (?:and|but|while) (?={_SUBJECT} ?{_VERB})| and (?={_SUBJECT} ?{_VERB}))")
_TWO = re.compile(
    r"^(?P<both>[Bb]oth )?(?P<one>(?:[Tt]he )?[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*){0,3}) and (?P<other>(?:the )?[A-Z][\w’'. -]{1,60})$"
)
_PLURAL_VERB = re.compile(r" (?P<verb>deny|say|reject|claim|insist|dispute|argue|believe|maintain|warn|allege|confirm)(?= )")


def claims(text: str) -> tuple[Claim, ...]:
    """The claims of a text, in order; a text of one plain sentence is one claim.

    >>> [(c.speaker, c.content) for c in claims("Kirby said that it sank and that two men died.")]
    [('Kirby', 'It sank.'), ('Kirby', 'Two men died.')]
    >>> claims("What a day! Is it late?")[1].matter
    'question'
    """
    found: list[Claim] = []
    last = ""
    for sentence in _sentences(text):
        whole = resolved(sentence, last)
        found.extend(_claims(whole, last))
        last = subject(whole) or last
    return tuple(found)


def _claims(sentence: str, last: str = "") -> Iterator[Claim]:
    kind = matter(sentence)
    asked = stated(sentence) if kind == "question" else None
    if kind != "fact" and not asked:
        yield Claim(sentence, sentence, matter=kind)
        return
    sentence = asked or sentence
    found = frame(sentence)
    if not found:
        parts = tuple(_parts(sentence))
        yield from (Claim(part, part) for part in parts)
        return
    each = _each(sentence, found.speaker)
    if each:
        yield from (claim for own in each for claim in _claims(own))
        return
    parts = tuple(_parts(found.content)) if found.stance == "asserts" else (found.content,)
    for words in parts:
        text = sentence if len(parts) == 1 else f"{found.speaker} said that {_inner(words)}"
        part = words if words.startswith("It") else resolved(words, found.speaker)
        inner = frame(part) if found.stance == "asserts" else None
        said = inner or Frame(speaker(found.speaker, last), found.stance, part)
        content = direct(affirmed(said.content) if said.stance == "denies" else said.content)
        yield Claim(text, content, said.speaker, said.stance, via=found.speaker if inner else None)


def _each(sentence: str, speakers: str) -> tuple[str, ...]:
    """A sentence of two speakers as one of each; none where it has one, or a name that is joined ("Food and Drug Administration").

    >>> _each("Both Moscow and Tehran deny an arms deal.", "Both Moscow and Tehran")
    ('Moscow denies an arms deal.', 'Tehran denies an arms deal.')
    """
    joined = _TWO.match(speakers)
    after = sentence[len(speakers) :] if sentence.startswith(speakers) else ""
    plural = _PLURAL_VERB.match(after)
    if not joined or not after or not (joined["both"] or plural):
        return ()
    verb, rest = (plural["verb"], after[plural.end() :]) if plural else ("", after)
    third = f" {re.sub(r'(?<=[^aeiou])y$', 'ie', verb)}s{rest}" if verb else rest
    return tuple(f"{_capitalised(joined[name])}{third}" for name in ("one", "other"))


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def _parts(sentence: str) -> Iterator[str]:
    """The clauses of a sentence that stand beside each other, each with a subject and a verb of its own."""
    start = 0
    for match in _CLAUSE.finditer(sentence):
        left, right = sentence[start : match.start()], sentence[match.end() :]
        clauses = FINITE.search(left) and FINITE.search(right) and len(left.split()) > 2
        if (clauses or "and that" in match.group()) and not _open(left):
            yield as_sentence(left)
            start = match.end()
    yield as_sentence(sentence[start:])


def _open(text: str) -> bool:
    """Whether a quotation or a condition is open: "if A and B" are one."""
    marks = text.count('"') % 2 == 1 or text.count("“") > text.count("”")
    return marks or bool(
        re.search(r"\b(?:if|unless|whether|because|when|after|before|since|who|which|between|both)\b[^,]*$", text, re.IGNORECASE)
    )


def _sentences(text: str) -> Sequence[str]:
    if not text.strip():
        return ()
    article = from_text(text.replace("``", '"').replace("''", '"'))
    spans = sentences(article)
    return [" ".join(span.text.split()) for span in spans]


def _inner(sentence: str) -> str:
    """The sentence as it stands after "that"."""
    first = sentence.split(maxsplit=1)[0]
    common = first in {"The", "A", "An", "It", "This", "They", "He", "She", "There", "We", "No", "Its", "His", "Her", "Their"}
    return sentence[0].lower() + sentence[1:] if common else sentence
