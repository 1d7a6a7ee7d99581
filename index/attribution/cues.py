"""What a cue does: the verbs and nouns that report speech, by what the speaker does with the content."""

import re
from functools import cache
from typing import Literal

Act = Literal["say", "name", "judge", "deny", "reject", "ask", "advise", "find", "talk", "attitude"]

_ACTS: dict[Act, str] = {
    "say": """say tell add reply answer respond report write state explain note stress emphasize emphasise insist maintain argue
        contend assert warn caution declare announce disclose reveal confirm confess admit acknowledge concede claim allege
        remark observe comment recall recount testify swear vow pledge promise threaten assure inform remind indicate suggest
        imply predict forecast estimate calculate conclude complain joke quip boast brag lament quote cite shout whisper exclaim
        reiterate repeat counter retort tweet post blog narrate underline underscore point according clarify continue interject
        elaborate proclaim pronounce profess opine reckon explanation claim allegation assertion statement warning
        argument admission threat suggestion complaint prediction announcement confirmation testimony insistence mention
        specify relate""",
    "name": "call label brand describe characterize characterise dub depict portray put",
    "judge": "condemn denounce accuse blame praise",
    "deny": "deny refute rebut disavow disclaim repudiate denial rule",
    "reject": "reject dismiss dispute contest",
    "ask": "ask question inquire enquire wonder query",
    "advise": "advise urge recommend order request beg plead appeal encourage call implore instruct demand invite propose",
    "find": "find show discover",
    "talk": "speak talk discuss address criticize criticise attack contradict present withdraw offer hail mock thank",
    "attitude": """want wish hope think plan intend expect believe fear support oppose back approve agree disagree accept
        refuse decline learn hear read understand
        decide consider know doubt feel prefer need seek try assume suppose regard endorse""",
}
_IRREGULAR = {
    "say": "said",
    "tell": "told",
    "write": "wrote written writing",
    "swear": "swore sworn",
    "put": "put putting",
    "show": "shown",
    "speak": "spoke spoken",
    "think": "thought",
    "find": "found",
    "understand": "understood",
    "hear": "heard",
    "read": "read",
    "know": "knew known",
    "feel": "felt",
    "seek": "sought",
    "forecast": "forecast",
}
_VOWEL_Y = re.compile(r"[^aeiou]y$")
NEGATION = re.compile(r"\b(?:not|never|no longer|cannot|nor|neither|without|declin\w+|refus\w+|fail\w*)\b|n[’']t\b", re.IGNORECASE)
"""In a cue: the speaker does not do what the verb says."""


@cache
def lexicon() -> dict[str, tuple[str, Act]]:
    """Every form of every listed word, with its lemma and act; of a word with two acts the later listed."""
    return {form: (lemma, act) for act, words in _ACTS.items() for lemma in words.split() for form in _forms(lemma)}


def acts(cue: str) -> tuple[tuple[str, Act], ...]:
    """Lemma and act of the cue's words, in order, without those that are not listed.

    >>> acts("has repeatedly denied"), acts("is quoted as saying")
    ((('deny', 'deny'),), (('quote', 'say'), ('say', 'say')))
    """
    return tuple(known for word in re.findall(r"[a-z]+", cue.lower()) if (known := lexicon().get(word)))


def _forms(lemma: str) -> set[str]:
    """The English inflections of a verb or noun, with some that do not exist, which a look-up never meets."""
    stem = lemma.removesuffix("e")
    if _VOWEL_Y.search(lemma):
        forms = {lemma, lemma[:-1] + "ied", lemma[:-1] + "ies", lemma + "ing"}
    else:
        forms = {lemma, lemma + "s", stem + "ed", stem + "ing", lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"}
    if lemma.endswith(("s", "x", "ch", "sh")):
        forms.add(lemma + "es")
    return forms | set(_IRREGULAR.get(lemma, "").split())
