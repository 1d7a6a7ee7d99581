"""Kept validators for every export: JSON Schema, JSON-LD expansion (PyLD) with SHACL shapes (pySHACL), an HTML parser, CSV."""

import csv
import io
import json
import warnings
from pathlib import Path
from typing import Any

import pyshacl
from html5lib import HTMLParser
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from pyld import jsonld
from rdflib import Graph

import assistant.export as package

SCHEMA = json.loads((Path(package.__file__).parent / "schema.json").read_text(encoding="utf-8"))

# The terms of the two vocabularies that are exported, so that expansion needs no network and fails on any other term.
OA = "http://www.w3.org/ns/oa#"
CONTEXTS: dict[str, dict[str, Any]] = {
    "http://www.w3.org/ns/anno.jsonld": {
        "@version": 1.1,
        "id": {"@id": "@id", "@type": "@id"},
        "type": {"@id": "@type", "@type": "@vocab"},
        **{
            name: f"{OA}{name}" for name in ("Annotation", "TextQuoteSelector", "TextPositionSelector", "exact", "prefix", "suffix")
        },
        **{name: f"{OA}{name}" for name in ("linking", "assessing", "identifying")},
        "TextualBody": f"{OA}TextualBody",
        "AnnotationPage": "http://www.w3.org/ns/activitystreams#OrderedCollectionPage",
        "items": {"@id": "http://www.w3.org/ns/activitystreams#items", "@type": "@id", "@container": "@list"},
        "motivation": {"@id": f"{OA}motivatedBy", "@type": "@vocab"},
        "body": {"@id": f"{OA}hasBody", "@type": "@id"},
        "target": {"@id": f"{OA}hasTarget", "@type": "@id"},
        "source": {"@id": f"{OA}hasSource", "@type": "@id"},
        "selector": {"@id": f"{OA}hasSelector", "@type": "@id"},
        "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
        "format": "http://purl.org/dc/elements/1.1/format",
        "language": "http://purl.org/dc/elements/1.1/language",
        "start": {"@id": f"{OA}start", "@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"},
        "end": {"@id": f"{OA}end", "@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"},
    },
    "https://schema.org": {"@vocab": "https://schema.org/", "url": {"@type": "@id"}},
}

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix s: <https://schema.org/> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a sh:NodeShape ; sh:targetClass s:ClaimReview ;
  sh:property [ sh:path s:claimReviewed ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:string ; sh:minLength 1 ] ;
  sh:property [ sh:path s:author ; sh:minCount 1 ; sh:class s:Organization ] ;
  sh:property [ sh:path s:itemReviewed ; sh:minCount 1 ; sh:maxCount 1 ; sh:class s:Claim ] ;
  sh:property [ sh:path s:reviewRating ; sh:minCount 1 ; sh:maxCount 1 ; sh:class s:Rating ] ;
  sh:property [ sh:path s:citation ; sh:class s:Quotation ] .
[] a sh:NodeShape ; sh:targetClass s:Rating ;
  sh:property [ sh:path s:alternateName ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:string ] ;
  sh:property [ sh:path s:ratingExplanation ; sh:minCount 1 ] .
[] a sh:NodeShape ; sh:targetClass s:Claim ;
  sh:property [ sh:path s:text ; sh:minCount 1 ; sh:maxCount 1 ] ;
  sh:property [ sh:path s:author ; sh:or ( [ sh:class s:Person ] [ sh:class s:Organization ] ) ] ;
  sh:property [ sh:path s:appearance ; sh:class s:NewsArticle ] .
[] a sh:NodeShape ; sh:targetClass s:Quotation ;
  sh:property [ sh:path s:text ; sh:minCount 1 ; sh:minLength 1 ] ;
  sh:property [ sh:path s:isPartOf ; sh:minCount 1 ; sh:class s:NewsArticle ] .
[] a sh:NodeShape ; sh:targetClass oa:Annotation ;
  sh:property [ sh:path oa:hasTarget ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ;
  sh:property [ sh:path oa:hasBody ; sh:minCount 1 ; sh:class oa:TextualBody ] ;
  sh:property [ sh:path oa:motivatedBy ; sh:minCount 1 ; sh:in ( oa:linking oa:assessing oa:identifying ) ] ;
  sh:property [ sh:path ( oa:hasTarget oa:hasSource ) ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path ( oa:hasTarget oa:hasSelector ) ; sh:minCount 2 ; sh:maxCount 2 ] .
[] a sh:NodeShape ; sh:targetClass oa:TextQuoteSelector ;
  sh:property [ sh:path oa:exact ; sh:minCount 1 ; sh:maxCount 1 ; sh:minLength 1 ] ;
  sh:property [ sh:path oa:prefix ; sh:minCount 1 ; sh:maxCount 1 ] ;
  sh:property [ sh:path oa:suffix ; sh:minCount 1 ; sh:maxCount 1 ] .
[] a sh:NodeShape ; sh:targetClass oa:TextPositionSelector ;
  sh:property [ sh:path oa:start ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger ] ;
  sh:property [ sh:path oa:end ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger ] .
"""
_SHAPES = Graph().parse(data=SHAPES, format="turtle")


def valid_json(text: str) -> dict[str, Any]:
    """The result, which is as schema.json says."""
    content = json.loads(text)
    Draft202012Validator(SCHEMA).validate(content)
    return dict(content)


def valid_linked(text: str) -> dict[str, Any]:
    """The JSON-LD, whose every term is of its vocabulary and whose graph fits the shapes."""
    content = json.loads(text)
    quads = jsonld.to_rdf(content, {"format": "application/n-quads", "documentLoader": _context})
    known = {name.split(":")[-1] for name in CONTEXTS[content["@context"]]}
    if content["@context"].endswith("anno.jsonld"):
        assert set(_keys(content)) <= known | {"@context"}, set(_keys(content)) - known
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # between rdflib and pySHACL, not ours
        conforms, _, report = pyshacl.validate(Graph().parse(data=quads, format="nt"), shacl_graph=_SHAPES)
    assert conforms, report
    return dict(content)


def valid_page(text: str) -> Any:
    """The tree of the page, which an HTML5 parser reads without a mistake, and which fetches and runs nothing."""
    tree = HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    for element in tree.iter():
        assert element.tag not in ("script", "iframe", "img", "link", "object", "form")
        assert not [name for name in element.attrib if name.startswith("on") or name == "src"]
    return tree


def valid_table(text: str) -> list[dict[str, str]]:
    """The rows, each with every column."""
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert all(None not in row and None not in row.values() for row in rows)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    return rows


def valid_markdown(text: str) -> str:
    """The page that the Markdown makes, which holds no HTML of an article's."""
    tokens = MarkdownIt().enable("table").parse(text)
    inner = [child for token in tokens for child in (token, *(token.children or ()))]
    assert not [token for token in inner if token.type in ("html_inline", "html_block", "image", "fence", "code_block")]
    return "".join(token.content for token in inner if token.type == "text")


def _context(url: str, _: object) -> dict[str, Any]:
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": CONTEXTS[url.rstrip("/")]}}


def _keys(content: Any) -> list[str]:
    if isinstance(content, dict):
        return [*content, *(key for value in content.values() for key in _keys(value))]
    return [key for each in content for key in _keys(each)] if isinstance(content, list) else []


VALIDATORS = {
    "json": valid_json,
    "markdown": valid_markdown,
    "html": valid_page,
    "csv": valid_table,
    "claimreview": valid_linked,
    "annotation": valid_linked,
}
