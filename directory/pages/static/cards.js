// The list of people. All words come as text and are set as text; nothing of it is ever read as HTML.
const PATIENCE = 5000; // milliseconds
const made = (tag, name, ...inside) => {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.append(...inside);
  return node;
};

const link = ([words, href, more]) => {
  const node = made("a", "", words);
  node.href = href;
  if (more) node.append(made("span", "np-hidden", more));
  return node;
};

// A fact: words alone, a badge before them (its number among the [icon, word, color] of the list), a link, or notes
// below; first what is in dispute.
const fact = ({ head, badge: number, words, to, notes, marks }, badges) => {
  const badge = badges[number];
  const told = made("dd", "");
  if (badge) {
    const icon = made("span", "", `${badge[0]} `);
    icon.setAttribute("aria-hidden", "true");
    told.append(made("span", `np-badge np-${badge[2]}`, icon, badge[1]));
  }
  if (to) told.append(link(to));
  if (words) told.append(words);
  for (const mark of marks || []) told.append(made("p", "np-mark", mark));
  for (const note of notes || []) told.append(made("p", "np-note", note));
  return [made("dt", "", head), told];
};

const card = (one, { texts, badges }) => {
  const box = made("input", "");
  box.type = "checkbox";
  box.value = one.id;
  const number = made("span", "np-number", `${one.number}. `);
  number.setAttribute("aria-hidden", "true"); // the same as on the map, which is a picture
  const checks = link([one.checks, "practitioner"]);
  checks.dataset.person = one.id;
  const label = made("label", "", box, texts.compare, made("span", "np-hidden", ` ${one.name}`));
  return made(
    "li",
    "",
    made("h3", "", number, one.name),
    ...one.lines.map((line) => made("p", "", line)),
    made("dl", "", ...one.facts.flatMap((told) => fact(told, badges))),
    made("div", "np-foot", checks, label),
  );
};

// As a picture: what is in an image can neither run nor ask anybody for anything.
const drawn = (map) => {
  if (!map) return [];
  const image = made("img", "np-drawn");
  image.src = `data:image/svg+xml,${encodeURIComponent(map[0])}`;
  image.alt = map[1];
  const box = made("div", "np-box", image);
  box.tabIndex = 0; // it scrolls where the screen is narrow
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", map[2]);
  return [box];
};

// Another page of the list is read from its beginning.
const first = (cards) => {
  const heading = cards.querySelector("h3");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "center" });
};

export default function ({ data: bytes, parentElement, setStateValue }) {
  const data = JSON.parse(new TextDecoder().decode(bytes));
  const root = parentElement.querySelector(".np-cards");
  // An answer that was on its way when somebody ticked another box knows nothing of that tick.
  const ticked = root.ticked;
  if (ticked && String(ticked.ids) !== String(data.chosen) && Date.now() - ticked.at < PATIENCE) data.chosen = ticked.ids;
  else root.ticked = null;
  const shown = JSON.stringify([data.cards, data.map]);
  if (root.shown !== shown) {
    // Only another list replaces the nodes: a tick keeps the focus where it is.
    root.shown = shown;
    const cards = made("ol", "", ...data.cards.map((one) => card(one, data)));
    root.replaceChildren(...drawn(data.map), made("div", "np-chosen"), cards);
    const box = root.querySelector(".np-box");
    if (box) box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2; // the place asked for is in the middle
    if (root.page && root.page !== data.page) first(cards);
    root.page = data.page;
  }
  const boxes = [...root.querySelectorAll("input")];
  const mark = (chosen) => {
    for (const box of boxes) {
      box.checked = chosen.includes(box.value);
      box.disabled = !box.checked && chosen.length >= data.most;
    }
  };
  mark(data.chosen);
  for (const way of root.querySelectorAll("a[data-person]")) {
    way.href = `practitioner?${new URLSearchParams({ id: way.dataset.person, back: data.back })}`;
  }
  root.onchange = ({ target }) => {
    const others = data.chosen.filter((id) => id !== target.value);
    data.chosen = target.checked ? [...others, target.value] : others;
    root.ticked = { ids: data.chosen, at: Date.now() };
    mark(data.chosen);
    lead();
    setStateValue("chosen", data.chosen);
  };
  const bar = root.querySelector(".np-chosen");
  // Whoever follows the link at once compares all that are ticked, though the server has not answered the last tick yet.
  const lead = () => {
    const way = bar.querySelector("a");
    if (way) way.href = `compare?${new URLSearchParams([...data.chosen.map((id) => ["id", id]), ["back", data.back]])}`;
  };
  bar.replaceChildren(...(data.bar ? [made("p", "", `${data.bar[0]} `, link(data.bar[1]))] : []));
}
