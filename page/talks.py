"""The list of conversations: open, rename, take along, delete."""

from collections.abc import Sequence

from page.record import Talk
from page.words import attribute, label, shown

TOOLS = (("rename", "Rename"), ("markdown", "Export as Markdown"), ("json", "Export as JSON"), ("delete", "Delete"))


def talks(known: Sequence[Talk], current: str) -> str:
    """The conversations, the latest first."""
    rows = "".join(_row(talk, talk.id == current) for talk in known)
    none = "" if rows else '<p class="hint">None yet. Yours are kept on this machine, for you alone.</p>'
    here = f'<span hidden data-current="{attribute(current)}"></span>'
    return (
        f'{here}<h2>Conversations</h2><button type="button" data-new>New conversation</button><ul id="talks-list">{rows}</ul>{none}'
    )


def _row(talk: Talk, current: bool) -> str:
    name = attribute(talk.name, 60)
    tools = "".join(f'<button type="button" data-do="{do}" aria-label="{word}: {name}">{word}</button>' for do, word in TOOLS)
    return (
        f'<li data-talk="{attribute(talk.id)}" data-name="{name}"><button type="button" class="title" data-pick'
        f"{' aria-current=true' * current}><bdi>{shown(label(talk.name, 60))}</bdi></button>"
        f'<details><summary aria-label="More: {name}">⋯</summary><div class="menu">{tools}</div></details></li>'
    )
