// Keys and marks. Without it every page still works: marks are listed, forms are forms.
"use strict";
(() => {
  const list = () => [...document.querySelectorAll("[data-list] > li")];
  const findings = () => [...document.querySelectorAll("a[data-finding]")];
  let now = -1;

  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  function go(step) {
    const rows = list();
    if (!rows.length) return;
    rows[now]?.classList.remove("now");
    now = Math.min(Math.max(now + step, 0), rows.length - 1);
    rows[now].classList.add("now");
    rows[now].querySelector("a")?.focus();
    rows[now].scrollIntoView({ block: "nearest" });
  }

  // --- the reading view

  const side = () => document.getElementById("finding");
  let order = [], chosen = "";

  function light(id) {
    for (const mark of document.querySelectorAll("mark.on")) mark.classList.remove("on");
    const marks = [...document.querySelectorAll("mark[data-for]")].filter((one) => one.dataset.for.split(" ").includes(id));
    for (const mark of marks) mark.classList.add("on");
    marks[0]?.scrollIntoView({ block: "center" });
  }

  async function choose(id) {
    if (!id || !side()) return;
    chosen = id;
    light(id);
    history.replaceState(null, "", "#" + encodeURIComponent(id));
    const answer = await fetch("/finding/" + encodeURIComponent(id), { headers: { "HX-Request": "true" } });
    if (answer.ok && chosen === id) {
      side().innerHTML = await answer.text();
      side().scrollTop = 0;
      // Where the panel stands below the text, it is what was asked for.
      if (matchMedia("(max-width: 56rem)").matches) side().scrollIntoView({ block: "start" });
    }
  }

  function step(by, unsure) {
    const ids = unsure ? order.filter((one) => one.unsure).map((one) => one.id) : order.map((one) => one.id);
    if (!ids.length) return;
    const all = order.map((one) => one.id);
    const here = all.indexOf(chosen);
    const next = by > 0 ? ids.find((id) => all.indexOf(id) > here) ?? ids[0]
      : [...ids].reverse().find((id) => all.indexOf(id) < here) ?? ids[ids.length - 1];
    choose(next);
  }

  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.("mark[data-for]");
    const ids = mark?.dataset.for.split(" ").filter(Boolean);
    if (ids?.length) {
      // Where several stand on the same words, a second click takes the next.
      choose(ids[(ids.indexOf(chosen) + 1) % ids.length]);
      return;
    }
    const link = event.target.closest?.("a[data-finding]");
    if (link && side() && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      choose(link.dataset.finding);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const reading = side() !== null && order.length > 0;
    const press = (key) => (side() ?? document).querySelector(`button[data-key="${key}"]`)?.click();
    const keys = {
      j: () => (reading ? step(1) : go(1)), k: () => (reading ? step(-1) : go(-1)), u: () => step(1, true),
      a: () => press("a"), r: () => press("r"), "/": () => document.querySelector("input[type=search]")?.focus(),
      e: () => { const more = document.querySelector("[data-amend]"); if (more) { more.open = true; more.querySelector("select")?.focus(); } },
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  document.addEventListener("DOMContentLoaded", () => {
    order = findings().map((one) => ({ id: one.dataset.finding, unsure: "unsure" in one.dataset }));
    if (side() && location.hash.length > 2) choose(decodeURIComponent(location.hash.slice(1)));
  });
})();
