/** What a screen reader says when something has happened that is only to be seen. */

let timer = 0;
let frame = 0;

/** Say it once things have calmed down; what comes soon after is said instead. */
export function announce(text, { isUrgent = false } = {}) {
  const region = document.getElementById(isUrgent ? "alerts" : "announcements");
  if (!region) return;
  clearTimeout(timer);
  cancelAnimationFrame(frame);
  document.getElementById("alerts")?.replaceChildren();
  timer = window.setTimeout(() => {
    // The same text again is only read when it was gone for a moment.
    region.textContent = "";
    frame = requestAnimationFrame(() => {
      region.textContent = text;
    });
  }, isUrgent ? 0 : 300);
}
