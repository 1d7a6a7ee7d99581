from pathlib import Path

import pytest

from assistant import build
from index.index import read
from index.language import language, note
from index.load import from_text

SEED = Path(__file__).parent.parent / "seeds" / "iran-ukraine-drone-talks.txt"
FOREIGN = {
    "de": "Der Bürgermeister hat das alte Rathaus verkauft. „Wir brauchen das Geld“, sagte er am Montag.",
    "fr": "La ministre a démenti les accusations lundi. « Rien n'est vrai », a-t-elle déclaré à la presse.",
    "es": "El gobierno negó el acuerdo. «No hay nada», dijo el portavoz a los periodistas en Madrid.",
    "nl": "De burgemeester zei maandag dat de dam het zal houden. Niemand hoeft te vertrekken.",
    "pl": "Burmistrz powiedział w poniedziałek, że tama wytrzyma. Nikt nie musi wyjeżdżać.",
    "tr": "Belediye başkanı pazartesi günü barajın dayanacağını söyledi. Kimsenin gitmesine gerek yok.",
    "ru": "Министр отверг обвинения в понедельник. «Это неправда», — сказал он журналистам.",
    "ar": "نفى الوزير الاتهامات يوم الاثنين. وقال للصحفيين إن هذا غير صحيح.",
    "zh": "部长周一否认了指控。他对记者说，这不是真的。",
}


@pytest.mark.parametrize(("code", "text"), FOREIGN.items(), ids=FOREIGN)
def test_another_language_is_told_apart(code: str, text: str) -> None:
    assert language(text) == code
    assert code in (note(code) or "")


@pytest.mark.parametrize("text", ["", "ok", "123", "\0\1", "Kirby denied it.", "“Non,” he said. “C'est la vie,” said Ana Ruiz."])
def test_what_is_too_short_to_tell_counts_as_english(text: str) -> None:
    assert language(text) == "en"
    assert note("en") is None


def test_an_article_that_is_not_english_is_kept_without_statements() -> None:
    entry = read(from_text(f"Das alte Rathaus\n\n{FOREIGN['de']}"), build.attributor())
    assert (entry.language, entry.statements) == ("de", ())
    assert entry.passages
    assert read(from_text(SEED.read_text(encoding="utf-8"))).language == "en"
