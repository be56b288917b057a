"""cardwright: a self-hosted ID-card template service."""

__version__ = "0.1.0"
