"""Weights and graphs that ship with the program, a folder with a model card each."""
