"""Linked files and background images: bytes with an owner."""
