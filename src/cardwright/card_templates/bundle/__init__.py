"""A card template in one file, with all that it is drawn from."""
