"""Whose words a sentence says it reports, by rules over the words: "Kirby denied that A" is a denial of A by Kirby."""

import re
from dataclasses import dataclass

from assistant.grammar import FINITE, as_sentence, finite
from index.types import Stance

_ADVERBS = (
    r"(?:(?:has|have|had|is|was|were|been|also|later|recently|repeatedly|then|again|once|now|today|yesterday|previously|publicly|"
    r"explicitly|strongly|firmly|categorically|flatly|quoted as|on \w+day) ){0,4}"
)
_SPEECH = (
    r"says?|said|saying|states?|stated|announce[sd]?|claim(?:s|ed)?|explain(?:s|ed)?|insist(?:s|ed)?|argue[sd]?|add(?:s|ed)?|"
    r"warn(?:s|ed)?|writes?|wrote|repl(?:y|ies|ied)|confirm(?:s|ed)?|acknowledge[sd]?|admit(?:s|ted)?|report(?:s|ed)?|"
    r"suggest(?:s|ed)?|assert(?:s|ed)?|stress(?:es|ed)?|maintain(?:s|ed)?|declare[sd]?|reveal(?:s|ed)?|predict(?:s|ed)?|"
    r"allege[sd]?|note[sd]?|emphasi[sz]e[sd]?|testif(?:y|ies|ied)|estimate[sd]?|conclude[sd]?|believe[sd]?|thinks?|thought|"
    r"promise[sd]?|agree[sd]?|complain(?:s|ed)?|recall(?:s|ed)?|remark(?:s|ed)?|told|tells?|assure[sd]?|inform(?:s|ed)?|remind(?:s|ed)?|"
    r"responded|answered|tweeted|posted|disclosed|hinted|concedes?|conceded|contends?|contended|vow(?:s|ed)?|boast(?:s|ed)?"
)
_WITH_RECIPIENT = re.compile(r"(?:told|tells?|assure[sd]?|inform(?:s|ed)?|remind(?:s|ed)?|warn(?:s|ed)?|promise[sd]?)$")
_DENIAL = (
    r"den(?:y|ies|ied)|reject(?:s|ed)?|dispute[sd]?|dismiss(?:es|ed)?|refute[sd]?|rebut(?:s|ted)?|rule[sd]? out|contest(?:s|ed)?"
)
_NO_SPEAKER = r"(?!\b(?:that|which|because|when|if|is|are|will|said|says|and then)\b)"
_SPEAKER = rf"(?P<speaker>(?:{_NO_SPEAKER}[^,;:\"“”]){{2,70}}?(?:, [^,;:\"“”]{{2,60}},)?)"
_SAID = re.compile(rf"^{_SPEAKER} {_ADVERBS}(?P<cue>{_SPEECH})\b(?P<rest>.+)$")
_DENIED = re.compile(rf"^{_SPEAKER} {_ADVERBS}(?P<cue>{_DENIAL}) (?P<rest>.+)$")
_ACCORDING = re.compile(r"^According to (?P<speaker>[^,]{2,80}(?:, [^,]{2,60}(?=, ))?), (?P<content>.+)$")
_ACCORDING_LAST = re.compile(r"^(?P<content>.+?),? according to (?P<speaker>[^,.]{2,80})\.?$")
_QUOTED_FIRST = re.compile(
    r"^[\"“‘'](?P<content>.+?),?[\"”’'],? (?:(?P<speaker>[^,\"“”]{2,70}?) (?:said|says|told .{2,30}|added|wrote)|"
    r"(?:said|says|added|wrote) (?P<after>[^,\"“”]{2,70}))\.?$"
)
_TRAILING = re.compile(
    r"^(?P<content>(?:[^\"“]|\"[^\"]*\"|“[^”]*”){10,}?), (?P<speaker>(?:the |an? |[A-Z])[^,\"“”]{1,60}?)"
    r" (?:has |had |also )?(?:said|says|claims|claimed)\.?$"
)
_DESCRIBED = re.compile(
    rf"^{_SPEAKER} {_ADVERBS}(?:describe[sd]?|dismiss(?:es|ed)?|denounce[sd]?|condemn(?:s|ed)?) (?P<what>.+?) as (?P<as>.+)$"
)
_CALLED = re.compile(
    rf"^{_SPEAKER} {_ADVERBS}(?:call(?:s|ed)|label(?:s|led)|brand(?:s|ed)) (?!(?:for|on|upon|off|up|in) )(?P<what>.+?)"
    r" (?P<as>[\"“‘'].+|(?:an?|the) .+)$"
)
_OFFERED = re.compile(
    rf"^{_SPEAKER} {_ADVERBS}(?P<cue>offer(?:s|ed)|promise[sd]|pledge[sd]|vow(?:s|ed)|threaten(?:s|ed)) to (?P<rest>.+)$"
)
_ACCUSED = re.compile(rf"^{_SPEAKER} {_ADVERBS}accuse[sd]? (?P<whom>.+?) of (?P<rest>(?:\w+ly )?\w+ing .+)$")
_RECIPIENT = re.compile(
    r"^ (?:(?:reporters|journalists|parliament|lawmakers|investors|police|officials|shareholders|colleagues|him|her|them|it|us|me|"
    r"(?:the|a|an|his|her|its|their) (?:[\w’'-]+ ){0,2}?[\w’'-]+|[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+)*))"
    r"(?: (?:in|on|at|by|over) (?:an? |the )?[\w’'-]+)*(?=,? )"
)
_THAT = re.compile(r"^(?: (?:to|in|on|at|by|during|after|before) [^,]{2,60}?)?(?:,? that |: )")
_BEFORE_THAT = re.compile(r"^ (?!that )(?P<between>[^,]{2,90}?) that ")
_REPORT_OF = re.compile(
    r"^(?:any |the |all )?(?:reports?|claims?|allegations?|accusations?|suggestions?|charges?|rumou?rs?|assertions?|notion|idea)"
    r" (?:that |of )",
    re.I,
)
_GERUND = re.compile(r"^(?:ever |having |being |\w+ly )*\w+ing\b(?! that\b)")


