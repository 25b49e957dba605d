// The status line: its text is replaced, its node stays. Bare r and c do nothing: Streamlit reruns the page and opens a
// menu on them, which people who speak or type their commands set off unawares (WCAG 2.1.4). And every answer is a step
// of the back button: Streamlit overwrites the address of the question before.
const typing = (node) => node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName);
const address = () => location.pathname + location.search;

function keep(event) {
  const bare = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (bare && /^[rc]$/i.test(event.key) && !typing(event.target)) event.stopImmediatePropagation();
}

function begin() {
  window.needleproof = { at: address() };
  for (const kind of ["keydown", "keypress", "keyup"]) window.addEventListener(kind, keep, true);
  const arrived = () => {
    window.needleproof.at = address();
  };
  window.addEventListener("popstate", arrived);
  const push = history.pushState.bind(history);
  history.pushState = (...step) => {
    push(...step);
    arrived();
  };
}

function step() {
  const [before, now] = [window.needleproof.at, address()];
  if (before === now) return;
  if (before.split("?")[0] === location.pathname) {
    history.replaceState(history.state, "", before);
    history.pushState(history.state, "", now);
  }
  window.needleproof.at = now;
}

export default function ({ data, parentElement }) {
  if (!window.needleproof) begin();
  const line = parentElement.querySelector("[role=status]");
  const text = data ? new TextDecoder().decode(data) : "";
  if (line && line.textContent !== text) {
    line.textContent = text;
    step();
  }
}
