"""Forty objects that follow the pointer, in the designer and on a page that does only this."""

from playwright.sync_api import Page

from bench.connection import BenchError
from bench.designer.browser import WINDOW, Window
from bench.designer.results import Drag

STEPS = 120
_STEP_PX = (0.7, 0.4)
_COUNT_FRAMES = """() => {
    const times = [];
    let last = 0;
    let isOn = true;
    const frame = (now) => {
        if (last) times.push(now - last);
        last = now;
        if (isOn) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    window.stopCounting = () => { isOn = false; return times; };
}"""
# What the designer shows, as it stands, so that there is as much to paint.
_DRAWINGS = """() => {
    const world = document.querySelector('.stage-svg > g').getAttribute('transform');
    const { left, top } = document.querySelector('.stage-svg').getBoundingClientRect();
    const art = document.querySelector('.art').innerHTML;
    return `<g transform="translate(${left} ${top}) ${world}">${art}</g>`;
}"""
_FOLLOW = """(scale) => {
    const groups = document.querySelectorAll('svg > g > g');
    let begin = null;
    addEventListener('pointerdown', (event) => { begin = [event.clientX, event.clientY]; });
    addEventListener('pointerup', () => { begin = null; });
    addEventListener('pointermove', (event) => {
        if (!begin) return;
        const x = (event.clientX - begin[0]) / scale, y = (event.clientY - begin[1]) / scale;
        for (const group of groups) group.setAttribute('transform', `translate(${x} ${y})`);
    });
    return groups.length;
}"""
_WHERE = "document.querySelector('.art').children[17].getBoundingClientRect().toJSON()"
_SCALE = "document.querySelector('.art').getScreenCTM().a"


class Dragging:
    """The two pages, which take the same moves of the pointer."""

    def __init__(self, window: Window) -> None:
        """Make the page that is the floor out of what the designer shows."""
        self._designer = window.designer
        box = self._designer.evaluate(_WHERE)
        self._begin = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self._floor = window.context.new_page()
        width, height = WINDOW
        size = f'width="{width}" height="{height}"'
        drawings = self._designer.evaluate(_DRAWINGS)
        self._floor.set_content(
            f'<!doctype html><body style="margin:0;overflow:hidden"><svg {size}>{drawings}</svg>'
        )
        self._objects = self._floor.evaluate(_FOLLOW, self._designer.evaluate(_SCALE))

    def in_the_designer(self) -> Drag:
        """Drag all objects there, and leave them where they were. Raises BenchError."""
        self._designer.bring_to_front()
        self._designer.locator("#stage").focus()
        self._designer.keyboard.press("Control+a")
        drag = self._dragged(self._designer, ".art > g[transform]")
        # The gesture is given up, so that nothing is saved.
        self._designer.keyboard.press("Escape")
        self._designer.mouse.up()
        return drag

    def on_the_floor(self) -> Drag:
        """Drag the drawings on the page that does nothing else. Raises BenchError."""
        self._floor.bring_to_front()
        drag = self._dragged(self._floor, "svg > g > g[transform]")
        self._floor.mouse.up()
        return drag

    def _dragged(self, page: Page, moved: str) -> Drag:
        x, y = self._begin
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})

        def busy_seconds() -> float:
            metrics = session.send("Performance.getMetrics")["metrics"]
            found: float = next(one["value"] for one in metrics if one["name"] == "TaskDuration")
            return found

        page.mouse.move(x, y)
        page.mouse.down()
        page.evaluate(_COUNT_FRAMES)
        before = busy_seconds()
        for step in range(1, STEPS + 1):
            page.mouse.move(x + step * _STEP_PX[0], y + step * _STEP_PX[1])
        busy = busy_seconds() - before
        frames = page.evaluate("window.stopCounting()")
        session.detach()
        count = page.locator(moved).count()
        if count != self._objects:
            raise BenchError(f"{count} of {self._objects} objects followed the pointer")
        return Drag(frames, busy * 1000 / STEPS)
