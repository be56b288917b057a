"""The bench of growth: the same requests to few card templates and to many, in one run."""
