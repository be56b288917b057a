"""What a client draws comes back token for token (API decision `template_objects`)."""

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.service import Account, Person, Service, a_template, path_of

TEMPLATES = "/api/3/card_templates"
BLANKS = st.text(" \t\r\n", max_size=2)
ODD_NUMBERS = [
    "0",
    "-0",
    "0.0",
    "-0.0",
    "1",
    "-1",
    "1.0",
    "0.10",
    "1E2",
    "1e2",
    "1e+2",
    "1E-2",
    "1.50E+03",
    "-1e-0",
    "1152921504606846976",
    "9007199254740993",
    "18446744073709551616",
    "123456789012345678901234567890",
    "0.1000000000000000055",
    "3.141592653589793238462643383279",
    "1e-400",
    "5e-324",
    "1.7976931348623157e308",
    "-0e99",
]
SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\f": "\\f"} | {
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}


def escaped(character: str, style: str) -> str:
    """Return one character of a JSON string, as one of the ways to write it."""
    units = character.encode("utf-16-be")
    digits = [units[place : place + 2].hex() for place in range(0, len(units), 2)]
    if style == "short" and character in SHORT_ESCAPES:
        return SHORT_ESCAPES[character]
    if style == "plain" and character >= " " and character not in '"\\':
        return character
    return "".join("\\u" + (one.upper() if style == "upper" else one) for one in digits)


CHARACTERS = st.one_of(
    st.sampled_from('"\\/\b\f\n\r\t\x01\x7f\u2028\ufeff\uffff🪪 {}[]:,'),
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
)
STYLES = st.sampled_from(["plain", "plain", "short", "upper", "lower"])
STRINGS = st.lists(st.tuples(CHARACTERS, STYLES), max_size=6)


def string_token(pieces: list[tuple[str, str]]) -> str:
    """Return a JSON string of characters, each in its style."""
    return '"' + "".join(escaped(*piece) for piece in pieces) + '"'


def array_tokens(items: list[list[str]]) -> list[str]:
    """Return the tokens of an array of values that are tokens."""
    inside = [token for item in items for token in (*item, ",")]
    return ["[", *inside[:-1], "]"]


def object_tokens(members: list[tuple[list[tuple[str, str]], list[str]]]) -> list[str]:
    """Return the tokens of an object of keys and values."""
    inside = [token for key, value in members for token in (string_token(key), ":", *value, ",")]
    return ["{", *inside[:-1], "}"]


def objects_of(values: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    """Return the tokens of objects of `values`, whose keys differ however they are written."""
    members = st.lists(
        st.tuples(STRINGS, values),
        max_size=4,
        unique_by=lambda member: "".join(character for character, _ in member[0]),
    )
    return members.map(object_tokens)


SCALARS = st.one_of(
    st.sampled_from([*ODD_NUMBERS, "true", "false", "null"]).map(lambda token: [token]),
    st.integers().map(lambda number: [str(number)]),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda number: [repr(number)]),
    STRINGS.map(lambda pieces: [string_token(pieces)]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3).map(array_tokens) | objects_of(inner),
    max_leaves=12,
)
OBJECTS = st.lists(objects_of(VALUES), max_size=3).map(array_tokens)


def kept_text(answer_body: bytes) -> str:
    """Return the text of `template_objects` in an answer, exactly as it stands there."""
    members = msgspec.json.decode(answer_body, type=dict[str, msgspec.Raw])
    return bytes(members["template_objects"]).decode()


def body_with(objects: str, **fields: Any) -> bytes:
    """Return a create request around the text of some objects."""
    text = msgspec.json.encode(a_template(**fields)).decode()
    return f'{text[:-1]},"template_objects":{objects}}}'.encode()


def send_objects(person: Person, path: str, objects: str) -> bytes:
    """Update the objects of a template; return what is answered."""
    answer = person.http.patch(path, content=f'{{"template_objects":{objects}}}'.encode())
    assert answer.status_code == 200, answer.text
    return answer.content


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(tokens=OBJECTS, data=st.data())
def test_every_token_comes_back_as_it_was_sent(
    account: Account, tokens: list[str], data: st.DataObject
) -> None:
    blanks = data.draw(st.lists(BLANKS, min_size=len(tokens) + 1, max_size=len(tokens) + 1))
    sent = blanks[0] + "".join(
        token + blank for token, blank in zip(tokens, blanks[1:], strict=True)
    )

    created = account.admin.http.post(TEMPLATES, content=body_with(sent))
    assert created.status_code == 201, created.text
    read = account.admin.http.get(path_of(created.json()))

    assert kept_text(created.content) == "".join(tokens)
    assert kept_text(read.content) == "".join(tokens)


