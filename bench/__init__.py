"""The bench: the service beside its floor and its peers, measured in one run (see README.md)."""
