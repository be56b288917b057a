"""A client of the API, for programs: any server that speaks it, this one or another.

```python
from cardwright.client import Client

with Client("https://cards.example.com", token) as client:
    for card_template in client.card_templates():
        print(card_template.name)
```

It is synchronous and typed. Lists are read page by page by their `Link` headers; calls that may be
repeated are, when the network or the server fails for a while. Everything that goes wrong is a
`ClientError`. See `docs/guides/client.md`.
"""

from cardwright.client.answers import (
    Account,
    AccountUser,
    CardTemplate,
    CardTemplateType,
    LinkedFile,
    Page,
)
from cardwright.client.calls import Client
from cardwright.client.downloads import Downloaded
from cardwright.client.errors import ClientError, Refused, Unreachable, UnusableAnswer
from cardwright.client.tokens import TokenFile, TokenSource

__all__ = [
    "Account",
    "AccountUser",
    "CardTemplate",
    "CardTemplateType",
    "Client",
    "ClientError",
    "Downloaded",
    "LinkedFile",
    "Page",
    "Refused",
    "TokenFile",
    "TokenSource",
    "Unreachable",
    "UnusableAnswer",
]
