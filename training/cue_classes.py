"""Which cues report speech and which an attitude: the lexicon the tagger's cue class is learned from.

PolNeAR marks "said" and "wants" alike. The class of a cue is read off its first listed verb or noun; a cue with none
("attacked", "cast a shadow on") has no class, is left out of the class loss, and gets one from the trained model.
"""

from typing import Literal

CueClass = Literal["speech", "attitude"]

SPEECH = """
according accuse acknowledge acknowledgment add address admit advise allegation allege announce announcement answer
apologize applaud argue argument ask assail assert assertion assure attest blame blast blog boast brag call caution
censure chant charge chide cite claim clarify comment complain complaint concede conclude condemn confess confirm
contend continue counter criticism criticize declare decry defend demand denounce deny describe detail disclose
discuss dispute echo elaborate email emphasize exclaim explain explanation express forecast highlight hint imply
indicate inform insist interject interview invoke joke label lament lash lecture letter list mention message mock
mutter name narrate note object observe opine outline phrase pledge point portray post praise predict press proclaim
promise pronounce propose protest publish question quip quote rail rant read recall recite recommend recount refer
reference reiterate relate remark remind repeat reply report reportedly request respond response retort retweet reveal
ridicule rip say scold scream shout show signal slam speak specify speech state statement stress suggest swear talk
tell testify testimony thank threaten tout tweet underline underscore urge utter voice vow warn whisper word write
yell
"""

ATTITUDE = """
advocate afraid agree aim anger angry anticipate anxious appear approval approve aspire assume aware back backing
belief believe care certain choose concern confidence confident consider convince decide decision deem desire
determine disagree dislike dismay distrust doubt dread eager embrace endorse endorsement enjoy envision estimate
expect fault favor fear feel find focus forget goal hate hope hopeful ignore imagine intend intention interest judge
know learn like loath look love mind mull need notice object oppose opposition optimistic perceive plan ponder prefer
preference realize recognize regard regret reject remember resent resist resolve satisfy see seek seem sense skeptical
skepticism strategy support suspect suspicion sympathize think thought trust try understand unsure view vote want
weigh welcome willing wish wonder worry
"""

_IRREGULAR: dict[str, tuple[str, ...]] = {
    "say": ("said",),
    "show": ("shown",),
    "tell": ("told",),
    "write": ("wrote", "written", "writing"),
    "speak": ("spoke", "spoken"),
    "swear": ("swore", "sworn"),
    "read": (),
    "think": ("thought",),
    "feel": ("felt",),
    "find": ("found",),
    "know": ("knew", "known"),
    "see": ("saw", "seen"),
    "seek": ("sought",),
    "choose": ("chose", "chosen"),
    "understand": ("understood",),
    "forget": ("forgot", "forgotten"),
    "forecast": (),
    "learn": ("learnt",),
}


def _forms(lemma: str) -> set[str]:
    """The regular English inflections of a lemma, with more forms than exist (harmless for a look-up).

    >>> sorted(_forms("deny"))
    ['denied', 'denies', 'deny', 'denying']
    """
    stem = lemma[:-1] if lemma.endswith("e") else lemma
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return {lemma, lemma[:-1] + "ied", lemma[:-1] + "ies", lemma + "ing"}
    forms = {lemma, lemma + "s", stem + "ed", stem + "ing"}
    if lemma[-1] in "bgmnpt":
        forms |= {lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"}
    if lemma.endswith(("s", "x", "ch", "sh")):
        forms.add(lemma + "es")
    return forms


def _lexicon() -> dict[str, CueClass]:
    table: dict[str, CueClass] = {}
    for words, cue_class in ((ATTITUDE, "attitude"), (SPEECH, "speech")):
        for lemma in words.split():
            for form in _forms(lemma) | set(_IRREGULAR.get(lemma, ())):
                table[form] = "speech" if cue_class == "speech" else "attitude"
    return table


LEXICON = _lexicon()


def cue_class(cue: str) -> CueClass | None:
    """The class of a cue's text, or None when no word of it is listed.

    >>> cue_class("has repeatedly denied"), cue_class("doesn’t want"), cue_class("attacked")
    ('speech', 'attitude', None)
    """
    if not any(letter.isalpha() for letter in cue):
        return "speech"  # "Jones: …" and a bare opening quotation mark
    for word in cue.lower().replace("’", "'").replace("-", " ").split():
        found = LEXICON.get(word.strip(".,:;'\"“”()"))
        if found:
            return found
    return None
