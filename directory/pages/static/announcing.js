// The status line: its text is replaced, its node stays. Bare r and c do nothing: Streamlit reruns the page and opens a
// menu on them, which people who speak or type their commands set off unawares (WCAG 2.1.4). And everything a reader
// does is one step of the back button: by itself Streamlit overwrites the address of the question before when a filter
// changes, and makes a second step of what it corrects in the address afterwards.
const typing = (node) => node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName);

function keep(event) {
  const bare = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (bare && /^[rc]$/i.test(event.key) && !typing(event.target)) event.stopImmediatePropagation();
}

function begin() {
  const state = (window.needleproof = { acted: false });
  for (const kind of ["keydown", "keypress", "keyup"]) window.addEventListener(kind, keep, true);
  for (const kind of ["keydown", "pointerdown", "click"]) {
    window.addEventListener(kind, () => (state.acted = true), true);
  }
  window.addEventListener("popstate", () => (state.acted = false), true);
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  const step = (way) => (data, unused, url) => {
    const to = new URL(url ?? location.href, location.href);
    if (to.pathname !== location.pathname) state.acted = false;
    if (to.pathname !== location.pathname || to.search === location.search) return way(data, unused, url);
    const first = state.acted;
    state.acted = false;
    return (first ? push : replace)(data, unused, url);
  };
  history.pushState = step(push);
  history.replaceState = step(replace);
}

export default function ({ data, parentElement }) {
  if (!window.needleproof) begin();
  const line = parentElement.querySelector("[role=status]");
  const text = data ? new TextDecoder().decode(data) : "";
  if (line && line.textContent !== text) line.textContent = text;
}