@dataclass(frozen=True, slots=True)
class Frame:
    """Whose words a sentence says it reports, whether they assert or deny the content, and the content as a sentence."""

    speaker: str
    stance: Stance
    content: str


def frame(sentence: str) -> Frame | None:
    """The speaker that a sentence names, and what it reports of them; None where it reports nobody's words.

    >>> frame("Russia denies having sold drones.")
    Frame(speaker='Russia', stance='denies', content='Russia has sold drones.')
    >>> frame("Quist told Tickell on the telephone that the clock had started.").content
    'The clock had started.'
    >>> frame("The dam broke.")
    """
    sentence = sentence.strip()
    for read in (_according, _quotation, _denial, _named, _offer, _speech):
        if (found := read(sentence)) and _may_speak(found.speaker):
            return found
    return None


def _according(sentence: str) -> Frame | None:
    found = _ACCORDING.match(sentence) or _ACCORDING_LAST.match(sentence)
    return Frame(found["speaker"], "asserts", as_sentence(found["content"])) if found else None


def _quotation(sentence: str) -> Frame | None:
    if found := _QUOTED_FIRST.match(sentence):
        return Frame((found["speaker"] or found["after"]).removesuffix("."), "asserts", as_sentence(found["content"]))
    found = _TRAILING.match(sentence)
    return Frame(found["speaker"], "asserts", as_sentence(found["content"])) if found else None


def _denial(sentence: str) -> Frame | None:
    found = _DENIED.match(sentence)
    if not found or _DESCRIBED.match(sentence):
        return None
    rest = re.sub(r"^that ", "", _REPORT_OF.sub("", found["rest"]))
    rest = f"{found['speaker']} {finite(rest)}" if _GERUND.match(rest) and rest == found["rest"] else rest
    return Frame(found["speaker"], "denies", as_sentence(rest))


def _named(sentence: str) -> Frame | None:
    if found := _ACCUSED.match(sentence):
        return Frame(found["speaker"], "asserts", as_sentence(f"{found['whom']} is {found['rest']}"))
    found = _DESCRIBED.match(sentence) or _CALLED.match(sentence)
    return Frame(found["speaker"], "asserts", as_sentence(f"{found['what']} is {found['as']}")) if found else None


def _offer(sentence: str) -> Frame | None:
    found = _OFFERED.match(sentence)
    return Frame(found["speaker"], "asserts", as_sentence(f"{found['speaker']} is prepared to {found['rest']}")) if found else None


def _speech(sentence: str) -> Frame | None:
    found = _SAID.match(sentence)
    if not found:
        return None
    rest = found["rest"]
    if that := _THAT.match(rest):
        return Frame(found["speaker"], "asserts", as_sentence(rest[that.end() :]))
    if that := _BEFORE_THAT.match(rest):
        between = that["between"]
        addressed = _WITH_RECIPIENT.match(found["cue"]) or re.match(r"(?:to|in|on|at|by|during)\b", between)
        if addressed and not FINITE.search(between.split(" ", 1)[-1]):
            return Frame(found["speaker"], "asserts", as_sentence(rest[that.end() :]))
    if _WITH_RECIPIENT.match(found["cue"]):
        told = _RECIPIENT.match(rest)
        if not told:
            return None
        rest = rest[told.end() :]
    content = rest.strip(' ,:"“”')
    return Frame(found["speaker"], "asserts", as_sentence(content)) if _has_clause(content) else None


def _has_clause(content: str) -> bool:
    """Whether the words after a verb of speech are a clause with a subject: "the dam broke", not "a report" or "to go"."""
    words = content.split()
    return (
        len(words) > 2
        and words[0] not in ("to", "of", "about", "on", "for", "by", "as")
        and bool(FINITE.search(" ".join(words[1:])))
    )


def _may_speak(speaker: str) -> bool:
    """Whether words can be a speaker's name or description rather than a clause."""
    words = speaker.split()
    if (
        not words
        or words[-1].endswith(("'s", "’s"))
        or words[-1].lower() in ("its", "the", "a", "an", "his", "her", "their", "this", "of", "by", "in", "and", "to")
    ):
        return False
    return len(words) <= 14 and words[0].lower() not in ("it", "there", "who", "what", "if", "when", "as", "but", "and", "not")
