"""The formats that a side of a card is drawn to."""
