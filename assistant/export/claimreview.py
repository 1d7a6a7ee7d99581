"""Verdicts as ClaimReview (schema.org, JSON-LD): what fact-checkers publish and search engines read.

A rating here says what the articles report, not what is true; its `ratingExplanation` says so in words.
"""

from typing import Any

from assistant.explain import explanation
from assistant.export.fields import dumps
from assistant.export.links import link
from assistant.export.results import Result
from assistant.types import Label, Report, Verdict
from index.attribution.gender import is_first_name
from index.errors import UserError
from index.types import Article

RATINGS: dict[Label, str] = {
    "supported": "Supported by the articles",
    "refuted": "Refuted by the articles",
    "attributed": "Attributed: quoted sources say so",
    "denied": "Denied by quoted sources",
    "contested": "Contested: some say so, others deny it",
    "misattributed": "Misattributed: somebody else said it",
    "not_found": "Not found in the articles",
}
REVIEWER = {"@type": "Organization", "name": "Onrecord"}


def write(result: Result) -> str:
    """A JSON-LD graph with a ClaimReview for each claim that was judged. Raises UserError where there is no verdict."""
    if not isinstance(result, Report):
        raise UserError('only verdicts can be written as "claimreview": use it with: onrecord verify')
    reviews = [review(verdict) for verdict in result.verdicts if verdict.label]
    return dumps({"@context": "https://schema.org", "@graph": reviews})


def review(verdict: Verdict) -> dict[str, Any]:
    """The ClaimReview of a verdict that has a label."""
    label: Label = verdict.label or "not_found"
    asserted = [evidence for evidence in verdict.evidence if evidence.stance == "asserts"]
    claim: dict[str, Any] = {"@type": "Claim", "text": verdict.claim.content}
    authors = [verdict.claim.speaker] if verdict.claim.speaker else list(verdict.asserted_by)
    if authors:
        claim["author"] = [_author(name) for name in authors]
    if asserted:
        claim["appearance"] = [_work(article) for article in {e.span.article.id: e.span.article for e in asserted}.values()]
    return {
        "@type": "ClaimReview",
        "claimReviewed": verdict.claim.text,
        "author": REVIEWER,
        "itemReviewed": claim,
        "reviewRating": {"@type": "Rating", "alternateName": RATINGS[label], "ratingExplanation": explanation(verdict)},
        "citation": [
            {
                "@type": "Quotation",
                "text": evidence.span.text,
                "isPartOf": _work(evidence.span.article),
                **({"spokenByCharacter": _author(evidence.speaker)} if evidence.speaker else {}),
                **({"url": address} if (address := link(evidence.span)) else {}),
            }
            for evidence in verdict.evidence
        ],
    }


def _author(name: str) -> dict[str, Any]:
    """A person where the name begins with a first name, else an organisation, which governments and capitals are too."""
    return {"@type": "Person" if is_first_name(name.strip().partition(" ")[0]) else "Organization", "name": name}


def _work(article: Article) -> dict[str, Any]:
    imprint = article.imprint
    known: dict[str, Any] = {
        "url": imprint.link,
        "datePublished": imprint.date,
        "author": {"@type": "Person", "name": imprint.author} if imprint.author else None,
        "publisher": {"@type": "Organization", "name": imprint.outlet} if imprint.outlet else None,
    }
    return {
        "@type": "NewsArticle",
        "identifier": article.id,
        "headline": article.title,
        **{name: value for name, value in known.items() if value},
    }
