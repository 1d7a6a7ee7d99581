"""Mail (.eml): a newsletter or a press release, its plain text or else its HTML."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage

from index.errors import ArticleError
from index.loaders.blocks import parsed, parts
from index.loaders.compose import Part, compose
from index.loaders.text import blocks, decode
from index.types import Article, Imprint


def eml(content: bytes, origin: str) -> Iterator[Article]:
    """The article in a mail: its subject is the headline, its sender the author."""
    try:
        message = message_from_bytes(content, policy=policy.default)
        body = message.get_body(("plain", "html"))
        subject, sender, date = message["Subject"], message["From"], message["Date"]
        author = sender.addresses[0].display_name or sender.addresses[0].addr_spec if sender and sender.addresses else None
        when = date.datetime.isoformat() if date and date.datetime else None
        found = list(_parts(body, origin)) if isinstance(body, EmailMessage) else []
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        raise ArticleError(f'cannot read the mail "{origin}" ({error}): save its text as .txt and add that') from error
    yield compose(str(subject) if subject else None, found, origin, Imprint(author=author, date=when))


def _parts(body: EmailMessage, origin: str) -> Iterator[Part]:
    raw = body.get_payload(decode=True)
    text = decode(raw, origin) if isinstance(raw, bytes) and not body.get_content_charset() else str(body.get_content())
    if body.get_content_subtype() == "html":
        yield from parts(parsed(text))
    else:
        text = text.replace("\r\n", "\n")
        for number, (start, end) in enumerate(blocks(text), start=1):
            yield Part(text[start:end], f"paragraph {number}")
