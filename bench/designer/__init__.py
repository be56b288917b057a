"""Measures how fast the designer is in a real browser, beside the floor that the browser sets."""
