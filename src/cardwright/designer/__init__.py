"""The designer: make a card in the browser, and what is seen there is what is printed."""
