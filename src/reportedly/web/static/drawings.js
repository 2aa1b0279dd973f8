// Charts, networks and maps, each with its figures as a table below. The numbers come from /data/....
"use strict";
(() => {
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const font = "system-ui, sans-serif";
  const CLASSES = { VC: "cooperation in words", MC: "cooperation in deeds", VF: "conflict in words", MF: "conflict in deeds" };
  const colours = () => ({ VC: css("--told"), MC: css("--good"), VF: css("--on"), MF: css("--warn") });

  async function rows(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  }

  function table(place, data, names) {
    const into = place.closest("figure")?.querySelector("[data-table]");
    if (!into) return;
    const made = document.createElement("table");
    const head = made.createTHead().insertRow();
    for (const name of names) { const th = document.createElement("th"); th.scope = "col"; th.textContent = name; head.append(th); }
    const body = made.createTBody();
    for (const row of data) { const tr = body.insertRow(); for (const name of names) tr.insertCell().textContent = row[name] ?? ""; }
    into.replaceChildren(made);
  }

  function nothing(place, words) {
    const said = document.createElement("p");
    said.className = "meta";
    said.textContent = words;
    place.replaceChildren(said);
    place.classList.add("empty");
  }

  async function series(place) {
    const data = (await rows(place.dataset.series)).map((row) => ({ ...row, class: CLASSES[row.quad], n: row.quad[1] === "C" ? row.events : -row.events }));
    table(place, data, ["side", "period", "class", "events"]);
    if (!data.length) return nothing(place, "No event of these has a day and a class.");
    const chosen = colours();
    const quads = Object.keys(CLASSES);
    const spec = {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json", data: { values: data }, background: null,
      config: { font, view: { stroke: null }, axis: { labelColor: css("--ink"), titleColor: css("--soft"), gridColor: css("--faint"), domainColor: css("--faint"), tickColor: css("--faint") },
        legend: { labelColor: css("--ink"), titleColor: css("--soft"), orient: "bottom", columns: 2 }, header: { labelColor: css("--ink"), titleColor: css("--soft") } },
      facet: { row: { field: "side", title: null, header: { labelAngle: 0, labelOrient: "top", labelAnchor: "start" } } },
      spec: {
        width: Math.max(240, place.clientWidth - 90), height: 130, mark: { type: "bar", tooltip: true },
        encoding: {
          x: { field: "period", type: "ordinal", title: null, axis: { labelAngle: -40, labelOverlap: true } },
          y: { field: "n", type: "quantitative", title: "events", axis: { format: "d", tickMinStep: 1 } },
          color: { field: "class", title: null, scale: { domain: quads.map((q) => CLASSES[q]), range: quads.map((q) => chosen[q]) } },
        },
      },
    };
    place.replaceChildren();
    const view = new charts.View(charts.parse(charts.compile(spec).spec, null, { ast: true }), { renderer: "svg", container: place, expr: charts.expressionInterpreter, hover: true });
    await view.runAsync();
  }

  // Whoever is in every tie stands in the middle; those with the most ties stand around, in turn on an inner and an outer ring.
  function around(data, width, height) {
    const counts = new Map();
    for (const row of data) for (const one of new Set([row.by, row.to])) counts.set(one, (counts.get(one) ?? 0) + row.count);
    const [middle, ...others] = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1)).slice(0, 25);
    const at = new Map([[middle, { x: 0, y: 0 }]]);
    others.forEach((one, n) => {
      const angle = (2 * Math.PI * n) / others.length - Math.PI / 2, far = n % 2 && others.length > 8 ? 0.62 : 1;
      at.set(one, { x: 0.46 * width * far * Math.cos(angle), y: 0.44 * height * far * Math.sin(angle) });
    });
    return [at, data.filter((row) => at.has(row.by) && at.has(row.to))];
  }

  async function network(place, address = place.dataset.network) {
    const data = await rows(address);
    table(place, data, ["from", "towards", "kind", "count"]);
    if (!data.length) return nothing(place, "Nobody speaks or acts to anybody here.");
    place.replaceChildren();
    const [at, ties] = around(data, place.clientWidth, place.clientHeight);
    const most = Math.max(...ties.map((row) => row.count));
    const names = new Map(ties.flatMap((row) => [[row.by, row.from], [row.to, row.towards]]));
    const drawn = cytoscape({
      container: place, userZoomingEnabled: false,
      elements: [
        ...[...names].map(([id, label]) => ({ data: { id, label } })),
        ...ties.map((row, n) => ({ data: { id: `t${n}`, source: row.by, target: row.to, kind: row.kind, width: 1 + 6 * Math.sqrt(row.count / most) } })),
      ],
      style: [
        { selector: "node", style: { label: "data(label)", "background-color": css("--ink"), color: css("--ink"), "font-family": font, "font-size": 12, width: 14, height: 14, "text-margin-y": -4, "text-outline-color": css("--card"), "text-outline-width": 2 } },
        { selector: "edge", style: { width: "data(width)", "line-color": css("--told"), "target-arrow-color": css("--told"), "target-arrow-shape": "triangle", "curve-style": "bezier", opacity: 0.7 } },
        { selector: "edge[kind = 'event']", style: { "line-color": css("--warn"), "target-arrow-color": css("--warn"), "line-style": "dashed" } },
      ],
      layout: { name: "preset", positions: (node) => at.get(node.id()), fit: true, padding: 24 },
    });
    drawn.on("tap", "node", (event) => { location.href = "/actor/" + encodeURIComponent(event.target.id().length === 3 ? event.target.id() : event.target.id().toLowerCase()); });
    window.drawnNetwork = drawn;
  }

  async function map(place) {
    const [data, world] = await Promise.all([rows(place.dataset.map), rows("/static/vendor/countries-110m.json")]);
    table(place, data, ["name", "events"]);
    if (!data.length) return nothing(place, "No event here has a place that the table of places has.");
    const width = 960, height = 480, ns = "http://www.w3.org/2000/svg";
    const projection = charts.geoNaturalEarth1().fitSize([width, height], { type: "Sphere" });
    const path = charts.geoPath(projection);
    const svg = document.createElementNS(ns, "svg");
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.classList.add("map");
    const land = document.createElementNS(ns, "path");
    land.setAttribute("d", path(charts.feature(world, world.objects.countries)));
    land.classList.add("land");
    svg.append(land);
    const most = Math.max(...data.map((row) => row.events));
    for (const row of [...data].reverse()) {
      const at = projection([row.lon, row.lat]);
      if (!at) continue;
      const spot = document.createElementNS(ns, "circle");
      spot.setAttribute("cx", at[0]); spot.setAttribute("cy", at[1]); spot.setAttribute("r", 3 + 12 * Math.sqrt(row.events / most));
      spot.classList.add("spot");
      const title = document.createElementNS(ns, "title");
      title.textContent = `${row.name}: ${row.events}`;
      spot.append(title);
      svg.append(spot);
    }
    place.replaceChildren(svg);
  }

  const guarded = (draw) => (place) => draw(place).catch((error) => nothing(place, `This could not be drawn: ${error.message}`));

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-series]").forEach(guarded(series));
    document.querySelectorAll("[data-network]").forEach(guarded(network));
    document.querySelectorAll("[data-map]").forEach(guarded(map));
    document.querySelectorAll("[data-network-form]").forEach((form) => form.addEventListener("submit", (event) => {
      event.preventDefault();
      const place = form.closest("figure").querySelector("[data-network]");
      const address = new URL(place.dataset.network, location.href);
      for (const [name, value] of new FormData(form)) if (value) address.searchParams.set(name, value);
      network(place, address.pathname + address.search).catch((error) => nothing(place, error.message));
    }));
  });
})();
