"""onrecord articles, remove, reindex: the library itself."""

import argparse

from assistant.commands.shared import list_articles, opened, progress, say


def articles(options: argparse.Namespace) -> int:
    """Lists the library; copies and earlier versions stand with the article that they are of."""
    with opened(options) as assistant:
        hidden = frozenset() if options.all or options.json else assistant.index.families.hidden
        list_articles(options, assistant, [article for article in assistant.index.articles if article.id not in hidden])
    return 0


def remove(options: argparse.Namespace) -> int:
    """Removes articles."""
    with opened(options) as assistant:
        for article_id in [assistant.index.find(article_id).id for article_id in options.id]:
            assistant.index.remove(article_id)
            say(options, f"removed {article_id}")
    return 0


def reindex(options: argparse.Namespace) -> int:
    """Makes the search index anew from the articles."""
    with opened(options) as assistant:
        kept, total = assistant.index.count, assistant.index.size
        with progress(options, total, "passage") as tell:
            assistant.index.reindex(tell)
    say(options, f"rebuilt the search index of {kept} articles ({total} passages)")
    return 0
