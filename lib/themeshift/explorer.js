// The dots of matplotlib's own SVG become buttons; a list, passages and downloads beside them.
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const FILES = { passages: "Passages (CSV)", texts: "Texts (CSV)", pdf: "Figure (PDF)", png: "Figure (PNG)" };
const LOST = "The kernel was restarted or has ended, so nothing is answered here any more; run the cell again.";

// A key without Ctrl, Alt or Meta belongs to what has the focus: in JupyterLab an arrow would leave a list, and b add a cell.
window.addEventListener("keydown", ({ target, ctrlKey, altKey, metaKey }) => {
  if (target.closest?.(".ts-whole")) target.toggleAttribute("data-lm-suppress-shortcuts", !(ctrlKey || altKey || metaKey));
}, true);

function render({ model, el }) {
  const alert = make("p", { role: "alert", class: "ts-alert" });
  const figure = make("div", { class: "ts-figure" });
  const sentence = make("div", { role: "status", "aria-live": "polite", "aria-atomic": "false", class: "ts-sentence" });
  const compared = make("p", { role: "status", "aria-live": "polite", class: "ts-compared" });
  const list = make("select", { size: 8, "aria-label": "Texts by date: choose one to open it" });
  const opened = make("p", { role: "status", "aria-live": "polite", class: "ts-opened" });
  const passages = make("section", { "aria-label": "Passages", class: "ts-passages" });
  const code = make("pre", { tabindex: "0", "aria-label": "Code of this figure" });
  const copy = make("button", { type: "button" }, "Copy");
  const takes = Object.entries(FILES).map(([what, label]) => {
    const button = make("button", { type: "button", "data-take": what }, label);
    button.addEventListener("click", () => tell({ do: "take", what }));
    return button;
  });
  const beside = make("div", { class: "ts-list" }, make("strong", {}, "Texts"), list);
  el.classList.add("ts-explorer");
  el.append(alert, make("div", { class: "ts-see" }, figure, beside), sentence, compared,
    make("div", { class: "ts-take" }, "Take: ", ...takes),
    make("details", {}, make("summary", {}, "The code cell that makes this figure"), copy, code), opened, passages);

  function say(words) {
    alert.textContent = words;
    alert.hidden = !words;
    if (words) alert.scrollIntoView({ block: "nearest" });
  }

  function tell(message) {
    try { model.send(message); } catch { say(LOST); }
  }

  // A dot is a button; around a small one lies a larger, unseen circle, under all dots.
  function enliven(dot, [mark, label], svg, under, act) {
    dot.setAttribute("role", "button");
    dot.setAttribute("aria-label", label);
    const title = document.createElementNS(svg.namespaceURI, "title");
    title.textContent = label;
    dot.append(title);
    const box = dot.getBBox();
    const reach = document.createElementNS(svg.namespaceURI, "circle");
    reach.setAttribute("cx", box.x + box.width / 2);
    reach.setAttribute("cy", box.y + box.height / 2);
    reach.setAttribute("r", Math.max(6, box.width / 2));
    reach.setAttribute("class", "ts-reach");
    under.append(reach);
    for (const target of [dot, reach]) target.addEventListener("click", () => act(mark, label));
    dot.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      act(mark, label);
    });
    return box.x + box.width / 2;
  }

  // Of each panel one dot is a stop for Tab, or there were hundreds; arrows go on by date.
  function walk(group, dots, places) {
    group.setAttribute("role", "toolbar");
    group.setAttribute("aria-label", "Dots: arrows go from one to the next, by date");
    const order = [...dots.keys()].sort((a, b) => places[a] - places[b]).map((n) => dots[n]);
    const stop = (here) => { for (const dot of order) dot.setAttribute("tabindex", dot === here ? "0" : "-1"); };
    stop(order[0]);
    order.forEach((dot, n) => {
      dot.addEventListener("focus", () => stop(dot));
      dot.addEventListener("keydown", (event) => {
        const next = order[{ ArrowRight: n + 1, ArrowLeft: n - 1, Home: 0, End: order.length - 1 }[event.key]];
        if (!next || event.ctrlKey || event.altKey || event.metaKey) return;
        event.preventDefault();
        next.focus();
      });
    });
  }

  function draw() {
    const focused = document.activeElement && figure.contains(document.activeElement)
      ? document.activeElement.getAttribute("aria-label") : null;
    const parsed = new DOMParser().parseFromString(model.get("svg"), "image/svg+xml").documentElement;
    const svg = document.importNode(parsed, true);
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", model.get("sentence"));
    figure.replaceChildren(svg);
    model.get("dots").forEach((marks, panel) => {
      const group = svg.querySelector(`#dots-${panel}`);
      if (!group) return;
      const dots = [...group.querySelectorAll("use, path")].filter((dot) => !dot.closest("defs"))
        .slice(0, marks.length);
      const under = document.createElementNS(svg.namespaceURI, "g");
      group.prepend(under);
      walk(group, dots, dots.map((dot, n) => enliven(dot, marks[n], svg, under, open)));
    });
    if (focused) [...figure.querySelectorAll("[role=button]")]
      .find((dot) => dot.getAttribute("aria-label") === focused)?.focus();
  }

  // What was asked for may come below the edge of the window.
  const reveal = (part) => requestAnimationFrame(() => part.textContent && part.scrollIntoView({ block: "nearest" }));
  const open = (mark, label) => { // the label tells which picture was seen
    tell({ do: "open", mark, label });
    if (opened.textContent.includes(label)) reveal(opened); // it is open already: nothing else will change
  };
  const follow = (name, act) => { model.on(`change:${name}`, act); act(); };
  follow("alert", () => say(model.get("alert")));
  model.on("comm_live_update", function () { // of the event nothing is told but its view, whose whole model knows
    say(this.model?.comm_live === false ? LOST : model.get("alert"));
  });
  follow("sentence", () => { // a line that stays is not said again
    const lines = model.get("sentence").split("\n");
    while (sentence.children.length > lines.length) sentence.lastChild.remove();
    lines.forEach((line, n) => {
      const shown = sentence.children[n] ?? sentence.appendChild(make("p"));
      if (shown.textContent !== line) shown.textContent = line;
    });
  });
  follow("compared", () => { compared.textContent = model.get("compared"); });
  follow("opened", () => { opened.textContent = model.get("opened"); });
  follow("passages", () => { passages.innerHTML = model.get("passages"); });
  model.on("change:compared", () => reveal(compared));
  model.on("change:opened", () => reveal(opened));
  follow("code", () => { code.textContent = model.get("code"); });
  follow("seconds", () => { el.dataset.seconds = JSON.stringify(model.get("seconds")); });
  follow("texts", () => {
    list.replaceChildren(...model.get("texts").map(([mark, label]) => make("option", { value: mark }, label)));
  });
  follow("svg", () => requestAnimationFrame(draw)); // a box has its size only in the page

  list.addEventListener("change", () => open(Number(list.value), list.selectedOptions[0].textContent));
  copy.addEventListener("click", async () => {
    let done = "Copied";
    try { await navigator.clipboard.writeText(code.textContent); } catch { // not allowed, or no secure address
      getSelection().selectAllChildren(code);
      done = "Selected: now copy it";
    }
    copy.textContent = done;
    setTimeout(() => { copy.textContent = "Copy"; }, 1500);
  });
  passages.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-passage]");
    if (!button) return;
    const shown = passages.querySelector(`[data-paragraph="${button.dataset.passage}"]`);
    if (shown) { shown.remove(); button.setAttribute("aria-expanded", "false"); }
    else tell({ do: "paragraph", passage: Number(button.dataset.passage) });
  });
  model.on("msg:custom", (message, buffers) => {
    if (message.file) {
      const data = buffers[0];
      const link = make("a", { download: message.file, href: URL.createObjectURL(new Blob([data], { type: message.type })) });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    } else if (message.paragraph !== undefined) {
      const button = passages.querySelector(`button[data-passage="${message.paragraph}"]`);
      if (!button) return;
      const box = make("div", { "data-paragraph": message.paragraph, tabindex: "0", role: "region", "aria-label": "Paragraph and scan" });
      box.innerHTML = message.html;
      button.closest("p").after(box);
      button.setAttribute("aria-expanded", "true");
    }
  });
}

export default { render };
