"""One target of `benchmarks/fuzz.py` under atheris: `python -m benchmarks.guided TARGET FOLDER -runs=N …` (libFuzzer's options)."""

import logging
import sys
import warnings

import atheris

with atheris.instrument_imports(include=["assistant", "index", "page", "serve"]):
    from benchmarks.targets import TARGETS
    from index.errors import UserError

NAME = sys.argv.pop(1)


def one(content: bytes) -> None:
    """Feeds an input; what is no UserError ends the process."""
    try:
        TARGETS[NAME][0](content)
    except UserError:
        return


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
