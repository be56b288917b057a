"""The gallery: all card templates of an account as pictures, and what can be done with them."""
