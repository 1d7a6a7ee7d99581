"""What a speaker does with the content: asserts it, denies it, asks, or something else; and whether that is speech at all."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from index.attribution.cues import NEGATION, Act, acts
from index.types import CueClass, Kind, Stance

_CLAUSE = re.compile(r"\W*(?:that|whether|if|why|how|what|who|whom|whose|which|when|where)\b", re.IGNORECASE)
_QUESTION = re.compile(r"\W*(?:whether|if|why|how|what|who|whom|whose|which|when|where)\b|.*\?[\"”’']?$", re.IGNORECASE | re.DOTALL)
_BARE = re.compile(
    r"(?:him|her|it|them|us|me|this|that|so|himself|herself|themselves|the opposite|the same|nothing)\b\W*", re.IGNORECASE
)
_REQUEST = re.compile(r"(?:\b(?:not )?to|\b(?:for|against)) \w+", re.IGNORECASE)
_ANONYMITY = re.compile(
    r"\W*(?:(?:not )?to (?:be|remain) (?:not )?(?:named|identified|quoted|anonymous|unnamed)|anonymity)\b", re.IGNORECASE
)
_CLAIM = re.compile(
    r"\b(?:claims?|allegations?|accusations?|charges?|suggestions?|reports?|rumou?rs?|assertions?|idea|notion|criticism|account|"
    r"speculation|story|theory|as)\b|\W*that\b|"
    r"\b(?:the|this|that|these|those|any|its|his|her|their|\w+['’]s|\w+s['’]) (?:\w+ ){0,2}?"
    r"(?:figures?|numbers?|estimates?|tally|toll|findings?|conclusions?|version)\b",
    re.IGNORECASE,
)
CALLED_UNTRUE = re.compile(
    r" (?:as )?(?:\w+ly )?(?:false|wrong|untrue|inaccurate|incorrect|misleading|baseless|unfounded|groundless|absurd|fabricated|"
    r"invented|(?:an? |pure |complete |utter |total )?(?:nonsense|rubbish|lies?|fiction|fantasy|fabrication|invention))\W*$",
    re.IGNORECASE,
)
"""What a claim is called by those who deny it: "(called the figure) wrong", "(dismissed the report) as a lie"."""
_UNTRUE = re.compile(
    r"\bno truth (?:to|in)\b|\bnothing of the (?:kind|sort)\b|\bno such\b|"
    r"\b(?:completely|simply|totally|entirely|flatly) (?:false|untrue)\b|"
    r"\b(?:is|are|was|were|[’']s|as) (?:\w+ ){0,2}(?:false|untrue|not true|lies?)\b|"
    r"\b(?:is|are|was|were|[’']s|as) (?:\w+ ){0,2}(?:baseless|unfounded|groundless|nonsense|fabricat\w+)\b|"
    r"\b(?:pure|complete|utter|total) (?:invention|fiction|fantasy|fabrication|nonsense|rubbish|lies?)\b|"
    r"^\W*(?:we|I|he|she|it|they) (?:\w+ly )?"
    r"(?:deny|denies|denied|reject|rejects|rejected|dispute|disputes|disputed|refute|refutes) "
    r"(?!to\b)",
    re.IGNORECASE,
)
_UNTOLD = re.compile(
    r"\W*(?:he|she|it|they|we|I|who)? ?(?:could|can|did|do|does|would)(?: not|n[’']t|not) "
    r"(?:yet )?(?:tell|say|confirm|know|comment|rule|exclude)\b"
    r"|\W*(?:had|have|has) no (?:comment|information|knowledge)\b",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(r"\b(?:I|we) (?:\w+ )?(?:apologi[sz]e|withdraw|retract|take (?:it|that|this) back)\b", re.IGNORECASE)
_NO = re.compile(
    r"\W*(?:(?:there|that|this|it|we|I|he|she|they)(?:[’']s| is| was| are| have| has| had| did)? )?"
    r"(?:no|none|not|nobody|never|nothing|neither|nowhere)\b",
    re.IGNORECASE,
)
_BELIEF = re.compile(r"\b(?:think|thinks|thought|believ\w+|know|knows|knew)\b", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:not|never|no)\b|n[’']t\b", re.IGNORECASE)
_FOR = re.compile(r"\b(?:for|of|as|over)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        "a an the of in on at by for from to with and or but nor not no never is are was were be been being has have had do does "
        "did will would it its he she they them his her their we i you that this which who as",
    )
)
_DISPUTE = re.compile(r"\b(?:den(?:y|ies|ied|ying|ial)|contradict|reject|dismiss|accus|alleg|rebut|refut)", re.IGNORECASE)
SHARED = 0.6
"""Share of the words of a negated sentence that stand in the sentence before it, for the one to deny the other."""
LEAST_WORDS = 3
"""Words of a content that is no clause, for a verb like "said" to have told something by it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A cue and the content that it introduces, as words, and the words before it, from the sentence before on."""

    cue: str
    content: str
    kind: Kind = "indirect"
    before: str = ""


def cue_class(told: Told, tagged: CueClass) -> CueClass:
    """Speech when words are given: a quotation, a clause, or what a verb like "denied" or "claimed" names; else attitude.

    Whole sentences in quotation marks are speech by any cue ("She disagrees. “…”"). Talk whose words are not given
    ("contradicted her", "declined to comment") counts as an attitude.

    >>> cue_class(Told("denied", "any link"), "speech"), cue_class(Told("declined", "to comment"), "speech")
    ('speech', 'attitude')
    """
    act = _act(told.cue)
    if told.kind == "indirect":
        return "speech" if _tells(told, act, tagged) else "attitude"
    words = _WORD.findall(told.content)
    spoken = told.kind == "direct" and len(words) >= LEAST_WORDS and words[0][0].isupper()
    return "speech" if spoken or act in ("say", "find", "name", "judge", "deny", "reject", "ask") else tagged


def stance(told: Told) -> Stance:
    """What is done with the content.

    >>> stance(Told("denied", "any link")), stance(Told("asked", "why he went")), stance(Told("would not say", "whether it fled"))
    ('denies', 'asks', 'other')
    """
    act = _act(told.cue)
    if told.cue.strip() == ":" and told.content.endswith("?"):
        return "asks"
    if NEGATION.search(told.cue) or _UNTOLD.match(told.content) or _TAKEN_BACK.search(told.content):
        return "other"
    if act == "ask":
        return "asks" if _QUESTION.match(told.content) else "other"
    if act == "deny" or (act == "reject" and _CLAIM.search(told.content)) or _calls_untrue(told, act):
        return "denies"
    if act in ("reject", "attitude", "advise") and told.kind == "indirect" and not _BELIEF.search(told.cue):
        return "other"
    return "denies" if _UNTRUE.search(told.content) or _rejects(told) else "asserts"


def _calls_untrue(told: Told, act: Act | None) -> bool:
    """Whether it calls a claim untrue: "called the allegations baseless"."""
    return act in ("name", "advise") and bool(CALLED_UNTRUE.search(told.content) and _CLAIM.search(told.content))


def _act(cue: str) -> Act | None:
    """What the cue's telling word does; a cue without letters, a colon, says."""
    if cue.lower() == "according to" or not any(letter.isalpha() for letter in cue):
        return "say"
    listed = [(lemma, act) for lemma, act in acts(cue) if lemma != "rule" or "out" in cue]
    if any(lemma == "call" for lemma, _ in listed) and re.search(r"\b(?:on|for|upon)$", cue):
        return "advise"
    return listed[0][1] if listed else None


