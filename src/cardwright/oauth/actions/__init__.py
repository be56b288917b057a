"""What can be done with applications, and with the codes, grants and tokens they are given."""
