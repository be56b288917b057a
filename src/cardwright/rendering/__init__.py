"""A layout, values and pictures become PNG, PDF and SVG: one drawing code for all of them."""
