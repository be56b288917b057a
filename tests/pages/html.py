"""What is in a page: its texts, links and forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form: where it goes, what it sends, and what its buttons say."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, dict[str, str]]] = field(default_factory=list)


class Page(HTMLParser):
    """A page, taken apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, dict[str, str]]] = []
        self._words: list[str] = []
        self._is_in_button = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes.append((tag, given))
        if tag == "form":
            self.forms.append(Form(given["action"], given.get("method", "get")))
        elif tag == "input" and self.forms:
            if given.get("type") != "checkbox" or "checked" in given:
                self.forms[-1].fields[given["name"]] = given.get("value", "")
            self.forms[-1].types[given["name"]] = given.get("type", "text")
        elif tag == "button":
            self.forms[-1].buttons.append(("", given))
            self._is_in_button = True
        elif tag == "a":
            self.links.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "button":
            self._is_in_button = False

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        if self._is_in_button:
            text, given = self.forms[-1].buttons[-1]
            self.forms[-1].buttons[-1] = (f"{text} {data}".strip(), given)

    @property
    def text(self) -> str:
        """All words of the page, one blank between them."""
        return " ".join(" ".join(self._words).split())

    def form(self, action: str) -> Form:
        """Return the form that goes to `action`."""
        found = [form for form in self.forms if form.action == action]
        assert found, f"no form goes to {action}: {[form.action for form in self.forms]}"
        return found[0]
