"""onrecord ui: the page."""

import argparse

from assistant.commands.shared import opened


def ui(options: argparse.Namespace) -> int:
    """Opens the page."""
    import ui as page

    with opened(options, create=True) as assistant:
        page.launch(assistant, port=options.port, open_browser=not options.no_browser)
    return 0
