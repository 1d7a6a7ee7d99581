"""Files that articles come in, and worse: name, bytes, and the text that is stored (None: refused)."""

from typing import NamedTuple

PLAIN = "Talks fail\n\nThe “talks” failed – again – at the café.\n\nNobody was surprised.\n"


class File(NamedTuple):
    """A file's name and content, and the text of the article in it."""

    name: str
    content: bytes
    text: str | None


FILES = {
    "plain": File("a.txt", PLAIN.encode(), PLAIN),
    "byte order mark": File("a.txt", b"\xef\xbb\xbf" + PLAIN.encode(), PLAIN),
    "CRLF": File("a.txt", PLAIN.replace("\n", "\r\n").encode(), PLAIN),
    "CR": File("a.txt", PLAIN.replace("\n", "\r").encode(), PLAIN),
    "UTF-16 little end": File("a.txt", b"\xff\xfe" + PLAIN.encode("utf-16-le"), PLAIN),
    "UTF-16 big end": File("a.txt", b"\xfe\xff" + PLAIN.encode("utf-16-be"), PLAIN),
    "latin-1": File("a.txt", b"Caf\xe9 closes\n\n" + b"The owner says it was never worth it. " * 9, None),
    "Windows-1252": File("a.txt", (PLAIN + "More words, all of them ASCII. " * 9).encode("cp1252"), None),
    "Windows-1251": File("a.txt", ("Президент заявил, что переговоры провалились.\n\n" * 3).encode("cp1251"), None),
    "one bad byte": File("a.txt", PLAIN.encode().replace(b"at", b"a\xfft"), PLAIN.replace("at", "a\ufffdt")),
    "cut in a character": File("a.txt", (PLAIN + "”").encode()[:-1], PLAIN + "\ufffd"),
    "form feed, NEL, line separator": File("a.txt", "One\x0ctwo.\x85Three\u2028four\u2029five.\x1csix\x0b.".encode(), None),
    "no-break and zero-width spaces": File("a.txt", "Head\u00a0line\n\n\u200bBody\u202ftext.\u3000End.".encode(), None),
    "right to left": File("a.txt", "נכשלו השיחות\n\nהשיחות “נכשלו” שוב.\u200f".encode(), None),
    "unbalanced quotes": File("a.txt", '"Never\n\n"Never again, “he said. «Or\n\n\'else”'.encode(), None),
    "only a headline": File("a.txt", b"Talks fail", None),
    "one word": File("a.txt", b"x", None),
    "emoji and combining": File("a.txt", "👩‍👩‍👧 Zu\u0308rich\n\n🇺🇦 wins.".encode(), None),
}
"""Text files; where the text is None it is the file's, decoded by the encoding in ENCODINGS."""

ENCODINGS = {"latin-1": "latin-1", "Windows-1252": "cp1252", "Windows-1251": "cp1251"}

REFUSED = {
    "empty": b"",
    "white space": b" \n\t\r\n ",
    "byte order mark alone": b"\xef\xbb\xbf",
    "NULs": b"\0" * 100,
    "PNG": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\6\0\0\0",
    "ZIP": b"PK\3\4\x14\0\x06\0\x08\0\0\0!\0\xb5" + bytes(range(256)) * 4,
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 4,
    "UTF-16 without mark": PLAIN.encode("utf-16-le"),
}

LINES = {
    "words": "word " * 2_000_000,
    "one word": "x" * 10_000_000,
    "spaces": "x" + " " * 10_000_000 + "y",
    "open quotes": '"a. ' * 100_000,
    "sentences": "He said. " * 100_000,
    "trailing spaces": "Head\n\nA" + " " * 1_000_000 + "\n\nB",
}
"""Texts whose lines are far longer than any article's."""

MARKDOWN = """---
title: Not shown
---
# Talks *fail*

The [talks](https://example.org) failed <b>again</b>,<br>said **Kirby** &amp; others
in a line that goes on.

<div class="advert">
<script>alert("never shown")</script>Seen
</div>
<!-- never shown -->

| Who | What |
|-----|------|
| Kirby | says so |
| | denies |

- Kyiv
- Kyiv denies

![A caption](a.png)

```
code
```
"""
SHOWN = """Talks fail

The talks failed again, said Kirby & others in a line that goes on.

Seen

Who | What

Kirby | says so

denies

Kyiv

Kyiv denies

A caption

code"""

WRAPPED = """Talks fail

The talks between the two countries failed on Monday
after three days, a spokesman for the ministry said in
a statement, and no date was set for another round.

"We are disappointed," he said, and he added that the
other side was to blame for that."""
