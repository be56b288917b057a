"""Starter templates: finished designs, as plain data, for an account to begin with."""

from cardwright.starters.catalogue import Starter, StarterFile, all

__all__ = ["Starter", "StarterFile", "all"]
