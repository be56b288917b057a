"""The same cards, drawn by others."""
