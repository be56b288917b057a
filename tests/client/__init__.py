"""`cardwright.client` against a real service, behind a server that fails as networks do."""
