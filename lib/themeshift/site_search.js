/* The search of the reading site. It fetches no page, which no browser does from the disk: the passages are a script.
   A page that is opened with ?words= has those words marked. All text is put in as text, never as HTML. */
"use strict";

const SHOWN = 100; // results before one asks for the rest
const LONGEST = 1000; // characters of a question
const AROUND = 140; // characters on either side of what is found

const LETTER = "[\\p{L}\\p{M}\\p{N}]", LETTERS = "[\\p{L}\\p{M}\\p{N}'’-]*";
const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, tr, dt, pre, summary, caption"; // each is a passage in the index
const INLINE = "a, abbr, b, bdi, cite, code, em, i, kbd, mark, q, s, samp, small, span, strong, sub, sup, u, var";
const PASSED_OVER = "script, style, svg, .headerlink, td i, td span > small, [id^='line-']"; // what is put into a text

function escapePattern(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/['’]/g, "['’]");
}

/* Return a text without the accents on its letters, and where each of its characters was. */
function fold(text) {
  if (/^[\0-\u00bf\u2010-\u203a]*$/.test(text)) return [text, null];
  const places = [];
  let folded = "";
  for (const { 0: part, index } of text.matchAll(/[\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+/gu)) {
    const plain = !/^[\p{L}\p{M}\p{N}]/u.test(part) ? part
      : part.normalize("NFD").replace(/[\u0300-\u036f]/g, "").normalize();
    for (let n = 0; n < plain.length; n++) places.push(index + Math.min(n, part.length - 1));
    folded += plain;
  }
  return [folded, [...places, text.length]];
}

/* Return a pattern of a word. What is between two * is taken where it comes first, or it could take for ever. */
function writePattern(word, n) {
  const [first, ...parts] = fold(word)[0].split(/\*+/).map(escapePattern), last = parts.pop();
  const middle = parts.map((part, m) => `(?=(?<p${n}_${m}>${LETTERS}?${part}))\\k<p${n}_${m}>`);
  return first + middle.join("") + (last === undefined ? "" : LETTERS + last);
}

/* Return a pattern that finds a word or a phrase: whole words, any case, either apostrophe, * for any letters. */
function compileWords(words) {
  return new RegExp(`(?<!${LETTER})${words.map(writePattern).join("[^\\p{L}\\p{M}\\p{N}]+")}(?!${LETTER})`, "giu");
}

/* Return the words of a question; quotation marks and other signs around them are not searched. */
function readWords(written) {
  return written.normalize().split(/\s+/).map((word) =>
    word.replace(/^[^\p{L}\p{M}\p{N}*_]+|[^\p{L}\p{M}\p{N}*_]+$/gu, "")).filter((word) => /[\p{L}\p{N}_]/u.test(word));
}

/* Return the places of a pattern, or those of each word where all of them occur. */
function findPlaces(text, patterns, all) {
  const [folded, places] = fold(text), found = [];
  for (const pattern of patterns) {
    const here = [...folded.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length]);
    if (all && !here.length) return [];
    found.push(...here.map((ends) => places ? ends.map((end) => places[end]) : ends));
  }
  return found.sort((a, b) => a[0] - b[0]);
}

/* Append text in which the places are marked. */
function appendMarked(node, text, places, from, to) {
  let at = from;
  for (const [start, end] of places.filter((place) => place[0] >= from && place[1] <= to)) {
    if (start < at) continue;
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, end);
    node.append(text.slice(at, start), mark);
    at = end;
  }
  node.append(text.slice(at, to));
}

/* Return the anchor of the line in which a place lies. */
function findAnchor(passage, place) {
  let anchor = passage[3];
  for (let n = 2; n < passage.length && passage[n] <= place; n += 2) anchor = passage[n + 1];
  return anchor;
}

