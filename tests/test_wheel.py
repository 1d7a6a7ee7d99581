"""The wheel, installed in an environment of its own, works from another folder.

The environment borrows the dependencies that are installed here; `make wheel` also installs those anew.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def onrecord(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("build", reason="the package build is missing: pip install build")
    folder = tmp_path_factory.mktemp("wheel")
    shutil.rmtree(ROOT / "build" / "lib", ignore_errors=True)  # setuptools would pack what an earlier build left there
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", ROOT]
    subprocess.run(build, check=True, capture_output=True)
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    site = Path(sysconfig.get_path("purelib", "venv", vars={"base": str(folder / "venv")}))
    (wheel,) = (folder / "dist").glob("*.whl")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", site, wheel], check=True, capture_output=True
    )
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "venv" / "bin" / "python"


def run(python: Path, folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "ONRECORD_LIBRARY": str(folder / "library")}
    environment.pop("PYTHONPATH", None)
    command = [python, "-m", "assistant", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


def test_wheel_runs_from_another_folder(onrecord: Path, tmp_path: Path) -> None:
    place = subprocess.run(
        [onrecord, "-c", "import assistant, seeds, ui; print(assistant.__file__); print(seeds.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert all(str(ROOT) not in line for line in place)
    run(onrecord, tmp_path, "add", str(Path(place[1]).parent / "iran-ukraine-drone-talks.txt"))
    assert "Tehran is now directly involved" in run(onrecord, tmp_path, "ask", "What did John Kirby say?")
