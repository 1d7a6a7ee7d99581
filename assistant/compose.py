"""An answer made of what a writer writes: each sentence passes the gates, is written again once, or is left out and told why."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.chat import abstains
from assistant.cite import cite
from assistant.gates import Gates
from assistant.patience import WriterFailed
from assistant.types import Answer, Dropped, Sentence
from assistant.write import Material, Talk, Writer

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

NOTHING_HELD = "The articles do not bear out what the model wrote: these are their own sentences."
NO_ANSWER = "The model finds no answer in the articles: these are their sentences nearest to the question."
ADDED = "The articles' own nearest sentence is added: the model's answer does not stand on it."
STANDS_IN = "The articles' own sentences stand in for the model's: {reason}."
CUT_SHORT = "The rest are the articles' own sentences: {reason}."


def compose(writer: Writer, gates: Gates, material: Material, config: "RunnableConfig | None" = None) -> Iterator[Answer]:
    """The sentences that pass, a part each, and those that do not in `dropped`; where none passes, the articles' own.

    The same where the writer fails, and the notice says why. Closing the generator ends the writer's work. Raises ModelError
    when the writer cannot be had at all.
    """
    answer = Composition(gates, material, writer.begin(material, config), [])
    notice = ""
    try:
        yield from answer.written()
    except WriterFailed as failure:
        notice = (CUT_SHORT if answer.passed else STANDS_IN).format(reason=failure)
    own = list(answer.own())
    if answer.passed and not notice:
        own, notice = ([], "") if answer.answers() else (own[:1], ADDED)
    if own or notice:
        yield Answer(material.question, notice=notice or (NO_ANSWER if answer.silent else NOTHING_HELD))
    yield from own
    if answer.talk.usage:
        yield Answer(material.question, usage=answer.talk.usage)


@dataclass(slots=True)
class Composition:
    """An answer on its way: what has passed so far, and whether the writer said that there is none."""

    gates: Gates
    material: Material
    talk: Talk
    passed: list[Sentence]
    seen: set[str] = field(default_factory=set)
    silent: bool = False

    def written(self) -> Iterator[Answer]:
        """What the writer writes, through the gates. Raises WriterFailed."""
        with closing(self.talk.write()) as drafts:  # type: ignore[type-var]  # generators close
            for draft in drafts:
                if abstains(draft.text):
                    self.silent = True
                elif draft.text not in self.seen:
                    yield from self._gated(draft)

    def answers(self) -> bool:
        """Whether what has passed stands on the places of the sentence that answers best by itself."""
        cited = {citation for sentence in self.passed for citation in sentence.citations}
        return not self.material.own or cited.issuperset(self.material.own[0].citations)

    def own(self) -> Iterator[Answer]:
        """The articles' own sentences, but for what is cited or was left out already."""
        told = {citation for sentence in self.passed for citation in sentence.citations}
        for sentence in self.material.own:
            checked, reasons = self.gates.check(sentence, self.material.hits)
            if not reasons and not told.issuperset(checked.citations):
                yield Answer(self.material.question, (checked,))

    def _gated(self, draft: Sentence) -> Iterator[Answer]:
        sentence, reasons = self._checked(draft)
        self.seen.add(draft.text)
        if reasons:
            yield Answer(self.material.question, dropped=(Dropped(draft.text, reasons),))
            again = self.talk.repair(draft, reasons)
            if again is None or again.text in self.seen:
                return
            self.seen.add(again.text)
            sentence, reasons = self._checked(again)
            if reasons:
                yield Answer(self.material.question, dropped=(Dropped(again.text, reasons),))
                return
        self.passed.append(sentence)
        yield Answer(self.material.question, (sentence,))

    def _checked(self, draft: Sentence) -> tuple[Sentence, tuple[str, ...]]:
        """The draft after the gates, with the places it names, else with the one whose words it has."""
        sentence, reasons = self.gates.check(draft, self.material.hits)
        placed = cite(draft, self.material.candidates) if reasons else draft
        if placed.citations == draft.citations:
            return sentence, reasons
        other, others = self.gates.check(placed, self.material.hits)
        return (sentence, reasons) if others and draft.citations else (other, others)