/* Return one result: where it is, as a link, and the words around it. */
function writeResult(page, passage, places, start, end, asked) {
  const [text, told] = passage;
  const item = document.createElement("li");
  const link = document.createElement("a");
  const anchor = findAnchor(passage, start);
  link.href = `${page}?words=${encodeURIComponent(asked)}${anchor ? "#" + encodeURIComponent(anchor) : ""}`;
  const line = anchor.startsWith("line-") ? anchor.replace("-", " ") : "";
  link.textContent = [told, line].filter((part) => part).join(", ") || "open";
  let from = Math.max(0, start - AROUND), to = Math.min(text.length, end + AROUND);
  while (from > 0 && start - from < 2 * AROUND && /\S/.test(text[from - 1])) from--; // whole words, where there are blanks
  while (to < text.length && to - end < 2 * AROUND && /\S/.test(text[to])) to++;
  const words = document.createElement("bdi");
  words.append(from > 0 ? "… " : "");
  appendMarked(words, text, places, from, to);
  words.append(to < text.length ? " …" : "");
  item.append(link, " ", words);
  return [item, to];
}

/* Return the results of all pages: for each its address, title, items and their number, and whether it is a text.
   What was shown is not shown again. */
function collect(patterns, all, asked) {
  const pages = [];
  for (const [page, title, passages, isText] of PASSAGES) {
    const items = [];
    let n = 0;
    for (const passage of passages) {
      const places = findPlaces(passage[0], patterns, all);
      n += places.length;
      let shown = 0;
      for (const [start, end] of places) {
        if (start < shown) continue;
        const [item, to] = writeResult(page, passage, places, start, end, asked);
        items.push(item);
        shown = to;
      }
    }
    if (items.length) pages.push({ page, title, items, n, isText });
  }
  return pages;
}

function count(n, one, many) {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

function tellCounts(pages) {
  const texts = pages.filter(({ isText }) => isText), others = pages.filter(({ isText }) => !isText);
  const sum = (list) => count(list.reduce((n, found) => n + found.n, 0), "time", "times");
  const more = others.length ? `, ${sum(others)} in titles and other pages` : "";
  return `${sum(texts)} in ${count(texts.length, "text", "texts")}${more}.`;
}

/* Show results in the order of pages; the rest follow when they are asked for. */
function showPages(pages, limit) {
  const place = document.getElementById("search-results");
  place.replaceChildren();
  let left = limit, rest = 0;
  for (const { page, title, items } of pages) {
    const shown = items.slice(0, left);
    rest += items.length - shown.length;
    left -= shown.length;
    if (!shown.length) continue;
    const head = document.createElement("h2"), link = document.createElement("a"), list = document.createElement("ul");
    link.href = page;
    link.textContent = title;
    head.append(link);
    list.append(...shown);
    place.append(head, list);
  }
  if (!rest) return;
  const button = document.createElement("button");
  button.textContent = `Show ${count(rest, "more", "more")}`;
  button.onclick = () => {
    showPages(pages, Infinity);
    place.querySelectorAll("li a")[limit].focus();
  };
  place.append(button);
}

function search(asked) {
  const told = document.getElementById("search-told"), words = readWords(asked);
  if (!words.length) {
    told.textContent = asked.trim() ? "There is no word in this; write letters or figures." : "";
    return;
  }
  if (asked.length > LONGEST) {
    told.textContent = `This is too long; write at most ${LONGEST.toLocaleString("en")} characters.`;
    return;
  }
  let pages = collect([compileWords(words)], false, asked);
  told.textContent = tellCounts(pages);
  if (!pages.length && words.length > 1) {
    pages = collect([...new Set(words)].map((word) => compileWords([word])), true, asked);
    told.textContent = `These words nowhere follow each other. ${pages.length ? "Passages with all of them: " +
      tellCounts(pages) : "No passage has all of them."}`;
  } else if (!pages.length) told.textContent = "This word occurs nowhere.";
  const wide = words.join(" ") + "*", widened = [compileWords(wide.split(" "))];
  const count = (patterns) => PASSAGES.reduce((sum, page) =>
    sum + page[2].reduce((all, [text]) => all + findPlaces(text, patterns, true).length, 0), 0);
  if (!asked.includes("*") && count(widened) > count([compileWords(words)])) {
    const begin = document.createElement("a");
    begin.href = `?q=${encodeURIComponent(wide)}`;
    begin.textContent = wide;
    told.append(" With other endings: ", begin);
  }
  showPages(pages, SHOWN);
}

/* Return the passages of a page as the index has them: for each its text, and its text nodes with the place of each. */
function listBlocks(article) {
  const blocks = new Map(), walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  let above = null, ended = false; // by a line break
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    ended ||= node.nodeName === "BR";
    if (node.nodeType !== Node.TEXT_NODE || node.parentElement.closest(PASSED_OVER)) continue;
    const near = node.parentElement.closest(`:not(${INLINE})`);
    let key = near;
    for (let outer = near; outer !== article.parentElement; outer = outer.parentElement) {
      if (outer.matches(BLOCKS)) key = outer;
    }
    if (key.querySelector(":scope > td [id^='line-']")) key = near; // a paragraph, and beside it its lines
    if (!blocks.has(key)) blocks.set(key, { text: "", nodes: [] });
    const block = blocks.get(key);
    if (ended || near !== above) block.text += " ";
    block.nodes.push([node, block.text.length]);
    block.text += node.data;
    [above, ended] = [near, false];
  }
  return [...blocks.values()];
}

