"""What the callers of `test_template_life` send: fields, faults, conditions and files."""

import json
from typing import Any

from hypothesis import strategies as st

from tests.api.template_model import BUILT_IN_TYPES, OBJECTS, TIMES
from tests.sample_files import picture

# Most of what is tried should be possible, or little would ever be there.
CALLERS = ("admin",) * 8 + ("colleague",) * 5 + ("member", "reader", "stranger", "nobody")

OWN_TYPES = ("LOYALTY", "Loyalty")
UUIDS = tuple(f"550E8400-e29b-41d4-a716-44665544000{n}" for n in range(8))
FILE_UUIDS = tuple(f"6f9619ff-8b86-D011-b42d-00cf4fc964f{n}" for n in range(4))
CONTENTS = {
    "first picture": picture("PNG", seed=1),
    "second picture": picture("GIF", seed=2),
    "third picture": picture("PNG", seed=3),
    "no picture": b"\x00 any bytes",
}
CONTENT_TYPES = {
    "first picture": "image/png",
    "second picture": "image/gif",
    "third picture": "image/png",
    "no picture": "application/octet-stream",
}

_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "name": st.sampled_from(("Staff", "Visitor", "Cafe\u0301", "Caf\u00e9", " Staff ", "staff")),
    "template_type_code": st.sampled_from((*BUILT_IN_TYPES, *OWN_TYPES * 2, "iso_card")),
    "card_type": st.sampled_from(("standard", "matte")),
    "double_sided": st.booleans(),
    "orientation_front": st.sampled_from("PL"),
    "orientation_back": st.sampled_from("PL"),
    "default_template": st.booleans(),
    "template_objects": st.sampled_from(tuple(OBJECTS)),
    "editable_by": st.sampled_from(("account_admins", "account_admins", "owner_only")),
}
_RARE = {
    "deleted_at": st.sampled_from((*TIMES, None)),
    "owner_id": st.sampled_from(CALLERS),
    "uuid": st.sampled_from(UUIDS),
}
_UNREADABLE: dict[str, Any] = {
    "uuid": "550e8400",
    "name": " ",
    "card_type": None,
    "double_sided": "yes",
    "orientation_back": "l",
    "default_template": 1,
    "template_objects": "[1]",
    "editable_by": "everybody",
    "deleted_at": "soon",
    "owner_id": "7",
}

CHANGES = st.fixed_dictionaries({}, optional=_FIELDS) | st.fixed_dictionaries(
    {}, optional={**_FIELDS, **_RARE}
)
ONE_CHANGE = st.one_of(
    [st.fixed_dictionaries({name: values}) for name, values in (_FIELDS | _RARE).items()]
)
DIFFERENCE = st.one_of(st.just({}), ONE_CHANGE, CHANGES)
NEW = st.fixed_dictionaries(
    {"template_type_code": _FIELDS["template_type_code"]},
    optional={k: v for k, v in _FIELDS.items() if k != "template_type_code"} | _RARE,
)
OWNER, TIME = _RARE["owner_id"], st.sampled_from(tuple(TIMES))

_NO_FAULTS: st.SearchStrategy[dict[str, Any]] = st.just({})
FAULTS = st.integers(0, 7).flatmap(
    lambda n: (
        _NO_FAULTS
        if n
        else st.dictionaries(st.sampled_from(tuple(_UNREADABLE)), st.none(), max_size=2).map(
            lambda names: {name: _UNREADABLE[name] for name in names}
        )
    )
)
"""Members that nobody may send, now and then."""

CONDITIONS = {
    "none": None,
    "right": '"{version}-{window}"',
    "any": "*",
    "another window": '"{version}-0"',
    "one of two": '"7-7", "{version}-{window}"',
    "stale": '"{stale}-{window}"',
    "weak": 'W/"{version}-{window}"',
    "no tag": "{version}",
}
"""Values of If-Match, by what they are."""

REFUSED_CONDITIONS = ("stale", "weak", "no tag")
CONDITION = st.sampled_from(("none",) * 12 + tuple(CONDITIONS))

TYPE_CODE = st.sampled_from((*OWN_TYPES, *OWN_TYPES, "ISO_CARD", "NO_SUCH"))
TYPE_FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(("Loyalty Card", "Loyalty Card 2")),
        "width_mm": st.sampled_from((85.6, 100.0)),
        "height_mm": st.sampled_from((54.0, 60.5)),
        "page_size": st.sampled_from(("A7", "CR80")),
        "orientation_default": st.sampled_from("PL"),
        "non_printable_zones": st.sampled_from(
            (
                [],
                [{"label": "C", "x_mm": 1.0, "y_mm": 1.5, "width_mm": 9.0, "height_mm": 0.1}],
            )
        ),
    },
)


def body(fields: dict[str, Any]) -> bytes:
    """Return the body of a request; `template_objects` are the JSON text that they are sent as."""
    members = [
        f"{json.dumps(k)}: {v if k == 'template_objects' else json.dumps(v)}"
        for k, v in fields.items()
    ]
    return f'{{"card_template": {{{", ".join(members)}}}}}'.encode()
