import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from hashing import FirstWords, HashingEmbedder

import index.index
from index.embed import MiniLM
from index.errors import ArticleError, StoreError
from index.index import Index
from index.load import from_text
from index.types import Article

ROOT = Path(__file__).parents[1]
TALKS = from_text("Talks fail\n\nThe talks failed on Monday.\n\nNobody in Kyiv was surprised.")
MARMALADE = from_text("Marmalade\n\nQuixotic marmalade is made in Seville.")
ZEBRAS = from_text("Zebras\n\nA zebra has stripes.")


def opened(folder: Path, name: str = HashingEmbedder.name) -> Index:
    return Index.open(folder, name, HashingEmbedder, create=True)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Index]:
    """A library of two short articles, with the hashing embedder."""
    with opened(tmp_path / "library") as made:
        made.add([TALKS, MARMALADE])
        yield made


def titles(index: Index, query: str) -> list[str]:
    return [hit.passage.article.title for hit in index.search(query)]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What does Iran offer Ukraine?", "bilateral talks"),
        ("How many drones has the Ukrainian military shot down?", "more than 300 Shahed-136"),
        ("Who is the spokesman of the US National Security Council?", "John Kirby"),
        ("What did Zelenskyy call the use of Iranian drones?", "declaration of bankruptcy"),
    ],
)
def test_seed_answers_are_among_the_first_passages(question: str, words: str, library: Index) -> None:
    assert any(words in hit.passage.text for hit in library.search(question, 3))


def test_hits_are_passages_of_the_library_best_first(library: Index, seed: Article) -> None:
    hits = library.search("drones", 50)
    assert {hit.passage for hit in hits} == set(library.passages(seed.id))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(library.search("drones", 2)) == 2


def test_search_stays_in_the_articles_given(small: Index) -> None:
    for article in (TALKS, MARMALADE):
        assert {hit.passage.article.id for hit in small.search("talks marmalade", 9, [article.id])} == {article.id}
    with pytest.raises(ArticleError, match='there is no article "none"'):
        small.search("talks", article_ids=["none"])


@pytest.mark.parametrize("query", ["", " \n", "\0", "?!", "of the", "\u202e", "x" * 10_000])
def test_search_takes_any_query(query: str, library: Index) -> None:
    assert all(hit.passage.text for hit in library.search(query))


def test_nothing_is_found_when_the_library_is_empty(tmp_path: Path) -> None:
    with opened(tmp_path / "library") as empty:
        assert empty.search("talks") == ()
        assert empty.articles == ()
        empty.reindex()


def test_files_stay_as_they_are_when_an_article_is_added_twice(small: Index, tmp_path: Path) -> None:
    files: Callable[[], dict[Path, bytes]] = lambda: {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    before, done = files(), []
    small.add([TALKS, MARMALADE, TALKS], done.append)
    assert sum(done) == 3
    assert files() == before


def test_progress_counts_every_article_when_they_are_written_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.index, "GROUP", 4)
    articles = [from_text(f"Article {n}\n\nIt says number {n}.") for n in range(10)]
    done: list[int] = []
    with opened(tmp_path / "library") as library:
        library.add(iter([*articles, articles[0]]), done.append)
        assert sum(done) == 11
        assert len(done) > 2
        assert {article.id for article in library.articles} == {article.id for article in articles}
        assert len(library.dense("number", 50)) == 10


def test_search_sees_what_was_added_and_removed_since(small: Index) -> None:
    assert "Zebras" not in titles(small, "zebra")
    small.add([ZEBRAS])
    assert titles(small, "zebra")[0] == "Zebras"
    small.remove(ZEBRAS.id)
    assert "Zebras" not in titles(small, "zebra")
    assert [article.id for article in small.articles] == sorted([TALKS.id, MARMALADE.id])


def test_search_finds_the_same_when_the_library_is_reindexed_or_opened_again(small: Index, tmp_path: Path) -> None:
    before, counted = small.search("marmalade on Monday"), []
    small.reindex(counted.append)
    assert sum(counted) == sum(len(small.passages(article.id)) for article in small.articles)
    assert small.search("marmalade on Monday") == before
    small.close()
    with opened(tmp_path / "library") as again:
        assert again.search("marmalade on Monday") == before


def test_embedder_is_refused_until_reindex_when_another_made_the_library(tmp_path: Path) -> None:
    with opened(tmp_path / "library") as library:
        library.add([TALKS])
    with opened(tmp_path / "library", "other") as library:
        for attempt in (lambda: library.add([MARMALADE]), lambda: library.search("talks")):
            with pytest.raises(StoreError, match=r'made by the embedder "hashing", not "other": .*onrecord reindex'):
                attempt()
        assert [article.id for article in library.articles] == [TALKS.id]
        library.reindex()
        assert titles(library, "talks") == ["Talks fail"]


