"""Words in quotation marks, and texts whose marks, dashes and spaces are made alike."""

import re

_DOUBLE = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»")
_SINGLE = re.compile(r"(?<!\w)[‘'](?P<words>\w.*?)[’'](?!\w)")
_FOLDS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " "})


def quoted(text: str) -> list[str]:
    """The words in quotation marks of any kind.

    >>> quoted('She said "it’s ours" and ‘not theirs’.')
    ['it’s ours', 'not theirs']
    """
    double = [next(filter(None, groups)) for groups in _DOUBLE.findall(text)]
    return double + [match["words"] for match in _SINGLE.finditer(_DOUBLE.sub(" ", text))]


def fold(text: str) -> str:
    """The text with quotation marks, dashes and white space made alike.

    >>> fold("“Not  a penny” – he said")
    '"Not a penny" - he said'
    """
    return " ".join(text.translate(_FOLDS).split())