@pytest.mark.parametrize("number", ODD_NUMBERS)
def test_numbers_keep_their_spelling(account: Account, number: str) -> None:
    path = path_of(account.admin.create_template())

    answered = send_objects(account.admin, path, f'[{{"n":{number}}}]')

    assert kept_text(answered) == f'[{{"n":{number}}}]'
    assert kept_text(account.admin.http.get(path).content) == f'[{{"n":{number}}}]'
    listed = account.admin.http.get(TEMPLATES).text
    assert f'"template_objects":[{{"n":{number}}}]' in listed


def test_whitespace_goes_only_from_between_the_tokens(account: Account) -> None:
    path = path_of(account.admin.create_template())

    answered = send_objects(
        account.admin, path, ' [ { "a \\" b" : "c\\\\" , "d  e" :\t" : , "\r\n} ]'
    )

    assert kept_text(answered) == '[{"a \\" b":"c\\\\","d  e":" : , "}]'


def test_objects_of_one_and_a_half_mebibytes_come_back(account: Account) -> None:
    path = path_of(account.admin.create_template())
    objects = "[" + ",".join(f'{{"n":{number}.50,"t":"äöü"}}' for number in range(60_000)) + "]"

    answered = send_objects(account.admin, path, objects)

    assert len(objects.encode()) > 1.5e6
    assert kept_text(answered) == objects


def nested(levels: int) -> str:
    """Return objects nested in `levels` levels, of which the outer array is the first."""
    return '[{"a":' + "[" * (levels - 2) + "]" * (levels - 2) + "}]"


def test_sixty_four_levels_are_kept(account: Account) -> None:
    path = path_of(account.admin.create_template())

    answered = send_objects(account.admin, path, nested(64))

    assert kept_text(answered) == nested(64)


REFUSED = {
    "overflow": '[{"a":1e400}]',
    "negative-overflow": '[{"a":[-1E+309]}]',
    "long-integer": '[{"a":1' + "0" * 400 + "}]",
    "very-long-integer": '[{"a":' + "9" * 20_000 + "}]",
    "nul": '[{"a":"\\u0000"}]',
    "nul-in-key": '[{"a\\u0000":1}]',
    "high-surrogate": '[{"a":"\\ud83d"}]',
    "high-surrogate-before-text": '[{"a":"\\ud83d and more text after it"}]',
    "low-surrogate": '[{"a":"\\uDC00"}]',
    "swapped-surrogates": '[{"a":"\\udc00\\ud83d"}]',
    "surrogate-in-key": '[{"a\\ud83d":1}]',
    "duplicate-key": '[{"a":1,"a":1}]',
    "duplicate-key-inside": '[{"x":[{"a":1,"b":2,"a":3}]}]',
    "duplicate-key-escaped": '[{"a":1,"\\u0061":2}]',
    "65-levels": nested(65),
    "65-levels-of-objects": '[{"a":' * 32 + '[{"a":[{}]}]' + "}]" * 32,
    "500-levels": nested(500),
    "5000-levels": nested(5000),
    "100000-levels": nested(100_000),
}


@pytest.mark.parametrize("objects", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("form", ["flat", "wrapped"])
def test_what_could_not_come_back_is_refused(account: Account, objects: str, form: str) -> None:
    before = account.admin.create_template(template_objects=[{"a": 1}])
    flat = f'{{"template_objects":{objects}}}'
    body = flat if form == "flat" else f'{{"card_template":{flat}}}'

    updated = account.admin.http.patch(path_of(before), content=body)
    created = account.admin.http.post(TEMPLATES, content=body_with(objects))

    for answer in (updated, created):
        assert answer.status_code == 422, answer.text
        assert list(answer.json()["errors"]) == ["template_objects"]
    assert account.admin.http.get(TEMPLATES).json() == [before]


def test_a_surrogate_pair_in_either_spelling_is_no_lone_surrogate(account: Account) -> None:
    path = path_of(account.admin.create_template())
    objects = '[{"\\ud83e\\uDEAA":"\\uD83E\\udeaa 🪪"}]'

    assert kept_text(send_objects(account.admin, path, objects)) == objects


def test_what_stands_in_ignored_keys_does_not_matter(service: Service) -> None:
    admin = service.create_account().admin
    ignored = '{"x":1,"x":2,"y":"\\ud800","\\udfff":[' + "[" * 100 + "]" * 100 + "]}"
    body = body_with("[]")[:-1] + b',"ignored":' + ignored.encode() + b"}"

    answer = admin.http.post(TEMPLATES, content=body)

    assert answer.status_code == 201, answer.text
    assert kept_text(answer.content) == "[]"
