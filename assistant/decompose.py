"""A text to the claims in it: a sentence or part each, with whose words it says they are, and the pronouns resolved.

By rules over the words: "Kirby said that A and that B" is two claims by Kirby.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.grammar import FINITE, affirmed, direct, finite
from assistant.types import Claim, Matter
from index.load import from_text
from index.split import sentences
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
    r"^(?P<content>[^\"“]{10,}?), (?P<speaker>(?:the |[A-Z])[^,\"“”]{1,60}?) (?:has |had |also )?(?:said|says|claims|claimed)\.?$"
)
_DESCRIBED = re.compile(
    rf"^{_SPEAKER} {_ADVERBS}(?:describe[sd]?|dismiss(?:es|ed)?|denounce[sd]?|condemn(?:s|ed)?) (?P<what>.+?) as (?P<as>.+)$"
)
_CALLED = re.compile(
    rf"^{_SPEAKER} {_ADVERBS}(?:call(?:s|ed)|label(?:s|led)|brand(?:s|ed)) (?P<what>.+?) (?P<as>[\"“‘'].+|(?:an?|the) .+)$"
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
_SUBJECT = (
    r"(?:he|she|it|they|we|there|(?:the|a|an|no|his|her|its|their|this|these|most|some|many) (?:[\w’'-]+ ){1,4}?|"
    r"[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*)* )"
)
_VERB = (
    r"(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|did|does|\w{3,}ed|"
    r"won|lost|took|made|gave|found|paid|left|held|began|rose|fell)\b"
)
_CLAUSE = re.compile(rf"(?:,? and that |; (?:and )?|, (?:and|but|while) (?={_SUBJECT} ?{_VERB})| and (?={_SUBJECT} ?{_VERB}))")
_PRONOUN = re.compile(r"^(?P<pronoun>He|She|They|It|His|Her|Their|Its)\b")
_PROPER = re.compile(
    r"^(?:The |An? )?(?:[a-z’'-]+ ){0,4}?(?P<name>[A-Z][\w’'.-]+(?: (?:of |the |for |de |van |von |al )*[A-Z][\w’'.-]+)*)"
)
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
_TWO = re.compile(
    r"^(?P<both>[Bb]oth )?(?P<one>(?:[Tt]he )?[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*){0,3}) and (?P<other>(?:the )?[A-Z][\w’'. -]{1,60})$"
)
_PLURAL_VERB = re.compile(r" (?P<verb>deny|say|reject|claim|insist|dispute|argue|believe|maintain|warn|allege|confirm)(?= )")
_EXCLAMATION = re.compile(r"^(?:what|how)\b.+!$", re.IGNORECASE)
_IMPERATIVE = re.compile(r"^(?:please|hello|hi|hey|thanks|thank you|let's|good (?:morning|evening|day))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Frame:
    """Whose words a sentence says it reports, whether they assert or deny the content, and the content as a sentence."""

    speaker: str
    stance: Stance
    content: str


def claims(text: str) -> tuple[Claim, ...]:
    """The claims of a text, in order; a text of one plain sentence is one claim.

    >>> [(c.speaker, c.content) for c in claims("Kirby said that it sank and that two men died.")]
    [('Kirby', 'It sank.'), ('Kirby', 'Two men died.')]
    >>> claims("What a day! Is it late?")[1].matter
    'question'
    """
    found: list[Claim] = []
    subject = ""
    for sentence in _sentences(text):
        whole = resolved(sentence, subject)
        found.extend(_claims(whole))
        subject = _subject(whole) or subject
    return tuple(found)


def stated(question: str) -> str | None:
    """The statement that a question asks about, or None where it asks for something else than yes or no.

    >>> stated("Is it true that the dam broke?"), stated("Did Kirby say that Tehran is involved?")
    ('The dam broke.', 'Kirby said that Tehran is involved.')
    >>> stated("Who broke the dam?")
    """
    question = " ".join(question.split())
    if asked := _IS_IT_TRUE.match(question):
        return _sentence(asked["content"])
    asked = _DID.match(question)
    if not asked:
        return None
    said = _SAYS.match(asked["rest"])
    if said and asked["aux"] in ("Did", "Does", "Do") and not _OPEN.match(said["rest"]):
        return _sentence(f"{said['who']} {_past(said['verb'])}{said['rest']}")
    return None


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


def _claims(sentence: str) -> Iterator[Claim]:
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
        said = inner or Frame(found.speaker, found.stance, part)
        content = direct(affirmed(said.content) if said.stance == "denies" else said.content)
        yield Claim(text, content, said.speaker, said.stance, via=found.speaker if inner else None)


def _each(sentence: str, speaker: str) -> tuple[str, ...]:
    """A sentence of two speakers as one of each; none where it has one, or a name that is joined ("Food and Drug Administration").

    >>> _each("Both Moscow and Tehran deny an arms deal.", "Both Moscow and Tehran")
    ('Moscow denies an arms deal.', 'Tehran denies an arms deal.')
    """
    joined = _TWO.match(speaker)
    after = sentence[len(speaker) :] if sentence.startswith(speaker) else ""
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
            yield _sentence(left)
            start = match.end()
    yield _sentence(sentence[start:])


def _open(text: str) -> bool:
    """Whether a quotation or a condition is open: "if A and B" are one."""
    marks = text.count('"') % 2 == 1 or text.count("“") > text.count("”")
    return marks or bool(
        re.search(r"\b(?:if|unless|whether|because|when|after|before|since|who|which|between|both)\b[^,]*$", text, re.IGNORECASE)
    )


def _according(sentence: str) -> Frame | None:
    found = _ACCORDING.match(sentence) or _ACCORDING_LAST.match(sentence)
    return Frame(found["speaker"], "asserts", _sentence(found["content"])) if found else None


def _quotation(sentence: str) -> Frame | None:
    if found := _QUOTED_FIRST.match(sentence):
        return Frame((found["speaker"] or found["after"]).removesuffix("."), "asserts", _sentence(found["content"]))
    found = _TRAILING.match(sentence)
    return Frame(found["speaker"], "asserts", _sentence(found["content"])) if found else None


def _denial(sentence: str) -> Frame | None:
    found = _DENIED.match(sentence)
    if not found or _DESCRIBED.match(sentence):
        return None
    rest = re.sub(r"^that ", "", _REPORT_OF.sub("", found["rest"]))
    rest = f"{found['speaker']} {finite(rest)}" if _GERUND.match(rest) and rest == found["rest"] else rest
    return Frame(found["speaker"], "denies", _sentence(rest))


def _named(sentence: str) -> Frame | None:
    if found := _ACCUSED.match(sentence):
        return Frame(found["speaker"], "asserts", _sentence(f"{found['whom']} is {found['rest']}"))
    found = _DESCRIBED.match(sentence) or _CALLED.match(sentence)
    return Frame(found["speaker"], "asserts", _sentence(f"{found['what']} is {found['as']}")) if found else None


def _offer(sentence: str) -> Frame | None:
    found = _OFFERED.match(sentence)
    return Frame(found["speaker"], "asserts", _sentence(f"{found['speaker']} is prepared to {found['rest']}")) if found else None


def _speech(sentence: str) -> Frame | None:
    found = _SAID.match(sentence)
    if not found:
        return None
    rest = found["rest"]
    if that := _THAT.match(rest):
        return Frame(found["speaker"], "asserts", _sentence(rest[that.end() :]))
    if that := _BEFORE_THAT.match(rest):
        between = that["between"]
        addressed = _WITH_RECIPIENT.match(found["cue"]) or re.match(r"(?:to|in|on|at|by|during)\b", between)
        if addressed and not FINITE.search(between.split(" ", 1)[-1]):
            return Frame(found["speaker"], "asserts", _sentence(rest[that.end() :]))
    if _WITH_RECIPIENT.match(found["cue"]):
        told = _RECIPIENT.match(rest)
        if not told:
            return None
        rest = rest[told.end() :]
    content = rest.strip(' ,:"“”')
    return Frame(found["speaker"], "asserts", _sentence(content)) if _has_clause(content) else None


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


def _sentences(text: str) -> Sequence[str]:
    if not text.strip():
        return ()
    article = from_text(text)
    spans = sentences(article)
    return [" ".join(span.text.split()) for span in spans]


def resolved(sentence: str, subject: str) -> str:
    """The sentence with the pronoun that begins it replaced by who was spoken of last."""
    found = _PRONOUN.match(sentence)
    if not found or not subject:
        return sentence
    owned = found["pronoun"] in ("His", "Their", "Its") or (found["pronoun"] == "Her")
    return f"{subject}{'’s' if owned else ''}{sentence[found.end() :]}"


def _subject(sentence: str) -> str:
    """The name that a sentence is about: the first one in its subject, or ""."""
    found = frame(sentence)
    name = _PROPER.match(found.speaker if found else sentence)
    return name["name"] if name and name["name"].split()[0] not in ("The", "A", "According", "In", "On", "It", "He", "She") else ""


def _sentence(words: str) -> str:
    """The words as a sentence: a capital first, a full stop last.

    >>> _sentence("it sank")
    'It sank.'
    """
    words = words.strip().strip(",;: ").removesuffix(".")
    return f"{words[:1].upper()}{words[1:]}" + ("" if words.endswith(("!", "?", '."', ".”")) else ".")


def _inner(sentence: str) -> str:
    """The sentence as it stands after "that"."""
    first = sentence.split(maxsplit=1)[0]
    common = first in {"The", "A", "An", "It", "This", "They", "He", "She", "There", "We", "No", "Its", "His", "Her", "Their"}
    return sentence[0].lower() + sentence[1:] if common else sentence


_PAST = {"say": "said", "tell": "told", "write": "wrote", "deny": "denied", "call": "called", "admit": "admitted"}


def _past(verb: str) -> str:
    return _PAST.get(verb) or (f"{verb}d" if verb.endswith("e") else f"{verb}ed")
