"""What is on a card: the layout profile as plain data and rules, without any input or output."""
