// Puts our own picture, which Python made and escaped, into the page: Streamlit's other ways drop it or its links.
export default function ({ data, parentElement }) {
  const figure = parentElement.querySelector(".np-map");
  if (figure.dataset.drawn === data.drawn) return;
  figure.dataset.drawn = data.drawn;
  figure.querySelector(".np-map-picture").innerHTML = data.svg;
  const caption = figure.querySelector("figcaption");
  caption.textContent = data.caption;
  caption.hidden = !data.caption;
  const list = figure.querySelector("ul");
  list.replaceChildren(...data.legend.map(([picture, letter, words]) => {
    const item = document.createElement("li");
    item.innerHTML = picture;
    const text = document.createElement("span"), sign = document.createElement("span");
    sign.className = "np-map-letter";
    sign.textContent = `${letter} `;
    text.append(sign, words);
    item.append(text);
    return item;
  }));
  list.hidden = !data.legend.length;
}
