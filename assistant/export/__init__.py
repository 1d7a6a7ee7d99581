"""Results in the formats that other programs and people read, one file per format; `FORMATS` in `formats.py` lists them."""

from assistant.export.fields import answer, article, dumps, report, span, statement

__all__ = ["answer", "article", "dumps", "report", "span", "statement"]