/* Mark words in a page, as they were searched, and go to the line that the address names. */
function markWords(asked) {
  const words = readWords(asked), article = document.querySelector("article");
  if (!words.length || asked.length > LONGEST || !article) return;
  const blocks = listBlocks(article), find = (patterns) => blocks.map(({ text }) => findPlaces(text, patterns, false));
  let found = find([compileWords(words)]);
  if (!found.some((places) => places.length)) found = find(words.map((word) => compileWords([word])));
  blocks.forEach(({ nodes }, n) => nodes.forEach(([node, at]) => {
    const inside = found[n].map((place) => place.map((end) => Math.min(Math.max(end - at, 0), node.data.length)))
      .filter(([start, end]) => /\S/.test(node.data.slice(start, end)));
    if (!inside.length) return;
    const marked = document.createDocumentFragment();
    appendMarked(marked, node.data, inside, 0, node.data.length);
    node.replaceWith(marked);
  }));
  const target = findTarget();
  for (let folded = target?.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
  const go = () => (findMark(target) || target)?.scrollIntoView({ block: "center", behavior: "instant" });
  addEventListener("load", () => setTimeout(go)); // after the browser itself went there
}

/* Return what the address names after its #, which is not always encoded. */
function findTarget() {
  const name = location.hash.slice(1), there = document.getElementById(name);
  try { return there || document.getElementById(decodeURIComponent(name)); } catch { return null; }
}

/* Return how far into a cell a node is, from 0 to 1. */
function measurePlace(cell, node) {
  const range = document.createRange();
  range.setStart(cell, 0);
  range.setEndBefore(node);
  return range.toString().length / cell.textContent.length;
}

/* On a narrow screen the lines of the scan are below their paragraph: return the mark in it that is nearest to a line. */
function findMark(target) {
  const [text, scan] = target?.closest("tr")?.querySelectorAll("td") || [];
  if (!scan?.contains(target) || scan.offsetTop === text.offsetTop) return null;
  const line = measurePlace(scan, target), away = (mark) => Math.abs(measurePlace(text, mark) - line);
  return [...text.querySelectorAll("mark")].sort((a, b) => away(a) - away(b))[0];
}

document.addEventListener("DOMContentLoaded", () => {
  const given = new URLSearchParams(location.search), form = document.getElementById("search-form");
  if (given.get("words")) markWords(given.get("words"));
  if (!form) return;
  form.elements.q.value = given.get("q") || "";
  if (!form.elements.q.value) form.elements.q.focus();
  search(form.elements.q.value);
});
