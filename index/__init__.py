"""Knows articles: reads, splits, embeds, stores and searches them. Imports nothing from `assistant`."""

from index.errors import ArticleError, ModelError, PromptError, StoreError, UserError
from index.types import Article, Hit, Span, Statement

__all__ = ["Article", "ArticleError", "Hit", "ModelError", "PromptError", "Span", "Statement", "StoreError", "UserError"]
