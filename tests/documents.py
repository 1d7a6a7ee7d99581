"""The same small article in every format that is read."""

import io
import json
import zipfile

TITLE = "Talks fail"
PARAGRAPHS = ("The “talks” failed on Monday, the minister said.", "Nobody in Tarn was surprised by the news that came.")
AUTHOR, DATE, OUTLET, ADDRESS = "Ann Lee", "2024-03-05", "The Daily", "https://daily.example/talks"

PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>{TITLE} | {OUTLET}</title>
<meta property="og:site_name" content="{OUTLET}"><meta name="author" content="{AUTHOR}">
<meta property="article:published_time" content="{DATE}T10:00:00Z"><link rel="canonical" href="{ADDRESS}"></head>
<body><nav><a href="/">Home</a></nav><article><h1>{TITLE}</h1>{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}</article>
<script>alert(1)</script><footer>Cookies</footer></body></html>"""

FEED = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>{OUTLET}</title><item><title>{TITLE}</title><link>{ADDRESS}</link><dc:creator>{AUTHOR}</dc:creator>
<pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate>
<description>{"".join(f"&lt;p&gt;{p}&lt;/p&gt;" for p in PARAGRAPHS)}</description></item></channel></rss>"""

MAIL = (
    f"Subject: {TITLE}\r\nFrom: {AUTHOR} <ann@daily.example>\r\nDate: Tue, 05 Mar 2024 10:00:00 +0000\r\n"
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    + "\r\n\r\n".join(PARAGRAPHS)
)

ROW = {"title": TITLE, "text": "\n\n".join(PARAGRAPHS), "author": AUTHOR, "date": DATE, "source": OUTLET, "url": ADDRESS}
TABLE = "Title,Body,Author,Date,Source,URL\n" + ",".join(f'"{value}"' for value in ROW.values()) + "\n"


def docx() -> bytes:
    """A Word document with a table."""
    import docx

    document = docx.Document()
    document.core_properties.author = AUTHOR
    document.add_heading(TITLE, 0)
    for paragraph in PARAGRAPHS:
        document.add_paragraph(paragraph)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def pdf(*pages: str) -> bytes:
    """A PDF file with these pages, each under the same running head."""
    from fpdf import FPDF

    made = FPDF()
    made.set_font("Helvetica", size=12)
    made.set_author(AUTHOR)
    made.set_title(TITLE)
    for number, page in enumerate(pages, start=1):
        made.add_page()
        made.multi_cell(0, 6, f"{OUTLET} - page {number}\n\n{page}")
    return bytes(made.output())


def epub(page: str = PAGE.replace("Cookies", ""), package: str | None = None) -> bytes:
    """An EPUB file of one chapter."""
    opf = package or (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>{TITLE}</dc:title><dc:creator>{AUTHOR}</dc:creator><dc:date>{DATE}</dc:date>"
        f"<dc:publisher>{OUTLET}</dc:publisher></metadata><manifest>"
        '<item id="c" href="text/one%20.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="c"/></spine></package>'
    )
    members = {
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="book/b.opf"/></rootfiles></container>',
        "book/b.opf": opf,
        "book/text/one .xhtml": page,
    }
    return archive({name: text.encode() for name, text in members.items()})


def archive(members: dict[str, bytes]) -> bytes:
    """A ZIP archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return written.getvalue()


FORMATS = {
    "html": PAGE.encode(),
    "feed": FEED.encode(),
    "eml": MAIL.encode(),
    "jsonl": json.dumps(ROW).encode(),
    "json": json.dumps([ROW]).encode(),
    "csv": TABLE.encode(),
    "docx": docx(),
    "epub": epub(),
    "pdf": pdf(f"{TITLE}\n\n" + "\n\n".join(p.replace("“", '"').replace("”", '"') for p in PARAGRAPHS)),
}
