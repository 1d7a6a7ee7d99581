"""Makes models/names: which first names, and which endings of first names, are women's or men's.

The names come from the package nomquamgender 0.1.4 (MIT), which joined 36 public name registers; it is not a dependency:

    pip download --no-deps nomquamgender==0.1.4
    python -m training.first_names nomquamgender-0.1.4-py3-none-any.whl
"""

import argparse
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from index.attribution.gender import Gender, ending_gender
from index.onnx import MODELS

COUNT, SOURCES = 2000, 5
"""People and registers that a name needs to be listed itself."""
SURE = 0.9
"""Share of its bearers that makes a listed name a woman's or a man's."""
RARE = 20
"""People that a name needs to count for its ending."""
SHARE, NAMES, LONGEST = 0.8, 40, 6
"""Share of the names with an ending that decides its gender, the names it needs, and its longest length."""


def main() -> None:
    """Read the wheel and write the two lists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--out", type=Path, default=MODELS / "names" / "names.txt")
    options = parser.parse_args()
    rows = {name: row for name, row in read(options.wheel).items() if re.fullmatch("[a-z]+", name)}
    names = {name: side(row[2], SURE) for name, row in rows.items() if row[0] >= SOURCES and row[1] >= COUNT}
    shares = {name: row[2] for name, row in rows.items() if row[1] >= RARE}
    held_out = {name: share for place, (name, share) in enumerate(sorted(shares.items())) if place % 10 == 0}
    report(held_out, dict(endings({name: share for name, share in shares.items() if name not in held_out})))
    found = {**names, **dict(endings(shares))}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text("".join(f"{gender} {name}\n" for name, gender in sorted(found.items())), encoding="utf-8")
    print(f"{len(names)} names and {len(found) - len(names)} endings, {options.out.stat().st_size} bytes, in {options.out}")


def read(wheel: Path) -> Mapping[str, tuple[int, int, float]]:
    """Every name with its registers, its bearers and the share of women among them."""
    with zipfile.ZipFile(wheel) as archive:
        rows = json.loads(archive.read("nomquamgender/name_data.json"))
    return {name: (row[0], row[1], row[2]) for name, row in rows.items()}


def side(share: float, sure: float) -> Gender:
    """f, m, or u where neither has a share of `sure`."""
    return "f" if share >= sure else "m" if share <= 1 - sure else "u"


def endings(shares: Mapping[str, float]) -> Iterator[tuple[str, Gender]]:
    """Endings ("-ina") with the gender of most names that have them, where a shorter one does not say the same already."""
    women, all_names = Counter[str](), Counter[str]()
    for name, share in shares.items():
        for length in range(1, LONGEST + 1):
            ending = f"-{name[-length:]}" if length <= len(name) else ""
            women[ending] += share >= 0.5
            all_names[ending] += 1
    kept: dict[str, Gender] = {}
    for ending in sorted(all_names, key=lambda ending: (len(ending), ending)):
        gender = side(women[ending] / all_names[ending], SHARE)
        if ending and all_names[ending] >= NAMES and gender != ending_gender(ending[2:], kept):
            kept[ending] = gender
            yield ending, gender


def report(shares: Mapping[str, float], known: Mapping[str, Gender]) -> None:
    """Print how often the endings are right on names that they were not made from."""
    clear = {name: side(share, SURE) for name, share in shares.items() if side(share, SURE) != "u"}
    said = {name: ending_gender(name, known) for name in clear}
    decided = [name for name in clear if said[name] != "u"]
    right = sum(said[name] == clear[name] for name in decided)
    print(f"held out: {len(clear)} names, decided {len(decided) / len(clear):.3f}, of those right {right / len(decided):.3f}")


if __name__ == "__main__":
    main()
