"""Many users of one server, each with an article of their own whose words no other has: what they ask, and what they are told."""

import asyncio
import re
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from index.types import Article

NAMES = ("Quell", "Brand", "Corso", "Danjuma", "Ekholm", "Farrow", "Grieco", "Hanlon", "Ibarra", "Jansen")
TRAFFIC = {"ask": 40, "verify": 25, "who": 20, "search": 15}
"""Of a hundred requests."""
LONGEST = 180.0
"""Seconds that a user waits for an answer."""


@dataclass(frozen=True, slots=True)
class User:
    """A user by number, with the id of their article; `mark` is the word that only that article has."""

    number: int
    article: str = ""

    @property
    def mark(self) -> str:
        """As in "Tarnvale7x": neither the beginning nor a part of another's."""
        return f"Tarnvale{self.number}x"

    @property
    def name(self) -> str:
        """The mayor's, who speaks in their article alone."""
        return f"{NAMES[self.number % len(NAMES)]}son-{self.mark}"

    def text(self, company: Article) -> str:
        """Their article: a paragraph of its own before that of a real one."""
        return (
            f"Flood near {self.mark}\n\nMayor Ada {self.name} said on Monday that the {self.mark} dam had held. "
            f'"Nobody at {self.mark} was hurt," {self.name} said. The governor of {self.mark} denied that the dam had failed.'
            f"\n\n{company.text}"
        )

    def request(self, random: Random) -> tuple[str, dict[str, Any]]:
        """A kind of request and what is sent."""
        kind = random.choices(list(TRAFFIC), list(TRAFFIC.values()))[0]
        only = {"articles": [self.article]}
        return kind, only | {
            "ask": {"question": random.choice((f"Did the {self.mark} dam hold?", f"What did {self.name} say?", "Who was hurt?"))},
            "verify": {"claim": random.choice((f"The {self.mark} dam has failed.", f"{self.name} said that nobody was hurt."))},
            "who": random.choice(({"speaker": self.name}, {"about": "the dam"}, {"stance": "denies"})),
            "search": {"query": random.choice(("Was anybody hurt at the dam?", f"the mayor of {self.mark}"))},
        }[kind]


@dataclass(slots=True)
class Told:
    """What users were told: seconds of the answers by kind, how many were told to come again, what else went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in TRAFFIC})
    busy: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    mixed: list[str] = field(default_factory=list)
    health: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """All of it, counted."""
        every = [one for some in self.seconds.values() for one in some]
        requests = len(every) + self.busy + sum(self.errors.values())
        return {
            "requests": requests,
            "answers": len(every),
            "busy": self.busy,
            "busy_share": round(self.busy / max(1, requests), 4),
            "errors": dict(self.errors),
            "mixed": self.mixed[:10],
            "seconds": quantiles(every),
            "by_kind": {kind: quantiles(some) for kind, some in self.seconds.items()},
            "health_seconds": quantiles(self.health),
        }


def quantiles(seconds: Sequence[float]) -> dict[str, float]:
    """How many, the median, the 95th percentile and the most.

    >>> quantiles([1.0, 2.0, 3.0])
    {'count': 3, 'p50': 2.0, 'p95': 2.9, 'most': 3.0}
    """
    if len(seconds) < 2:
        return {"count": len(seconds)}
    p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
    numbers = {"p50": statistics.median(seconds), "p95": p95, "most": max(seconds)}
    return {"count": len(seconds), **{name: round(number, 3) for name, number in numbers.items()}}


def foreign(user: User, said: str) -> list[str]:
    """The marks in what a user was told that are not theirs."""
    return sorted(set(re.findall(r"Tarnvale\d+x", said)) - {user.mark})


@dataclass(frozen=True, slots=True)
class Visit:
    """How users visit: until when, with what pause between two requests, and where it is noted what they are told."""

    client: httpx.AsyncClient
    until: float
    think: tuple[float, float]
    told: Told = field(default_factory=Told)

    async def live(self, user: User) -> None:
        """A user's requests, until the time is over."""
        random = Random(user.number)
        await asyncio.sleep(random.uniform(0, self.think[1]))
        while time.monotonic() < self.until:
            pause = await ask(self.client, user, *user.request(random), self.told)
            await asyncio.sleep(pause or random.uniform(*self.think))


async def crowd(address: str, articles: Sequence[str], seconds: float, think: tuple[float, float]) -> Told:
    """Users, one for each article, for so many seconds."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=LONGEST, limits=limits) as client:
        visit = Visit(client, time.monotonic() + seconds, think)
        users = [visit.live(User(number, article)) for number, article in enumerate(articles)]
        await asyncio.gather(watch(client, visit.until, visit.told), *users)
    return visit.told


async def ask(client: httpx.AsyncClient, user: User, kind: str, sent: dict[str, Any], told: Told) -> float:
    """A request; gives the seconds after which the user is told to come again, 0 when they were answered."""
    begun = time.monotonic()
    try:
        answer = await client.post(f"/v1/{kind}", json=sent)
    except httpx.HTTPError as error:
        told.errors[type(error).__name__] += 1
        return 0.0
    if answer.status_code == 503 and answer.json()["error"].startswith("busy"):
        told.busy += 1
        return float(answer.headers["retry-after"])
    if answer.status_code != 200:
        told.errors[f"{answer.status_code} {answer.text[:100]}"] += 1
        return 0.0
    told.seconds[kind].append(time.monotonic() - begun)
    if others := foreign(user, answer.text):
        told.mixed.append(f"{user.mark} was told of {', '.join(others)} ({kind} {sent})")
    return 0.0


async def watch(client: httpx.AsyncClient, until: float, told: Told) -> None:
    """Asks every second whether the server is well."""
    while time.monotonic() < until:
        begun = time.monotonic()
        try:
            (await client.get("/health")).raise_for_status()
            told.health.append(time.monotonic() - begun)
        except httpx.HTTPError as error:
            told.errors[f"health: {type(error).__name__}"] += 1
        await asyncio.sleep(1)
