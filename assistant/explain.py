"""A verdict in one or two sentences made of its evidence."""

import re
from collections.abc import Iterable, Sequence

from assistant.types import Claim, Evidence, Verdict
from assistant.unseen import visible

OWN_VOICE = "the article itself"
QUOTED = 160
"""Characters of the article's words that an explanation quotes."""

_UNJUDGED = {
    "opinion": "This is an opinion: the articles can bear out what is so, not what is good.",
    "question": "This is a question, which can be answered but is not true or false.",
    "nothing": "There is nothing here that could be true or false.",
    "fact": "",
}


def explanation(verdict: Verdict) -> str:
    """Why the label: who says so and who denies it, with the words that decide it.

    >>> from index.types import Article
    >>> from assistant.types import Claim
    >>> span = Article("a", "The dam held.").span(0, 13)
    >>> explanation(Verdict(Claim("The dam broke.", "The dam broke."), "refuted", 0.9, (Evidence(span, "denies", None, 0.9),)))
    'Refuted: the article itself says otherwise: “The dam held.”'
    """
    if verdict.label is None:
        return f"Not judged: {_UNJUDGED[verdict.claim.matter]}"
    return _LABELS[verdict.label](verdict)


def _supported(verdict: Verdict) -> str:
    claim = verdict.claim
    stance = "denies" if claim.stance == "denies" else "asserts"
    his = [e for e in verdict.evidence if e.stance == stance]
    if claim.speaker and all(e.speaker for e in his):
        does = "denies it" if stance == "denies" else "says so"
        return f"Supported: the article reports that {_who(claim)} {does}{_words(his)}{_disputed(verdict, stance)}"
    return f"Supported: {OWN_VOICE} says so{_words(_own(verdict.evidence))}{_besides(verdict.asserted_by)}"


def _refuted(verdict: Verdict) -> str:
    claim = verdict.claim
    against = [e for e in verdict.evidence if e.stance == ("asserts" if claim.stance == "denies" else "denies")]
    if claim.speaker and all(e.speaker for e in against):
        return f"Refuted: the article reports the opposite of {_who(claim)}{_words(against)}"
    return f"Refuted: {OWN_VOICE} says otherwise{_words(_own(verdict.evidence))}"


def _misattributed(verdict: Verdict) -> str:
    stance = "denies" if verdict.claim.stance == "denies" else "asserts"
    others = [e for e in verdict.evidence if e.stance == stance and e.speaker]
    verb = "denied" if stance == "denies" else "said"
    return f"Misattributed: not {_who(verdict.claim)} but {_names(_speakers(others))} {verb} this{_words(others)}"


def _contested(verdict: Verdict) -> str:
    asserts, denies = _of(verdict, "asserts"), _of(verdict, "denies")
    return (
        f"Contested: {_names(_speakers(asserts))} {_say(asserts)} so ({_quoted(asserts)}); "
        f"{_names(_speakers(denies))} {_deny(denies)} it ({_quoted(denies)})."
    )


def _attributed(verdict: Verdict) -> str:
    asserts = _of(verdict, "asserts")
    told = "nobody denies it, and the article does not say so itself"
    return f"Attributed: {_names(_speakers(asserts))} {_say(asserts)} so; {told}{_words(asserts)}"


def _denied(verdict: Verdict) -> str:
    denies = _of(verdict, "denies")
    return f"Denied: {_names(_speakers(denies))} {_deny(denies)} it, and nobody is reported to say so{_words(denies)}"


def _not_found(verdict: Verdict) -> str:
    if verdict.claim.speaker:
        return f"Not found: the articles do not report that {_who(verdict.claim)} said or denied this, nor that anybody else did."
    return "Not found: the articles neither say nor contradict this."


_LABELS = {
    "supported": _supported,
    "refuted": _refuted,
    "misattributed": _misattributed,
    "contested": _contested,
    "attributed": _attributed,
    "denied": _denied,
    "not_found": _not_found,
}


def _disputed(verdict: Verdict, stance: str) -> str:
    others = [e for e in verdict.evidence if e.stance != stance and e.speaker]
    return f" {_capital(_names(_speakers(others)))} {_say(others) if stance == 'denies' else _deny(others)} it." if others else ""


def _besides(names: Sequence[str]) -> str:
    return f" {_capital(_names(names))} {'say' if len(names) > 1 else 'says'} so too." if names else ""


def _words(evidence: Sequence[Evidence]) -> str:
    """The words of the surest place after a colon, or only the full stop."""
    return f": {_quoted(evidence)}" if evidence else "."


def _quoted(evidence: Sequence[Evidence]) -> str:
    """The words of the surest place, and its article where there are several."""
    words = visible(" ".join(evidence[0].span.text.split())).strip('"“”')
    cut = words if len(words) <= QUOTED else words[:QUOTED].rsplit(" ", 1)[0] + " …"
    several = len({e.span.article.id for e in evidence}) > 1
    return f"“{cut}”" + (f" in “{visible(evidence[0].span.article.title)}”" if several else "")


def _of(verdict: Verdict, stance: str) -> list[Evidence]:
    return [e for e in verdict.evidence if e.stance == stance]


def _own(evidence: Iterable[Evidence]) -> list[Evidence]:
    return [e for e in evidence if e.speaker is None]


def _speakers(evidence: Iterable[Evidence]) -> list[str]:
    """Who they are, each once; the article's own voice as such."""
    return list(dict.fromkeys(visible(e.speaker) if e.speaker else OWN_VOICE for e in evidence))


def _names(names: Sequence[str]) -> str:
    """The names as a list.

    >>> _names(["Kirby", "Ihnat", "the article itself"])
    'Kirby, Ihnat and the article itself'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _who(claim: Claim) -> str:
    """The claim's speaker within a sentence.

    >>> _who(Claim("The mayor left.", "The mayor said she left.", "The mayor"))
    'the mayor'
    """
    return re.sub(r"^(?:The|An?|His|Her|Its|Their)\b(?! [A-Z])", lambda found: found[0].lower(), claim.speaker or "")


def _say(evidence: Sequence[Evidence]) -> str:
    return "say" if len(_speakers(evidence)) > 1 else "says"


def _deny(evidence: Sequence[Evidence]) -> str:
    return "deny" if len(_speakers(evidence)) > 1 else "denies"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
