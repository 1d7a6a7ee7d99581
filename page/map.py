"""The map of a dispute as SVG: speakers against claims, a dot for each who asserts, a cross for each who denies."""

import io
import re
import textwrap
import warnings
from collections.abc import Sequence

from assistant.disputes import Dispute, Part, words
from page.record import Place
from page.voices import DOES
from page.words import attribute, label, place

MARKS = {"asserts": ("o", "#2f6db0"), "denies": ("X", "#c0392b")}
"""The mark and the colour of each stance."""
INK, LINE = "#22262b", "#c9c5ba"
MOST_SPEAKERS = 12
"""Columns; who takes part in most claims comes first."""
NAME, CLAIM = 26, 46
"""Characters of a name, and of a line of a claim."""
COLUMN, ROW, LEFT, TOP, FOOT = 0.42, 0.52, 3.4, 1.5, 0.5
"""Inches."""


def drawn(disputes: Sequence[Dispute]) -> str:
    """The map; every mark leads to the words it stands for. Colours of text and lines are the page's own."""
    speakers = _speakers(disputes)
    marks = [(speakers.index(p.speaker), row, p) for row, d in enumerate(disputes) for p in d.parts if p.speaker in speakers]
    marks = list({(x, y, part.stance): (x, y, part) for x, y, part in reversed(marks)}.values())[::-1]
    svg = _linked(_svg(disputes, speakers, marks), [part for _, _, part in marks])
    spoken = attribute(f"Map of the dispute: {len(speakers)} speakers, {len(disputes)} claims; the list below says the same", 200)
    return svg.replace("<svg ", f'<svg role="group" aria-label="{spoken}" ', 1)


def _speakers(disputes: Sequence[Dispute]) -> list[str]:
    named = [speaker for d in disputes for speaker, _ in dict.fromkeys((part.speaker, part.stance) for part in d.parts)]
    return sorted(dict.fromkeys(named), key=lambda name: -named.count(name))[:MOST_SPEAKERS]


def _svg(disputes: Sequence[Dispute], speakers: Sequence[str], marks: Sequence[tuple[int, int, Part]]) -> str:
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    width, height = LEFT + COLUMN * len(speakers) + 0.9, TOP + ROW * len(disputes) + FOOT
    figure = Figure(figsize=(width, height), facecolor="none")
    axes = figure.add_axes(
        (LEFT / width, FOOT / height, COLUMN * len(speakers) / width, ROW * len(disputes) / height), facecolor="none"
    )
    axes.set(xlim=(-0.5, len(speakers) - 0.5), ylim=(len(disputes) - 0.5, -0.5))
    axes.spines[:].set_visible(False)
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(speakers)), [label(n, NAME) for n in speakers], rotation=40, ha="left", parse_math=False)
    rows = ["\n".join(textwrap.wrap(label(d.claim, 2 * CLAIM), CLAIM)[:2]) for d in disputes]
    axes.set_yticks(range(len(disputes)), rows, parse_math=False)
    axes.tick_params(length=0, labelsize=9, colors=INK)
    axes.grid(color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    for number, (x, y, part) in enumerate(marks):
        shape, colour = MARKS[part.stance]
        both = sum((x, y) == (other_x, other_y) for other_x, other_y, _ in marks) > 1
        shift = (0.18 if part.stance == "denies" else -0.18) if both else 0
        axes.scatter([x + shift], [y], s=110, marker=shape, color=colour, linewidths=0, urls=[f"#mark{number}"], zorder=3)
    for number, (does, (shape, colour)) in enumerate(zip(("says so", "denies it"), MARKS.values(), strict=True)):
        figure.text((0.25 + 1.2 * number) / width, 0.16 / height, does, color=INK, fontsize=9)
        figure.add_artist(_key(0.13 + 1.2 * number, width, height, shape, colour))
    with (
        mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "onrecord", "font.family": "sans-serif"}),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore", UserWarning)  # letters that the measuring font lacks: the browser's fonts draw them
        FigureCanvasSVG(figure).print_svg(  # type: ignore[no-untyped-call]
            written := io.StringIO(), metadata={"Date": None, "Creator": "Onrecord"}
        )
    text = written.getvalue()
    return text[text.index("<svg") :]


def _key(left: float, width: float, height: float, shape: str, colour: str):  # type: ignore[no-untyped-def]  # matplotlib has none
    from matplotlib.lines import Line2D

    return Line2D([left / width], [0.2 / height], marker=shape, color=colour, markersize=9, linewidth=0, markeredgewidth=0)


def _linked(svg: str, parts: Sequence[Part]) -> str:
    """The marks as buttons that lead to their words, and text and lines in the page's own colours."""

    def button(match: re.Match[str]) -> str:
        part = parts[int(match[1])]
        statement = part.statement
        whole = statement.content[0].article.span(statement.content[0].start, statement.content[-1].end)
        whose = f"{part.speaker} {DOES[part.stance]}"
        spoken = attribute(f"{whose}: {words(statement)}", 300)
        return f'<g class="dot" role="button" tabindex="0" aria-label="{spoken}" {place(Place.of(whole), whose)}>'

    svg = re.sub(r'<a xlink:href="#mark(\d+)"[^>]*>', button, svg).replace("</a>", "</g>")
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", svg, flags=re.DOTALL)  # a style would hold for the page
    return svg.replace(INK, "currentColor")
