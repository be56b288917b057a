"""Measures how fast cards are drawn, beside the floor and beside other ways to draw them."""
