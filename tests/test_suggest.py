"""Suggested questions and disputes, from the seed."""

from dataclasses import replace

from assistant.assistant import Assistant
from assistant.disputes import disputes
from assistant.settings import Settings
from assistant.suggest import suggestions
from assistant.types import ABSTENTION
from index.index import Index
from index.load import from_text


def test_suggestions_are_answered_by_the_articles(library: Index) -> None:
    assistant = Assistant(library, Settings())
    ids = [article.id for article in library.articles]
    made = suggestions(library, ids, at_most=6)
    assert len(made) == 6
    assert "Who denies an arms deal with the drones?" in made
    assert all(assistant.ask(question).text != ABSTENTION for question in made)


def test_suggestions_leave_out_what_was_asked(library: Index) -> None:
    ids = [article.id for article in library.articles]
    first, *others = suggestions(library, ids)
    assert first not in suggestions(library, ids, [first.upper()])
    assert others[0] in suggestions(library, ids, [first])
    assert suggestions(library, ()) == ()


def test_a_headline_is_not_made_a_question(library: Index) -> None:
    body = "\n\nThe river turned grey on Monday. Gregor Tait denies any leak at the sewage works.\n"
    whole = [from_text(headline + body) for headline in ("Tait denies claim over dead trout", "Dead trout")]
    library.add([replace(article, origin="z") for article in whole])
    made = [question for article in whole for question in suggestions(library, [article.id]) if question.startswith("Who denies")]
    assert made == ["Who denies any leak at the sewage works?"] * 2


def test_disputes_come_first_and_gather_who_says_the_same(library: Index) -> None:
    found = disputes(library)
    assert found[0].denied_by
    by_claim = {dispute.claim: dispute for dispute in found}
    deal = next(dispute for claim, dispute in by_claim.items() if "arms deal" in claim)
    assert deal.denied_by == ("Moscow", "Tehran")
    assert deal.asserted_by == ()
    shot = next(dispute for claim, dispute in by_claim.items() if "shot down" in claim)
    assert set(shot.asserted_by) == {"Ukrainian military", "Yuri Ihnat"}
    assert len(disputes(library, at_most=2)) == 2


def test_disputes_with_both_sides_lead(library: Index) -> None:
    article = from_text(
        "Fire in Amsel\n\nMayor Ingrid Solheim said that the fire destroyed seven cranes.\n\n"
        "Harbour chief Olav Brekke denied that the fire destroyed seven cranes.\n\nThe police said that the road was closed.\n"
    )
    library.add([replace(article, origin="x")])
    first = disputes(library, [article.id])[0]
    assert first.asserted_by == ("Ingrid Solheim",)
    assert first.denied_by == ("Olav Brekke",)


def test_who_says_that_there_is_none_asserts_that_and_denies_what_there_is(library: Index) -> None:
    article = from_text(
        "Leak at Elsdon\n\nThe council said that the dairy had killed the trout. The dairy rejected the accusation.\n\n"
        'Sofia Lind said that there was a leak at the sewage works. "There is no leak at the sewage works," said Gregor Tait.\n'
    )
    library.add([replace(article, origin="y")])
    sides = [(dispute.asserted_by, dispute.denied_by) for dispute in disputes(library, [article.id])]
    assert sorted(sides) == [(("Sofia Lind",), ("Gregor Tait",)), (("council",), ("dairy",))]