def _tells(told: Told, act: Act | None, tagged: CueClass) -> bool:
    """Whether a content that is not quoted tells what was said."""
    clause = bool(_CLAUSE.match(told.content))
    if NEGATION.search(told.cue) or act in (None, "talk", "attitude"):
        return clause and tagged == "speech" and act != "attitude"
    if _BARE.fullmatch(told.content) or (act in ("ask", "advise") and _ANONYMITY.match(told.content)):
        return False
    return clause or _TELLING[act](told.content) or _calls_untrue(told, act)


_TELLING: dict[Act, Callable[[str], bool]] = {
    "say": lambda content: len(_WORD.findall(content)) >= LEAST_WORDS,
    "name": lambda content: len(_WORD.findall(content)) >= LEAST_WORDS,
    "judge": lambda content: bool(_FOR.search(content)),
    "find": lambda _: False,
    "deny": lambda _: True,
    "reject": lambda content: bool(_CLAIM.search(content)),
    "ask": lambda content: bool(_REQUEST.search(content)),
    "advise": lambda content: bool(_REQUEST.search(content)),
}
"""Whether words that are no clause tell what was said, for a verb of that act."""


def _rejects(told: Told) -> bool:
    """Whether it flatly rejects what was said before: "No", after a denial or accusation, or the words before, negated."""
    if _NO.match(told.content) and _DISPUTE.search(told.before):
        return True
    sentence = re.split(r"[.!?…]\s", told.content, maxsplit=1)[0]
    words, known = _telling_words(sentence), _telling_words(told.before)
    return len(words) > 1 and bool(_NEGATED.search(sentence)) and len(words & known) >= SHARED * len(words)


def _telling_words(text: str) -> set[str]:
    return {word for match in _WORD.finditer(text) if (word := match.group().lower()) not in _EMPTY}
