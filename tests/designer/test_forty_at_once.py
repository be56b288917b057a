"""Forty objects at once: drawn by one request, dragged without any, and a move costs little.

How fast that is on a machine is measured by `make bench-designer`.
"""

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, Request

from tests.designer.cards import OBJECTS
from tests.designer.conftest import Open
from tests.designer.hands import id_of, let_pass, middle_of, objects_of, saved, scale_of, the_object
from tests.service import Person

MANY, MOVES = 40, 30
# Longer than the designer waits before it saves an edit, or looks for findings.
CALM_MS = 1200
STEP_PX = (2, 3)
WAY_PX = (STEP_PX[0] * MOVES, STEP_PX[1] * MOVES)
FORTY = [
    {
        **OBJECTS[3],
        "id": f"t{count}",
        "name": f"T{count}",
        "x_mm": 2 + count % 5 * 16,
        "y_mm": 2 + count // 5 * 6,
        "width_mm": 15,
        "height_mm": 5,
        "size_pt": 7,
    }
    for count in range(MANY)
]
# Of what is shown of the objects only attributes may change; what lies around them, as a whole.
COUNT_CHANGES = """() => {
    const changes = { moves: 0, nodes: 0, attributes: {}, elsewhere: 0, made: 0 };
    document.addEventListener("pointermove", () => { changes.moves += 1; }, { capture: true });
    const layers = [...document.querySelectorAll(".stage-svg .art, .stage-svg .hits")];
    const see = (records) => {
        for (const { type, target, attributeName, addedNodes } of records) {
            const layer = layers.find((one) => one.contains(target));
            if (layer && type === "attributes") {
                const name = `${layer.classList[0]} ${attributeName}`;
                changes.attributes[name] = (changes.attributes[name] ?? 0) + 1;
            } else if (layer) {
                changes.nodes += 1;
            } else {
                changes.elsewhere += 1;
                for (const node of addedNodes) {
                    changes.made += 1 + (node.querySelectorAll?.("*").length ?? 0);
                }
            }
        }
    };
    const observer = new MutationObserver(see);
    window.changesSoFar = () => { see(observer.takeRecords()); return changes; };
    const all = { subtree: true, childList: true, attributes: true, characterData: true };
    observer.observe(document, all);
}"""
PLACES = """() => [".art > g", ".hits > g"].map((all) =>
    [...document.querySelectorAll(all)].map((one) => {
        const { x, y } = one.getBoundingClientRect();
        return [x, y];
    }))"""


@pytest.fixture
def many(open_designer: Open, person: Person) -> Page:
    """The designer with forty texts, drawn, looked through, and selected; it asks nothing more."""
    page = open_designer(person.create_template(template_objects=FORTY)["id"])
    with page.expect_response(lambda answer: answer.url.endswith("/preflight")):
        page.reload()
    page.wait_for_selector(f".art > g:nth-child({MANY}) > g", state="attached")
    page.locator("#stage").focus()
    page.keyboard.press("Control+a")
    return page


def press(page: Page) -> tuple[float, float]:
    """Press on one of the forty, and return where. With Alt held, they keep to no edges."""
    at = middle_of(the_object(page, "T17"))
    page.keyboard.down("Alt")
    page.mouse.move(*at)
    page.mouse.down()
    return at


def drag(page: Page, begin: tuple[float, float]) -> None:
    """Move the pointer step by step; it is not let go."""
    for step in range(1, MOVES + 1):
        page.mouse.move(begin[0] + step * STEP_PX[0], begin[1] + step * STEP_PX[1])


def calls_of_functions(session: CDPSession) -> tuple[int, int]:
    """Return how often functions were called since the last time: those of others, and ours."""
    calls = {True: 0, False: 0}
    for script in session.send("Profiler.takePreciseCoverage")["result"]:
        if "/static/" in script["url"]:
            counts = (one["ranges"][0]["count"] for one in script["functions"])
            calls["/vendor/" in script["url"]] += sum(counts)
    return calls[True], calls[False]


def test_the_first_stage_takes_one_request_for_all(many: Page) -> None:
    asked: list[Request] = []
    many.on("request", lambda request: asked.append(request))

    many.reload()
    many.wait_for_selector(f".art > g:nth-child({MANY}) > g", state="attached")

    assert [one.url.endswith("/fragments") for one in asked].count(True) == 1


def test_nothing_is_asked_until_the_pointer_is_let_go(many: Page, person: Person) -> None:
    asked: list[Request] = []
    begin = press(many)
    many.on("request", lambda request: asked.append(request))

    drag(many, begin)
    let_pass(many, CALM_MS)

    assert [(one.method, one.url) for one in asked] == []
    many.mouse.up()
    saved(many)
    assert [(one.method, one.url.rpartition("/")[2]) for one in asked][:1] == [("PUT", "objects")]
    # Letters that only lie elsewhere are not drawn again.
    assert not any(one.url.endswith("/fragments") for one in asked)
    stored = objects_of(person, id_of(many))
    scale = scale_of(many)
    for one in FORTY:
        after = stored[one["name"]]
        assert after["x_mm"] - one["x_mm"] == pytest.approx(WAY_PX[0] / scale, abs=0.02)
        assert after["y_mm"] - one["y_mm"] == pytest.approx(WAY_PX[1] / scale, abs=0.02)


def test_all_follow_the_pointer_by_the_same_way(many: Page) -> None:
    before = many.evaluate(PLACES)
    begin = press(many)

    drag(many, begin)

    ways = [
        [(to[0] - at[0], to[1] - at[1]) for at, to in zip(old, new, strict=True)]
        for old, new in zip(before, many.evaluate(PLACES), strict=True)
    ]
    assert [len(layer) for layer in ways] == [MANY, MANY]
    # Places are rounded to hundredths of a millimetre.
    rounded = 0.02 * scale_of(many)
    for way in (*ways[0], *ways[1]):
        assert way == pytest.approx(WAY_PX, abs=rounded)


def test_a_move_changes_one_attribute_of_what_is_shown_of_each(many: Page) -> None:
    begin = press(many)
    many.evaluate(COUNT_CHANGES)

    drag(many, begin)

    changes: dict[str, Any] = many.evaluate("window.changesSoFar()")
    moves, attributes = changes["moves"], changes["attributes"]
    assert 0 < moves <= MOVES
    assert changes["nodes"] == 0, "drawings are moved, never made anew"
    assert set(attributes) == {"art transform", "hits transform"}
    assert all(MANY <= count <= MANY * moves for count in attributes.values()), attributes
    # Handles, distances and one outline for all are some 40 elements, for forty as for two.
    assert changes["elsewhere"] <= 2 * moves
    assert changes["made"] <= 45 * moves


def test_a_move_calls_some_ninety_functions_for_each(many: Page) -> None:
    session = many.context.new_cdp_session(many)
    session.send("Profiler.enable")
    session.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": False})
    begin = press(many)
    calls_of_functions(session)

    drag(many, begin)

    others, ours = calls_of_functions(session)
    assert MANY < others / MOVES < 40 * MANY
    assert MANY < ours / MOVES < 75 * MANY
