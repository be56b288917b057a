"""What is answered where nothing can be drawn: 503, with a sentence and Retry-After."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from cardwright import settings
from cardwright.accounts import actions as accounts
from cardwright.app import create_app
from cardwright.card_templates.drawing_queue import DrawingQueue
from cardwright.errors import Unavailable
from cardwright.oauth.actions import tokens as oauth
from cardwright.rendering.engine import MISSING
from cardwright.rendering.workers import Renderers
from tests.children.programs import READY
from tests.service import EVERYTHING, a_template, path_of

Ask = Callable[..., Awaitable[httpx.Response]]

# A worker on a machine that lacks the libraries of the engine.
LACKING = """
import sys
sys.modules["skia"] = None
from cardwright.rendering.worker import main
main()
"""

# A worker that answers nothing before there is a certain file.
WAITING = f"""{READY}
from cardwright.rendering.messages import Unreadable
while True:
    hear()
    while not os.path.exists(sys.argv[1]):
        time.sleep(0.01)
    say(Unreadable("as it was told"))
"""


async def in_this_process(
    data_dir: Path,
    prepare: Callable[[FastAPI], None],
    work: Callable[[FastAPI, Ask], Awaitable[None]],
) -> None:
    """Run `work` on an app of its own, with what asks for a card template in it."""
    app = create_app(settings.load(data_dir=data_dir))
    prepare(app)
    with app.state.database.writing() as session:
        account = accounts.create_account(session, "Test", "UTC")
        user = accounts.create_user(session, account, "a@example.com", "Ada Byron", is_admin=True)
        token, _ = oauth.create_token(session, user, EVERYTHING)
    headers = {"Authorization": f"Bearer {token}"}
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as http,
    ):
        created = (await http.post("/api/3/card_templates", json=a_template())).json()

        async def ask(method: str, below: str, json: object = None) -> httpx.Response:
            path = below if below.startswith("/") else path_of(created, below)
            return await http.request(method, path.format(**created), json=json)

        await work(app, ask)


def test_where_the_engine_is_missing_it_says_what_to_install(data_dir: Path) -> None:
    def without_engine(app: FastAPI) -> None:
        app.state.renderers = Renderers((sys.executable, "-c", LACKING))

    async def work(_: FastAPI, ask: Ask) -> None:
        for method, below in (("GET", "preview/front"), ("POST", "render"), ("POST", "preflight")):
            answer = await ask(method, below)
            assert answer.status_code == 503
            assert answer.json()["error_description"] == MISSING
            assert "libgl1 libegl1" in MISSING
            assert answer.headers["retry-after"] == "5"
        assert (await ask("GET", "fields")).status_code == 200

    asyncio.run(in_this_process(data_dir, without_engine, work))


def test_a_queue_that_is_full_says_so_and_has_room_again_later(data_dir: Path) -> None:
    async def work(app: FastAPI, ask: Ask) -> None:
        app.state.render_queue = app.state.preview_queue = queue = DrawingQueue(2, 1)
        with queue.place(-1), queue.place(-2):
            for method, below in (
                ("GET", "preview/front"),
                ("POST", "render"),
                ("POST", "preflight"),
            ):
                answer = await ask(method, below)
                assert answer.status_code == 503
                assert "Too many cards" in answer.json()["error_description"]
                assert answer.headers["retry-after"] == "5"
        assert (await ask("GET", "preview/front")).status_code == 200
        assert (await ask("POST", "render")).status_code == 200

    asyncio.run(in_this_process(data_dir, lambda _: None, work))


def test_renders_of_others_keep_nobody_from_designing(data_dir: Path) -> None:
    async def work(app: FastAPI, ask: Ask) -> None:
        stage = "/designer/{id}/fragments"
        asked = {"side": "front", "objects": []}
        app.state.render_queue, app.state.stage_queue = DrawingQueue(1, 1), DrawingQueue(2, 1)
        with app.state.render_queue.place(-1):
            assert (await ask("POST", stage, asked)).status_code == 200
            for below in ("print", "preflight"):
                data = {"data": {}, "page": "a4", "flip": "long"} if below == "print" else {}
                answer = await ask("POST", f"/designer/{{id}}/{below}", data)
                assert answer.status_code == 503, answer.text
        with app.state.stage_queue.place(-1), app.state.stage_queue.place(-2):
            answer = await ask("POST", stage, asked)
            assert answer.status_code == 503
            assert "Too many cards" in answer.json()["error_description"]
        assert (await ask("POST", stage, asked)).status_code == 200

    asyncio.run(in_this_process(data_dir, lambda _: None, work))


def test_renders_by_the_dozen_let_the_designer_in_between(data_dir: Path, tmp_path: Path) -> None:
    go = tmp_path / "go"
    answered = []

    def with_one_worker(app: FastAPI) -> None:
        program = (sys.executable, "-c", WAITING, str(go))
        app.state.renderers = Renderers(program, at_a_time=1, seconds=60)

    async def work(app: FastAPI, ask: Ask) -> None:
        async def waits(count: int) -> None:
            while app.state.renderers.waiting < count:
                await asyncio.sleep(0.01)

        async def draw(below: str, asked: object = None) -> None:
            answer = await ask("POST", below, asked)
            assert "as it was told" in answer.text
            answered.append(below.rpartition("/")[2])

        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            for _ in range(6):
                group.create_task(draw("render"))
            await waits(5)
            asked = {"side": "front", "objects": []}
            group.create_task(draw("/designer/{id}/fragments", asked))
            await waits(6)
            go.touch()

    asyncio.run(in_this_process(data_dir, with_one_worker, work))

    assert len(answered) == 7
    assert answered.index("fragments") == 2, answered


def test_one_account_leaves_room_for_the_others() -> None:
    queue = DrawingQueue(most=3, most_of_account=2)

    with queue.place(1), queue.place(1):
        with pytest.raises(Unavailable), queue.place(1):
            pass
        with queue.place(2), pytest.raises(Unavailable), queue.place(3):
            pass
    with queue.place(1), queue.place(2), queue.place(3):
        pass


def test_a_place_is_given_back_when_drawing_fails() -> None:
    queue = DrawingQueue(1, 1)

    with pytest.raises(RuntimeError), queue.place(1):
        raise RuntimeError

    with queue.place(1):
        pass


def test_the_engine_is_not_loaded_into_the_serving_process() -> None:
    script = "import sys, cardwright.app; print(*{'skia', 'numpy', 'uharfbuzz'} & {*sys.modules})"

    async def loaded() -> bytes:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE
        )
        return (await process.communicate())[0]

    assert asyncio.run(loaded()).strip() == b""
