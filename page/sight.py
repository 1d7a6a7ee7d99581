"""What one tab of a browser looks at."""

from dataclasses import dataclass, field

from page.sessions import fresh_id


@dataclass(frozen=True, slots=True)
class Sight:
    """The conversation, the articles asked (none: all), the one being read, and how much of the library is listed."""

    talk: str = field(default_factory=fresh_id)
    scope: tuple[str, ...] = ()
    reading: str = ""
    find: str = ""
    listed: int = 30
    """Articles listed until more are asked for: the page stays light however many there are."""
