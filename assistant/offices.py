"""What people are and whom they speak for, by the forms in which an article names them: "the bank's director, Ada Quell"."""

import re
from collections.abc import Iterator

from index.lexical import STOPWORDS

_ROLE = r"(?P<role>(?:[\w’'-]+ )*[\w’'-]+),? {name}"
_WHOSE = re.compile(r"^(?:(?:[Tt]he|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur|[Aa]n?) |.*[\w]+(?:['’]s|s['’]) )+")
_FURTHER = re.compile(r" (?:of|in|for|at|to|from|with|on|calling) .*$")
_EMPLOYED = (
    r"(?P<whose>.+?)(?:['’]s|(?<=s)['’]) [\w’' -]+?,? {name}$",
    r"(?:[Tt]he )?(?P<whose>[A-Z][\w’'&.-]*(?: [A-Z&][\w’'&.-]*)*) (?:[a-z][\w’'-]*,? )+{name}$",
    r"{name}, (?:an? |the )?[\w’' -]+? (?:for|of|at) (?P<whose>.+)$",
)
"""The bank's director, Ada Quell; Toyota director Ada Quell; Ada Quell, a director of the bank."""


def roles(forms: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Each person with the word for what they are ("Mayor Edith Calloway": mayor), where that is told and nobody else's.

    Beside "the director, Ada Quell" and "the medical director, Bo Lind" the director is Ada Quell.

    >>> dict(roles({"Quell": ("Quell", "the town’s director, Quell"), "Lind": ("Lind", "its medical director, Lind")}))
    {'Quell': 'director'}
    """
    told: dict[str, dict[str, bool]] = {}
    for name, known in forms.items():
        for form in known[1:]:
            if match := re.match(_ROLE.format(name=re.escape(name)), form):
                words = _FURTHER.sub("", _WHOSE.sub("", match["role"])).split()
                if words and (role := words[-1].lower()) not in STOPWORDS:
                    own = told.setdefault(role, {})
                    own[name] = own.get(name, False) or len(words) == 1
    for role, names in told.items():
        plain = [name for name, alone in names.items() if alone] if len(names) > 1 else list(names)
        if len(plain) == 1:
            yield plain[0], role


def employers(forms: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each person with those whose officer they are, as called beside their name and by the name that the article gives them.

    >>> dict(employers({"Quell": ("Quell", "the bank’s director, Quell"), "Tarn Bank": ("Tarn Bank", "the bank")}))
    {'Quell': ('the bank', 'Tarn Bank')}
    """
    names = {form.casefold(): name for name, known in forms.items() for form in known}
    for name, known in forms.items():
        patterns = [pattern.format(name=re.escape(name)) for pattern in _EMPLOYED]
        found = next((match["whose"] for form in known[1:] for pattern in patterns if (match := re.match(pattern, form))), None)
        if found:
            yield name, tuple(dict.fromkeys((found, names.get(found.casefold(), found))))
