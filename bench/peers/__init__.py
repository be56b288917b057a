"""What the service is measured beside: each a small server that does the same job another way."""
