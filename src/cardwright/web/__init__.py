"""The manners of HTTP that all routes share."""
