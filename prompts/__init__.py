"""Prompt files (string.Template), named after the module that uses them."""
