// What pages do by themselves where scripts run. Without them every link and form works all the same.
"use strict";

document.documentElement.classList.add("script");

/** Fetch a page of ours; null where that fails. */
async function fetched(url, options = {}) {
  try {
    const response = await fetch(url, options);
    const text = await response.text();
    return new DOMParser().parseFromString(text, "text/html");
  } catch {
    return null;
  }
}

const OFFLINE = "The bot cannot be reached just now, so nothing was written. What you filled in is still here: try again.";

/** Tell in a place what went wrong. */
function tell(target, sentence) {
  const told = document.createElement("p");
  told.className = "refused";
  told.setAttribute("role", "alert");
  told.textContent = sentence;
  target.querySelector(":scope > .refused")?.remove();
  target.prepend(told);
}

/** Go to a page of ours, also where that is this very page at another place. */
function goTo(path) {
  const url = new URL(path, location.href);
  if (url.origin === location.origin) location.assign(url);
}

/** Send a change without leaving the page, so that nothing filled in is lost where that fails. */
async function send(event) {
  const form = event.target.closest("form[data-preview]");
  const url = event.submitter?.getAttribute("formaction");
  if (!form || !url) return;
  event.preventDefault();
  const target = document.getElementById("preview");
  const body = new URLSearchParams(new FormData(form));
  target.setAttribute("aria-busy", "true");
  event.submitter.disabled = true;
  let response = null;
  try {
    response = await fetch(url, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    const next = response.headers.get("X-Next");
    if (next) return goTo(next);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.getElementById("preview");
    if (found) document.getElementById("changed").hidden = true; // what is shown now is made of what is there now
    found ? put(target, found) : tell(target, (page.querySelector("[role=alert]") ?? page.querySelector("h1"))?.textContent ?? OFFLINE);
  } catch {
    tell(target, OFFLINE);
    event.submitter.disabled = false;
  }
  target.removeAttribute("aria-busy");
}

/** Put what stands in a place of another page into ours. */
function put(target, source) {
  target.replaceChildren(...source.childNodes);
  load(target);
}

/** Load the parts that take a while, each into its place. */
function load(within) {
  for (const place of within.querySelectorAll("[data-load]")) {
    const url = place.dataset.load;
    place.removeAttribute("data-load");
    place.setAttribute("aria-busy", "true");
    fetched(url).then((page) => {
      const part = page?.querySelector("#part");
      if (part && place.isConnected) put(place, part);
      place.removeAttribute("aria-busy");
    });
  }
}

/** Show anew what would come of a form, a moment after somebody has typed; the last answer alone counts. */
function preview(form) {
  let timer = 0;
  let latest = 0;
  form.addEventListener("input", (event) => {
    form.dataset.changed = "";
    if (event.target.name === "why") return;
    if (["other", "title"].includes(event.target.name) && event.target.value)
      form.querySelectorAll("[name=topic][type=radio]").forEach((choice) => (choice.checked = false));
    if (event.target.name === "topic")
      form.querySelectorAll("[name=other], #f-title").forEach((field) => (field.value = ""));
    clearTimeout(timer);
    const mine = ++latest;
    const target = document.getElementById("preview");
    target.setAttribute("aria-busy", "true");
    target.querySelector("[formaction]")?.setAttribute("disabled", ""); // what it shows is not what would be done
    const isTyped = !["radio", "checkbox"].includes(event.target.type);
    timer = setTimeout(async () => {
      const page = await fetched(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      const found = page?.getElementById("preview");
      if (mine !== latest) return;
      target.removeAttribute("aria-busy");
      target.querySelector("[formaction]")?.removeAttribute("disabled");
      found ? put(target, found) : tell(target, OFFLINE);
    }, isTyped ? 350 : 0);
  });
}

/** Show parts of the page anew while a form is filled in; the last answer alone counts. */
function swap(form) {
  let timer = 0;
  let latest = 0;
  const isAsked = form.method === "get"; // of which nothing is lost where the page is renewed
  form.addEventListener("input", (event) => {
    const mine = ++latest;
    const shown = form.querySelector(`output[for="${event.target.id}"]`);
    if (shown) shown.textContent = (event.target.value / 100).toFixed(2);
    if (isAsked) event.stopPropagation();
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const body = new URLSearchParams(new FormData(form));
      const page = await (isAsked ? fetched(`${form.action}?${body}`) : fetched(form.action, { method: "POST", body }));
      if (mine !== latest) return;
      const [first, ...others] = form.dataset.swap.split(" ").map((id) => document.getElementById(id));
      const wrong = page?.querySelector("[role=alert]");
      if (!page || wrong) return tell(first, wrong?.textContent ?? OFFLINE);
      const at = document.activeElement.id;
      for (const part of [first, ...others]) put(part, page.getElementById(part.id));
      document.getElementById(at)?.focus({ preventScroll: true });
    }, 250);
  });
}

