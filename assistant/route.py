"""Reads a message: whether it claims or asks, and what "he" or "that" means by the turns before."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.decompose import claims
from assistant.ellipsis import filled
from assistant.matter import stated
from assistant.pronouns import resolved
from assistant.question import WORD, names, parse
from assistant.types import Request, Turn

_PERSON = re.compile(r"\b(?:he|she|him|her(?= |\?|$)|they|them)(?: (?:himself|herself|themselves))?\b", re.IGNORECASE)
_OWNED = re.compile(r"\b(?:his|their|its)\b", re.IGNORECASE)
_REFERS = re.compile(r"\b(?:it|this|that|there|these|those|the same)\b|^(?:and|but|so)\b", re.IGNORECASE)
_ASKING = re.compile(r"(?:What|Who|When|Where|Why|How|Which|Did|Does|Is|Was|Has|According|He|She|It|They|The)\b")
"""Capitalised words that begin a sentence and no name."""
_TELLS_TO = re.compile(
    r"^(?:please |can you |could you )?(?:tell|list|show|give|summari[sz]e|name|explain|describe|find|compare|quote|translate|"
    r"who|what(?! an? )|when|where|why|how|which|whose)\b",
    re.IGNORECASE,
)
SHORTEST_CLAIM = 4
"""Words: what is shorter and no question is looked up rather than judged."""
LOOKED_AT = 2000
"""Characters of a paste in which a claim is looked for."""
CARRIED = 4
"""Telling words of the last question that a question which refers back takes along."""


def claimed(message: str, history: Sequence[Turn] = ()) -> str | None:
    """What a message claims, to be judged; None where it asks, greets or tells to do something.

    "He" at its beginning is who the turns before were about.

    >>> claimed("Is it true that the dam broke?"), claimed("The dam in Tarn broke on Monday.")
    ('The dam broke.', 'The dam in Tarn broke on Monday.')
    >>> claimed("What did Kirby say?"), claimed("dam Tarn"), claimed("List the speakers and what they say.")
    (None, None, None)
    """
    message = message.strip()
    if asked := stated(message):
        return resolved(asked, _subject(Request(message, history=tuple(history))))
    if message.endswith("?") or _TELLS_TO.match(message) or len(message.split()) < SHORTEST_CLAIM:
        return None
    return message if any(claim.matter == "fact" for claim in claims(message[:LOOKED_AT])) else None


def standalone(request: Request) -> Request:
    """The request with its history folded into the question; unchanged when it has none.

    >>> standalone(Request("What did he deny?", history=(("Who is John Kirby?", "A spokesman."),))).question
    'What did John Kirby deny?'
    >>> standalone(Request("And Kuleba?", history=(("What did Kirby say?", "That it sank."),))).question
    'What did Kuleba say?'
    """
    if not request.history:
        return request
    if told := filled(request.question, request.history[-1]):
        return standalone(replace(request, question=told, history=request.history[:-1]))
    question = request.question
    subject = _subject(request)
    if subject and not _new_names(question):
        question = _PERSON.sub(subject, question, count=1)
        question = _OWNED.sub(f"{subject}'s", question, count=1)
    if _REFERS.search(request.question):
        known = parse(question).weights
        asked = parse(request.history[-1][0]).weights
        telling = sorted((stem for stem in asked if stem not in known), key=lambda stem: -asked[stem])[:CARRIED]
        words = [w for w in WORD.findall(request.history[-1][0]) if parse(w).weights.keys() & set(telling)]
        question = f"{question} ({' '.join(dict.fromkeys(words))})" if words else question
    return replace(request, question=question, history=())


def _new_names(question: str) -> list[str]:
    return [name for name in names(question) if name.lower() not in ("i", "he", "she")]


def _subject(request: Request) -> str:
    """The name most lately spoken of, or "".

    It is looked for in the last question, then in its answer (the other way round where the question asked who), then in the
    turns before.
    """
    for question, answer in reversed(request.history):
        texts = (answer, question) if parse(question).kind == "person" else (question, answer)
        for text in texts:
            runs: list[str] = re.findall(r"(?:(?<=[a-z,:] )|(?<=^))[A-Z]\w+(?:[-'’][A-Z]\w+)*(?: [A-Z]\w+(?:[-'’]\w+)*)*", text)
            found = [run for run in runs if names("x " + run) and not _ASKING.fullmatch(run.split()[0])]
            if found:
                return found[-1]
    return ""
