"""The designer, from its arithmetic to what a person does with it in a browser."""
