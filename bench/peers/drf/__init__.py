"""Django REST Framework with django-oauth-toolkit, with the defaults of production, on SQLite."""
