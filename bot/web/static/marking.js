// Marking words of an interview: what is selected becomes parts of one turn, counted in UTF-16 as browsers do.
"use strict";

{
  const bar = document.getElementById("marking");
  const say = document.getElementById("count");
  const excerpt = document.getElementById("excerpt");
  let kept = [];
  let current = null;

  /** The offset of a boundary within the words of a turn. */
  function offset(words, node, at) {
    const range = document.createRange();
    range.setStart(words, 0);
    range.setEnd(node, at);
    return range.toString().length;
  }

  /** The part of a turn that is selected: of several turns, the first that holds words of it; null for none. */
  function selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0); // in the order of the text, also where it was marked from bottom to top
    const within = range.startContainer.nodeType === 1 ? range.startContainer : range.startContainer.parentElement;
    if (!document.getElementById("transcript").contains(within) && within.closest("main") === null) return null;
    let turn = within.closest(".turn") ?? document.querySelector(".turn");
    for (; turn && range.comparePoint(turn, 0) <= 0; turn = turn.nextElementSibling) {
      const words = turn.querySelector(".words");
      if (!words || !range.intersectsNode(words)) continue;
      const start = words.contains(range.startContainer) ? offset(words, range.startContainer, range.startOffset) : 0;
      const isInside = words.contains(range.endContainer);
      const end = isInside ? offset(words, range.endContainer, range.endOffset) : words.textContent.length;
      const text = words.textContent.slice(start, end);
      if (/[\p{L}\p{N}]/u.test(text)) return { turn: words.dataset.turn, words, start, end, text, isCut: !isInside };
    }
    return null;
  }

  /** Keep in sight which parts were marked before. */
  function highlight() {
    if (!window.Highlight || !CSS.highlights) return;
    const ranges = kept.map(({ range }) => range);
    ranges.length ? CSS.highlights.set("kept", new Highlight(...ranges)) : CSS.highlights.delete("kept");
  }

  function show(sentence) {
    const text = current ? current.text.trim().replace(/\s+/g, " ") : "";
    const words = text.split(" ");
    excerpt.textContent = words.length > 14 ? `${words.slice(0, 8).join(" ")} … ${words.slice(-4).join(" ")}` : text;
    say.textContent = sentence;
    bar.hidden = !current && !kept.length;
    if (!bar.hidden) document.querySelector(".done")?.remove(); // what was done before is behind whoever goes on
  }

  function parts() {
    return kept.length ? `, after ${kept.length === 1 ? "another part" : `${kept.length} other parts`}` : "";
  }

  function mark() {
    const found = selected();
    if (!found) return;
    let sentence = "";
    if (kept.length && kept[0].turn !== found.turn) {
      kept = [];
      sentence = "Parts of two turns cannot be put together, so this begins anew. ";
      highlight();
    }
    current = found;
    const count = found.text.match(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu).length;
    const cut = found.isCut ? ", up to where somebody else speaks" : "";
    show(`${sentence}${count} ${count === 1 ? "word" : "words"}${cut}${parts()}:`);
  }

  function drop() {
    kept = [];
    current = null;
    highlight();
    getSelection().removeAllRanges();
    show("");
  }

  let timer = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer); // a finger that drags sends many; where one taps the bar, the selection collapses and counts on
    timer = setTimeout(mark, 120);
  });
  document.addEventListener("click", (event) => {
    const quoted = event.target.closest("mark");
    if (quoted && getSelection().isCollapsed && !current) location.assign(quoted.dataset.href);
    if (!current || bar.contains(event.target) || !getSelection().isCollapsed) return;
    current = null;
    show(kept.length ? "Mark another part of the same turn." : "");
  });
  bar.addEventListener("pointerdown", (event) => event.pointerType === "mouse" && event.preventDefault());
  document.getElementById("drop").addEventListener("click", drop);
  document.getElementById("another").addEventListener("click", () => {
    mark();
    if (!current) return;
    const range = getSelection().rangeCount ? getSelection().getRangeAt(0).cloneRange() : document.createRange();
    kept.push({ ...current, range });
    current = null;
    highlight();
    getSelection().removeAllRanges();
    show("Kept. Mark another part of the same turn.");
  });
  bar.addEventListener("submit", () => {
    bar.querySelectorAll("[name=mark]").forEach((field) => field.remove());
    for (const part of [...kept, ...(current ? [current] : [])]) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "mark", value: `${part.turn}.${part.start}.${part.end}` });
      bar.append(field);
    }
  });
  addEventListener("pageshow", (event) => event.persisted && show(""));

  /** Go to the next turn of which words are not quoted, below what is seen. */
  function next() {
    const open = [...document.querySelectorAll("[data-unquoted]")];
    const below = open.find((turn) => turn.getBoundingClientRect().top > 120) ?? open[0];
    below?.scrollIntoView({ block: "start" });
    below?.querySelector(".tools a")?.focus({ preventScroll: true });
  }
  document.addEventListener("keydown", (event) => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "n" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) next();
    if (event.key === "Escape" && !bar.hidden) drop();
  });
  document.addEventListener("click", (event) => {
    if (event.target.id !== "next") return;
    event.preventDefault();
    next();
  });
  mark(); // of a long page, words may have been marked before the script was there
}