/** Why a file cannot be read here; "" where it can. */
function unreadable(field, files) {
  if (files.length !== 1) return files.length ? "One file at a time, please." : "That is no file. Save it as one first.";
  const most = Number(field.dataset.most);
  if (files[0].size <= most) return "";
  return `That file has ${(files[0].size / 1e6).toFixed(1)} MB, and ${most / 1e6} MB are read at most.`;
}

/** Read a file that is dropped anywhere on the page, as if it had been chosen in the field. */
function takeDropped(field) {
  const area = field.closest(".drop");
  const show = (event) => {
    event.preventDefault();
    area.classList.toggle("over", event.type === "dragover");
  };
  document.addEventListener("dragover", show);
  document.addEventListener("dragleave", show);
  document.addEventListener("drop", (event) => {
    show(event);
    const { files, items } = event.dataTransfer;
    const isFolder = items[0]?.webkitGetAsEntry?.()?.isDirectory;
    const wrong = isFolder ? "That is a folder. Drop one file of it." : unreadable(field, files);
    if (wrong) return tell(area, wrong);
    field.setCustomValidity("");
    field.files = files;
    field.form.requestSubmit();
  });
  field.addEventListener("change", () => field.setCustomValidity(field.files.length ? unreadable(field, field.files) : ""));
}

/** Whether swapping the page would take something away from whoever is at it. */
function isInUse() {
  const selection = getSelection();
  const isMarking = selection && !selection.isCollapsed;
  return Boolean(isMarking || document.querySelector("form[data-preview], form[data-changed], #marking:not([hidden])"));
}

/** Show the page as it is now, where it was scrolled to. */
async function renew(version) {
  const top = document.querySelector(".top");
  if (!top || top.dataset.version === version) return;
  if (isInUse()) {
    document.getElementById("changed").hidden = false;
    return;
  }
  const page = await fetched(location.href);
  const main = page?.querySelector("main");
  if (!main || isInUse()) return;
  top.dataset.version = version;
  const seen = [...document.querySelectorAll(".turn")].find((turn) => turn.getBoundingClientRect().bottom > 0);
  const wasAt = seen?.getBoundingClientRect().top;
  put(document.querySelector("main"), main);
  // What is off the screen has no height before it was seen, so the turn that was read is looked for again.
  const again = seen && document.getElementById(seen.id);
  if (again) scrollBy({ top: again.getBoundingClientRect().top - wasAt, behavior: "instant" });
}

/** Hear of changes while the page is looked at: a browser opens six connections to a server, and this takes one. */
function listen() {
  let events = null;
  const follow = () => {
    events?.close();
    events = document.hidden ? null : new EventSource("/events");
    events?.addEventListener("knowledge", (event) => renew(event.data));
  };
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", () => events?.close());
  addEventListener("pageshow", (event) => event.persisted && follow());
  follow();
}

document.addEventListener("input", (event) => event.target.closest("form")?.setAttribute("data-changed", ""));
document.querySelectorAll("form[data-preview]").forEach(preview);
document.addEventListener("submit", send);
document.querySelectorAll("form[data-swap]").forEach(swap);
document.querySelectorAll(".drop [type=file]").forEach(takeDropped);
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copy);
  text.select();
  await navigator.clipboard?.writeText(text.value).catch(() => document.execCommand("copy"));
  button.textContent = "Copied";
});
document.querySelector(".top [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
load(document);
if (document.querySelector(".top")) listen();
