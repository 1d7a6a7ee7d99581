"""What docs/threats.md says stands against whom: no code in weights, no paths in names, nobody else's things, no secrets told."""

import ast
import hashlib
import json
import logging
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from hashing import FirstWords, HashingEmbedder
from starlette.testclient import TestClient
from test_page import served

import models
from assistant import Assistant, Settings
from assistant.cli import main
from index import backup
from index.entry import to_json
from index.errors import ModelError, StoreError, UserError
from index.index import Index
from index.ingest import read
from index.load import from_text, load
from index.onnx import MANIFEST
from page.accounts import Accounts
from page.desk import Desk
from page.record import Exchange, Talk
from page.sessions import FORM, Sessions, fresh_id
from page.sight import Sight
from serve.app import build
from serve.desk import Desk as Api
from serve.desk import Desks
from serve.guard import Limits

ROOT = Path(__file__).parents[1]
PRODUCT = [
    path for name in ("assistant", "index", "page", "serve", "models", "prompts", "seeds") for path in (ROOT / name).rglob("*.py")
]
PRODUCT.append(ROOT / "ui.py")


# No code in weights, none from texts


FORBIDDEN = {
    "eval", "exec", "compile", "__import__",
    "pickle.load", "pickle.loads", "torch.load", "joblib.load", "dill.load", "marshal.loads", "shelve.open",
    "yaml.load", "yaml.unsafe_load", "yaml.full_load", "os.system", "os.popen", "os.execv", "os.spawnv", "subprocess.getoutput",
}  # fmt: skip
ALLOWED_IN = {"compile": "re.compile"}


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file, by what it calls as it is written."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def unsafe(path: Path) -> list[str]:
    """What a file does that runs code which others have written."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imports |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    found = [f"import {name}" for name in imports & {"pickle", "dill", "joblib", "marshal", "shelve", "yaml", "subprocess"}]
    for name, call in calls(path):
        true = {word.arg for word in call.keywords if not (isinstance(word.value, ast.Constant) and word.value.value is False)}
        found += [name] if name in FORBIDDEN else []
        found += [f"{name}({word})" for word in true & {"trust_remote_code", "allow_pickle", "shell"}]
    return found


def test_no_code_is_run_that_others_have_written() -> None:
    assert len(PRODUCT) > 150
    found = {str(path.relative_to(ROOT)): unsafe(path) for path in PRODUCT}
    assert found.pop("serve/workers.py") == ["import subprocess"]  # starts this program again, without a shell
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "line", ["eval(x)", "import pickle", "from pickle import loads", "f(trust_remote_code=True)", "np.load(x, allow_pickle=yes)",
             "run(x, shell=True)", "torch.load(x)", "import subprocess"],
)  # fmt: skip
def test_code_that_would_run_others_is_noticed(line: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(line)
    assert unsafe(tmp_path / "a.py")


def test_models_that_are_named_are_read_without_pickle_and_without_code() -> None:
    made = {name: call for path in PRODUCT for name, call in calls(path) if name in ("SentenceTransformer", "CrossEncoder")}
    loading = {name: {word.arg: ast.unparse(word.value) for word in call.keywords} for name, call in made.items() if call.keywords}
    assert loading.keys() == {"SentenceTransformer", "CrossEncoder"}
    for words in loading.values():
        assert (words["trust_remote_code"], words["model_kwargs"]) == ("False", "SAFE")


def test_weights_of_pickle_are_refused(tmp_path: Path) -> None:
    from index.embed import SentenceTransformers

    (tmp_path / "config.json").write_text('{"model_type": "bert", "hidden_size": 8, "num_attention_heads": 2}')
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04cposix\nsystem\n(S'touch owned'\ntR.")
    with pytest.raises(ModelError, match="cannot load the embedder"):
        SentenceTransformers(str(tmp_path))
    assert not (tmp_path / "owned").exists()


def test_every_shipped_model_file_is_of_a_kind_without_code_and_has_its_checksum() -> None:
    folders = [path for path in Path(models.__file__).parent.iterdir() if (path / MANIFEST).exists()]
    assert len(folders) >= 2
    for folder in folders:
        told = json.loads((folder / MANIFEST).read_text())
        files = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} - {MANIFEST, "README.md", "card.md"}
        heavy = {name for name in files if (folder / name).stat().st_size > 1_000_000}
        assert heavy <= {str(name) for name in told.get("files", told)}
        assert {Path(name).suffix for name in files} <= {".onnx", ".safetensors", ".json", ".data", ".md", ".txt", ".bin", ".npz"}
        for name, digest in told.get("files", told).items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


# Paths in names


PATHS = ["../../owned", "..", "/etc/passwd", "..%2f..%2fowned", "a/../../owned", "C:\\owned", "\0", "~root", "x" * 5000, ""]


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "library", HashingEmbedder.name, HashingEmbedder, True, FirstWords) as index:
        index.add([from_text("Bridge\n\nAnna Bell said the bridge would open.")])
        yield index


def state(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if "vectors" not in str(path)}


@pytest.mark.parametrize("name", PATHS)
def test_names_that_are_paths_lead_nowhere(name: str, quick: Index, tmp_path: Path) -> None:
    before = state(tmp_path)
    with pytest.raises(UserError):
        quick.find(name)
    with pytest.raises(UserError):
        quick.remove(name)
    sessions = Sessions(tmp_path / "sessions")
    desk = Desk(Assistant(quick, Settings()), sessions)
    for use in (desk.pick, desk.rename, desk.delete, desk.export, desk.arrive):
        use(Sight(), {"talk": name, "name": name}, name)
    assert "notice" in desk.read(Sight(), {"article": name}, "me")
    assert state(tmp_path) == before
    sessions.save(name, Talk(sessions.get(name, name).id, exchanges=(Exchange(name, "answer"),)))
    made = state(tmp_path) - before
    assert all(re.fullmatch(r"sessions(/[0-9a-f]{32}(/[0-9a-f]{32}\.json)?)?", path) for path in made)


def test_a_conversation_from_elsewhere_is_not_kept_under_a_path(tmp_path: Path) -> None:
    sessions, owner = Sessions(tmp_path), "me"
    sessions.save(owner, Talk("0" * 32, exchanges=(Exchange("Who?", "answer"),)))
    (path,) = tmp_path.glob("*/*.json")
    path.write_bytes(FORM.dump_json(Talk("../../owned", exchanges=(Exchange("Who?", "answer"),))))
    assert Sessions(tmp_path).talks(owner) == []


@pytest.mark.parametrize(
    "name", ["../../owned.json", "/owned.json", "articles/../../owned.json", "articles/a/b.json", "articles\\..\\x.json"]
)
def test_a_backup_with_paths_in_it_writes_nothing(name: str, quick: Index, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("backup.json", json.dumps({"form": 1, "articles": 1}))
        archive.writestr(name, json.dumps(to_json(quick.entries[0])))
    before = state(tmp_path)
    with pytest.raises(StoreError):
        quick.restore(backup.read(tmp_path / "bad.zip"))
    assert state(tmp_path) == before


@pytest.mark.parametrize(
    "changes",
    [{"speaker": ["x"]}, {"speaker": " "}, {"stance": "obeys"}, {"kind": 3}, {"cue_class": None}, {"via": {}}],
    ids=lambda changes: next(iter(changes)),
)
def test_a_backup_whose_statements_are_none_is_told(changes: dict[str, object], tmp_path: Path) -> None:
    entry = to_json(read(from_text("Bridge\n\nAnna Bell said the bridge would open."), FirstWords()))
    entry["statements"][0] |= changes
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("backup.json", json.dumps({"form": 1, "articles": 1}))
        archive.writestr(f"articles/{entry['id']}.json", json.dumps(entry))
    with pytest.raises(StoreError, match="no whole backup"):
        list(backup.read(tmp_path / "bad.zip"))


def test_an_article_with_a_path_for_a_title_gets_a_plain_id(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text("../../etc/passwd\n\nThe talks failed on Monday, the minister said.")
    assert re.fullmatch(r"[\w-]+", load(file).id)


# Other people's things


def test_users_see_nothing_of_each_other(quick: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = lambda folder, *_, **__: Assistant(
        Index.open(folder, HashingEmbedder.name, HashingEmbedder, True, FirstWords), Settings()
    )
    monkeypatch.setattr(Assistant, "open", opened)
    accounts = Accounts(Assistant(quick, Settings()), tmp_path, {"ada": "one", "bob": "two"})
    ada, bob = accounts.desk("ada"), accounts.desk("bob")
    ada.assistant.index.add([from_text("Secret\n\nAda said that the vault opens on Monday.")])
    (article,) = ada.assistant.index.articles
    talk = Talk(fresh_id(), exchanges=(Exchange("Where is the vault?", "answer", state="done"),))
    ada.sessions.save("ada", talk)
    try:
        for owner in ("bob", "ada", "", "../ada"):  # whatever name came with it, it is bob's desk
            seen = [bob.pick(Sight(), {"talk": talk.id}, owner), bob.export(Sight(), {"talk": talk.id}, owner),
                    bob.arrive(Sight(), {"talk": talk.id}, owner), bob.read(Sight(), {"article": article.id}, owner),
                    bob.remove(Sight(), {"article": article.id}, owner), bob.find(Sight(), {"words": "vault"}, owner),
                    bob.rename(Sight(), {"talk": talk.id, "name": "mine"}, owner),
                    bob.delete(Sight(), {"talk": talk.id}, owner)]  # fmt: skip
            assert "Monday" not in str(seen)
            assert "Where is the vault?" not in str(seen)
        assert ada.sessions.get("ada", talk.id) == Sessions(ada.sessions.folder).get("ada", talk.id) != Talk(talk.id)
        assert ada.assistant.index.articles == (article,)
        for name in ("eve", None, "", "ada/../bob"):
            with pytest.raises(UserError, match="log in"):
                accounts.desk(name)
    finally:
        accounts.close()


def test_browsers_of_one_desk_see_nothing_of_each_other(quick: Index, tmp_path: Path) -> None:
    desk = Desk(Assistant(quick, Settings()), Sessions(tmp_path / "sessions"))
    talk = Talk(fresh_id(), exchanges=(Exchange("Where is the vault?", "answer", state="done"),))
    desk.sessions.save("secret-of-one", talk)
    for use in (desk.pick, desk.export, desk.arrive, desk.rename, desk.delete):
        assert "vault" not in str(use(Sight(), {"talk": talk.id, "name": "mine"}, "secret-of-another"))
    assert desk.sessions.get("secret-of-one", talk.id).exchanges


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A page with two users, and its folder."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "people").write_text("ada:password-of-ada\nbob:password-of-bob\n")
    with served(folder, users=str(folder / "people")) as address:
        yield address.rstrip("/"), folder


@contextmanager
def logged_in(address: str, name: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        found = client.post("/login", data={"username": name, "password": f"password-of-{name}"})
        assert found.status_code == 200
        yield client


def uploaded(client: httpx.Client, name: str, content: bytes) -> httpx.Response:
    return client.post("/gradio_api/upload", files={"files": (name, content, "text/plain")})


def test_files_of_this_machine_are_not_served(address: tuple[str, Path]) -> None:
    url, folder = address
    wanted = [folder / "people", folder / "library" / "library.json", Path("/etc/passwd"), ROOT / "ui.py"]
    with logged_in(url, "ada") as client:
        for path in wanted:
            assert path.exists()
            for route in (
                "/gradio_api/file=",
                "/file=",
                "/gradio_api/file/",
                "/gradio_api/stream/",
                "/gradio_api/component_server?path=",
            ):
                for form in (str(path), f"..{path}", f"/proc/self/root{path}", str(path).replace("/", "%2f"), f"/tmp/..{path}"):
                    found = client.get(f"{url}{route}{form}")
                    assert found.status_code in (400, 401, 403, 404, 405, 422), (route, form, found.status_code)
                    assert path.read_bytes()[:40] not in found.content


def test_nothing_is_served_or_taken_before_somebody_logs_in(address: tuple[str, Path]) -> None:
    with httpx.Client(base_url=address[0], trust_env=False) as client:
        assert uploaded(client, "a.txt", b"hello").status_code == 401
        for path in ("/config", "/gradio_api/info", "/gradio_api/file=/etc/passwd", "/gradio_api/queue/data?session_hash=x"):
            assert client.get(path).status_code in (401, 403, 404), path
        assert client.post("/gradio_api/queue/join", json={"data": [], "fn_index": 0, "session_hash": "x"}).status_code == 401
        assert client.post("/login", data={"username": "ada", "password": "password-of-bob"}).status_code == 400


def test_uploads_with_paths_for_names_land_where_uploads_land(address: tuple[str, Path]) -> None:
    url, folder = address
    with logged_in(url, "ada") as client:
        for name in ("../../../../owned.txt", "/owned.txt", "..\\..\\owned.txt", "a\0b.txt", "x" * 3000 + ".txt", "."):
            found = uploaded(client, name, b"The talks failed.")
            assert found.status_code in (200, 400, 422), (name, found.status_code)
            for place in found.json() if found.status_code == 200 else ():
                assert "/gradio/" in place
                assert ".." not in place.split("/")
        assert not list(folder.rglob("owned*"))
        assert not Path("/owned.txt").exists()


def test_another_users_upload_is_not_named_by_anything_one_knows(address: tuple[str, Path]) -> None:
    url, _ = address
    with logged_in(url, "ada") as ada, logged_in(url, "bob") as bob:
        (place,) = uploaded(ada, "secret.txt", b"The vault opens on Monday.").json()
        assert re.search(r"/[0-9a-f]{64}/", place)  # the SHA-256 of what is in it: who names it has it
        assert bob.get("/config").text.count(place) == 0


def test_uploads_that_are_too_large_or_malformed_are_refused(address: tuple[str, Path]) -> None:
    with logged_in(address[0], "ada") as client:
        assert uploaded(client, "large.txt", b"x" * (101 * 2**20)).status_code == 413
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        for body in (b"", b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"\0" * 1000, b"--x--\r\n"):
            assert client.post("/gradio_api/upload", content=body, headers=kind).status_code in (200, 400, 422, 500)
        assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 422),
        (b"{", "application/json", 422),
        (b"\xff\xfe\0", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"text": "\\ud800 lone"}', "application/json", 422),
        (b'{"text": 1e999}', "application/json", 422),
        (b"--x", "multipart/form-data; boundary=x", 422),
        (b'{"text": "x"}', "text/plain", 422),
        (b"x" * 60_000, "application/json", 413),
    ],
    ids=["empty", "cut", "no text", "deep", "half a character", "infinite", "form", "no JSON", "large"],
)
def test_what_is_malformed_is_refused_by_the_api(body: bytes, kind: str, status: int, quick: Index) -> None:
    size = 200_000 if body.startswith(b"[[") else 50_000
    with TestClient(build(Desks(Api(Assistant(quick, Settings()))), Limits(size=size))) as client:
        found = client.post("/v1/articles", content=body, headers={"Content-Type": kind})
        assert found.status_code == status, found.text
        assert len(quick.articles) == 1
        assert found.json()["error"]


# Secrets


SECRET = "sk-Very-Secret-0123456789abcdef"
COMMANDS = [
    ["ask", "Who?", "--writer", "openai:gpt-5-mini", "--writer-url", "http://127.0.0.1:9/v1"],
    ["ask", "Who?", "--writer", "nobody:knows"],
    ["ask", "Who?", "--writer", "openai:"],
    ["add", f"http://ada:{SECRET}@127.0.0.1:9/a"],
    ["add", f"https://ada:{SECRET}@localhost/a", "--allow-private"],
    ["serve", "--tokens", "short"],
    ["ui", "--auth", "people"],
    ["articles"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:3])[:40].replace(SECRET, "…"))
def test_no_command_tells_a_secret(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "ONRECORD_WRITER_KEY", "ONRECORD_TOKENS", "HF_TOKEN"):
        monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv("ONRECORD_WRITER_TIMEOUT", "2")
    (tmp_path / "short").write_text(f"{SECRET}\nabc\n")
    (tmp_path / "people").write_text(f"ada:{SECRET}\n:{SECRET}\n")
    file = tmp_path / "a.txt"
    file.write_text("Bridge\n\nAnna Bell said that the bridge would open.")
    with caplog.at_level(logging.DEBUG):
        if words[0] in ("ask", "articles"):
            assert main(["add", str(file), "--library", str(tmp_path / "library"), "--quiet"]) == 0
        main([*words, "--library", str(tmp_path / "library")])
    told = capfd.readouterr()
    assert SECRET not in told.out + told.err + caplog.text
    assert "Very-Secret" not in "".join(p.read_text(errors="replace") for p in (tmp_path / "library").rglob("*") if p.is_file())


def test_no_token_is_in_metrics_logs_or_errors(quick: Index, caplog: pytest.LogCaptureFixture) -> None:
    limits = Limits(tokens=(SECRET,), rate=5)
    with caplog.at_level(logging.DEBUG), TestClient(build(Desks(Api(Assistant(quick, Settings()))), limits)) as client:
        right, wrong = {"Authorization": f"Bearer {SECRET}"}, {"Authorization": f"Bearer wrong-{SECRET}"}
        found = [client.get("/v1/articles", headers=headers) for headers in (right, wrong, {})]
        found += [client.get(f"/v1/articles/{SECRET[:4]}", headers=right), client.get("/metrics", headers=right)]
        found += [client.get("/v1/articles", headers=right) for _ in range(5)]
    assert [response.status_code for response in found[:3]] == [200, 401, 401]
    assert found[-1].status_code == 429
    assert SECRET not in "".join(response.text + str(response.headers) for response in found) + caplog.text.replace(
        f"Bearer {SECRET}", ""
    )


def test_settings_do_not_hold_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ONRECORD_WRITER_KEY", "ONRECORD_TOKENS"):
        monkeypatch.setenv(name, SECRET)
    assert SECRET not in repr(Settings())