def test_embedder_is_not_loaded_when_nothing_is_searched(small: Index, tmp_path: Path) -> None:
    small.close()

    def refuse() -> HashingEmbedder:
        raise AssertionError

    with Index.open(tmp_path / "library", HashingEmbedder.name, refuse) as library:
        library.find(TALKS.id)
        library.add([TALKS])
        library.remove(TALKS.id)
        assert [article.id for article in library.articles] == [MARMALADE.id]


def test_find_takes_the_beginning_of_an_id_when_it_is_of_one_article(small: Index) -> None:
    assert small.find(TALKS.id) == TALKS
    assert small.find("marm") == MARMALADE
    with pytest.raises(ArticleError, match='there is no article "zeb"'):
        small.find("zeb")
    with pytest.raises(ArticleError, match='there is no article ""'):
        small.find("")
    small.add([from_text("Marmalade again\n\nIt is made in Dundee.")])
    with pytest.raises(ArticleError, match=r'"marm" could be any of marmalade-.*, marmalade-.*: give more of the id'):
        small.find("marm")


def test_sentences_and_passages_are_refused_when_there_is_no_such_article(small: Index) -> None:
    for ask in (small.sentences, small.passages, small.remove):
        with pytest.raises(ArticleError, match='there is no article "none"'):
            ask("none")


def test_articles_beside_the_library_are_searched_alone_and_not_kept(small: Index) -> None:
    beside = small.beside([ZEBRAS])
    assert titles(beside, "zebra marmalade") == ["Zebras"]
    assert beside.embedder is small.embedder
    assert ZEBRAS.id not in [article.id for article in small.articles]
    for change in (lambda: beside.remove(ZEBRAS.id), beside.reindex):
        with pytest.raises(StoreError, match="are in no library: add them first"):
            change()


def test_searches_go_on_when_another_thread_adds_and_removes(small: Index) -> None:
    errors: list[Exception] = []

    def ask() -> None:
        try:
            for _ in range(30):
                assert "Talks fail" in titles(small, "talks on Monday")
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    threads = [Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        small.add([ZEBRAS])
        small.remove(ZEBRAS.id)
    for thread in threads:
        thread.join()
    assert errors == []


HEAVY = ("torch", "chromadb", "langchain", "langchain_core", "gradio", "onnxruntime", "transformers", "sentence_transformers")


@pytest.mark.parametrize("module", ["index", "assistant", "index.index", "index.load"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


@pytest.mark.parametrize("path", sorted((ROOT / "index").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_index_imports_nothing_from_assistant(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names = [node.module or ""]
        assert not {name.split(".")[0] for name in names} & {"assistant", "ui"}
        if "chromadb" in {name.split(".")[0] for name in names}:
            assert path.name in ("vectors.py", "server.py")


def test_minilm_finds_what_shares_no_word(tmp_path: Path, minilm: MiniLM) -> None:
    with Index.open(tmp_path / "library", minilm.name, lambda: minilm, create=True) as library:
        library.add([TALKS, MARMALADE, ZEBRAS])
        assert titles(library, "Which animal looks striped?")[0] == "Zebras"
        assert titles(library, "orange jam")[0] == "Marmalade"


def test_statements_are_kept_with_their_article(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with Index.open(folder, HashingEmbedder.name, HashingEmbedder, create=True, make_attributor=FirstWords) as index:
        index.add([TALKS, MARMALADE])
        found = index.statements()
        assert {statement.speaker for statement in found} == {"The", "Nobody", "Quixotic"}
        assert index.beside([TALKS]).statements() == index.statements([TALKS.id])
    with opened(folder) as index:
        assert index.statements() == found
        assert [s.speaker for s in index.statements([MARMALADE.id])] == ["Quixotic"]
        index.remove(TALKS.id)
        assert index.statements() == index.statements([MARMALADE.id])
        with pytest.raises(ArticleError, match=TALKS.id):
            index.statements([TALKS.id])


def test_reindexing_reads_statements_anew(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with opened(folder) as index:
        index.add([TALKS])
        assert index.statements() == []
    with Index.open(folder, HashingEmbedder.name, HashingEmbedder, make_attributor=FirstWords) as index:
        index.reindex()
        found = index.statements()
        assert {statement.speaker for statement in found} == {"The", "Nobody"}
    with opened(folder) as index:
        assert index.statements() == found
