"""Copying an account from one running service into another, through the API alone."""
