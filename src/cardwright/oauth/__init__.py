"""Application, AccessToken, scopes: what a program may do for a user."""
