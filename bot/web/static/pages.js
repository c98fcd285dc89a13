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
    timer = setTimeout(async () => {
      const mine = ++latest;
      const target = document.getElementById("preview");
      target.setAttribute("aria-busy", "true");
      const page = await fetched(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      const found = page?.getElementById("preview");
      if (mine !== latest) return;
      target.removeAttribute("aria-busy");
      if (found) put(target, found);
    }, 350);
  });
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
  put(document.querySelector("main"), main);
}

document.addEventListener("input", (event) => event.target.closest("form")?.setAttribute("data-changed", ""));
document.querySelectorAll("form[data-preview]").forEach(preview);
document.querySelector(".top [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
load(document);
if (document.querySelector(".top")) {
  const events = new EventSource("/events");
  events.addEventListener("knowledge", (event) => renew(event.data));
  addEventListener("pagehide", () => events.close());
}
