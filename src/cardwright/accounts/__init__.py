"""Account and User: who."""
