// What the pages do beyond being read: sentences by keyboard and touch, citations to copy, the search.
"use strict";

const told = document.getElementById("told");
const text = document.querySelector("[data-cite]");
const links = text ? [...text.querySelectorAll(".s > a")] : [];

// The script marks what the address names, so that a click on an address need not move the page.
document.documentElement.classList.add("live");

function mark() {
  for (const old of document.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
  const target = document.getElementById(location.hash.slice(1))?.closest(".s, .gone, li");
  target?.setAttribute("aria-current", "location");
}

function tell(words) {
  told.textContent = words;
  setTimeout(() => { told.textContent = ""; }, 4000);
}

async function cite(link) {
  const who = link.closest(".turn").querySelector(".who").textContent;
  const words = link.parentElement.textContent.replace(/\s+/g, " ").trim();
  try {
    await navigator.clipboard.writeText(`“${words}” — ${who}, ${text.dataset.cite}. ${link.href}`);
    tell("Copied, with who said it and the address.");
  } catch {
    tell("The address of this sentence stands in the address bar.");
  }
}

// One sentence is reached by Tab; the arrow keys go on from there.
links.slice(1).forEach((link) => { link.tabIndex = -1; });
text?.addEventListener("keydown", (event) => {
  const at = links.indexOf(event.target);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (at < 0 || !step || !links[at + step]) return;
  event.preventDefault();
  links[at].tabIndex = -1;
  links[at + step].tabIndex = 0;
  links[at + step].focus();
});
text?.addEventListener("click", (event) => {
  const sentence = event.target.closest(".s");
  for (const near of text.querySelectorAll(".near")) near.classList.remove("near");
  sentence?.classList.add("near");
  if (!links.includes(event.target)) return;
  event.preventDefault();
  history.pushState(null, "", event.target.hash);
  mark();
  cite(event.target);
});
addEventListener("hashchange", mark);
mark();

const form = document.querySelector("form[role=search]");
const results = document.getElementById("results");
const found = document.getElementById("found");
const SHOWN = 20;
let latest = 0;

function item({ url, excerpt, meta }) {
  const li = document.createElement("li");
  const link = document.createElement("a");
  link.href = url.replace(/^\//, "");
  // Of what the index makes of the words, only the text is taken over, and which of it was searched for.
  for (const part of new DOMParser().parseFromString(excerpt, "text/html").body.childNodes) {
    const node = document.createElement(part.nodeName === "MARK" ? "mark" : "span");
    node.textContent = part.textContent;
    link.append(node);
  }
  const small = document.createElement("small");
  small.textContent = meta.title;
  li.append(link, document.createElement("br"), small);
  return li;
}

let loading;

function load() {
  loading ??= import(new URL("pagefind/pagefind.js", document.baseURI)).then((it) => it.init().then(() => it));
  return loading;
}

async function search(words) {
  const turn = ++latest;
  const pagefind = await load();
  const answer = words ? await pagefind.search(words) : { results: [] };
  const shown = await Promise.all(answer.results.slice(0, SHOWN).map((result) => result.data()));
  if (turn !== latest) return;
  results.replaceChildren(...shown.map(item));
  const count = answer.results.length;
  found.textContent = !words ? "" : count > SHOWN ? `${count} sentences, the first ${SHOWN}:`
    : `${count || "No"} sentence${count === 1 ? "" : "s"}.`;
}

if (form) {
  const input = form.elements.q;
  let pause;
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  if (input.value) search(input.value.trim());
  input.addEventListener("focus", load);
  input.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(search, 150, input.value.trim());
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", `?q=${encodeURIComponent(input.value)}`);
    search(input.value.trim());
  });
}
