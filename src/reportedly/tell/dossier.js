(function () {
  function light() {
    document.querySelectorAll("mark.on").forEach(function (m) { m.classList.remove("on"); });
    var id = location.hash.slice(1);
    if (!/^a\d+-\d+-\d+$/.test(id)) return;
    var first = document.getElementById(id);
    for (var d = first && first.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
    document.querySelectorAll("mark." + id).forEach(function (m) { m.classList.add("on"); });
    if (first) first.scrollIntoView({ block: "center" });
  }
  addEventListener("hashchange", light);
  light();
})();
