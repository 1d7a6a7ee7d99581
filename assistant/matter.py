"""What a sentence is: a fact that can be true or false, an opinion, a question; and the statement that a question asks about."""

import re

from assistant.frame import frame
from assistant.grammar import as_sentence
from assistant.types import Matter

_DID = re.compile(r"^(?P<aux>Did|Does|Do|Has|Have|Had|Is|Are|Was|Were|Will|Would|Can|Could) (?P<rest>.+?)\?+$")
_SAYS = re.compile(
    r"(?P<who>.+?) (?:ever |really |actually )?(?P<verb>say|tell|claim|deny|announce|warn|write|confirm|promise|admit|"
    r"insist|accuse|call|describe|offer|state|suggest|argue)\b(?P<rest>.*)$"
)
_OPEN = re.compile(r"\s*$| (?:anything|something|more|so|why|what|who|when|where|how|about|to \w+ about)\b")
_IS_IT_TRUE = re.compile(
    r"^(?:is it (?:true|correct|right|a fact|the case)|do the articles? say|does the article say|"
    r"verify|check|fact[- ]?check|true or false)"
    r"(?: that|[:,])? (?P<content>.+?)\??$",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"\b(?:in my (?:view|opinion)|i (?:think|believe|feel|hope|love|hate|like|guess|reckon)|imho|i'm (?:sure|afraid))\b|"
    r"\b(?:is|are|was|were|looks?|seems?|sounds?) (?:(?:a|an|the|so|very|really|such|quite|absolutely|most) )*"
    r"(?:great|wonderful|terrible|awful|beautiful|ugly|disgusting|disgraceful|amazing|stupid|boring|brilliant|shameful|lovely|"
    r"nice|horrible|fantastic|ridiculous|pathetic|delicious|charming|best|worst)\b|"
    r"^(?:we|you|they|everyone|everybody|people|the \w+|[A-Z]\w+) (?:should|ought to)\b",
    re.IGNORECASE,
)
_EXCLAMATION = re.compile(r"^(?:what|how)\b.+!$", re.IGNORECASE)
_IMPERATIVE = re.compile(r"^(?:please|hello|hi|hey|thanks|thank you|let's|good (?:morning|evening|day))\b", re.IGNORECASE)


_PAST_OF = {"say": "said", "tell": "told", "write": "wrote", "deny": "denied", "call": "called", "admit": "admitted"}


def matter(sentence: str) -> Matter:
    """What a sentence is: a fact (true or false), or an opinion, a question, nothing to judge.

    >>> matter("The mayor is a terrible person."), matter("Who says so?"), matter("Hello there"), matter("The dam broke.")
    ('opinion', 'question', 'nothing', 'fact')
    """
    if sentence.rstrip("\"”’' ").endswith("?"):
        return "question"
    if _IMPERATIVE.match(sentence) or len(re.findall(r"\w+", sentence)) < 2:
        return "nothing"
    opinion = _OPINION.search(sentence) or _EXCLAMATION.match(sentence)
    return "opinion" if opinion and not frame(sentence) else "fact"


def stated(question: str) -> str | None:
    """The statement that a question asks about, or None where it asks for something else than yes or no.

    >>> stated("Is it true that the dam broke?"), stated("Did Kirby say that Tehran is involved?")
    ('The dam broke.', 'Kirby said that Tehran is involved.')
    >>> stated("Who broke the dam?")
    """
    question = " ".join(question.split())
    if asked := _IS_IT_TRUE.match(question):
        return as_sentence(asked["content"])
    asked = _DID.match(question)
    if not asked:
        return None
    said = _SAYS.match(asked["rest"])
    if said and asked["aux"] in ("Did", "Does", "Do") and not _OPEN.match(said["rest"]):
        return as_sentence(f"{said['who']} {_past(said['verb'])}{said['rest']}")
    return None


def _past(verb: str) -> str:
    return _PAST_OF.get(verb) or (f"{verb}d" if verb.endswith("e") else f"{verb}ed")
