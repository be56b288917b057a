"""What happened, in the order in which it did: sign-ins, consents, tokens, roles, deletions."""
