import pytest

from assistant.hedges import weaker


@pytest.mark.parametrize(
    ("claim", "premise", "expected"),
    [
        ("Drivers will strike.", "Drivers are planning to strike.", True),
        ("The regional council built a bridge.", "The regional planning team of the council built a bridge.", False),
        ("Drivers will strike.", "Drivers are due to strike.", True),
        ("A man died.", "The town had 413 cases and a man died, due to the fever.", False),
        ("The town had fever.", "The town had one death due to the fever.", False),
        ("The town had 50 new cases.", "The town reported 50 new cases.", False),
        ("The town had new cases.", "The reported new cases are being looked at.", True),
        ("The town had new cases.", "The town reportedly had new cases.", True),
        ("It does not last seven years.", "It can't last seven years.", False),
        ("It does not last seven years.", "It cannot last seven years.", False),
        ("It lasts seven years.", "It could last seven years.", True),
        ("Be sure to bring money.", "Visitors must bring money.", False),
        ("He is sure to win.", "He may win.", True),
    ],
)
def test_weaker(claim: str, premise: str, expected: bool) -> None:
    assert weaker(claim, premise) is expected
