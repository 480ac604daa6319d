"use strict";
(() => {
  const form = document.getElementById("filter");
  const rows = Array.from(document.querySelectorAll("#questions > details"));
  const texts = new Map();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };
  const show = () => {
    const verdict = form.elements.verdict.value;
    const kind = form.elements.kind.value;
    const words = form.elements.words.value.trim().toLowerCase();
    let n = 0;
    for (const row of rows) {
      const fits =
        (!verdict || row.dataset.verdict === verdict) &&
        (!kind || row.dataset.kind === kind) &&
        (!words || textOf(row).includes(words));
      row.hidden = !fits;
      n += fits;
    }
    document.getElementById("shown").textContent = `显示 ${n} / ${rows.length} 题`;
  };
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 120);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show));
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = rows.filter((row) => !row.open && !row.hidden);
    closed.forEach((row) => { row.open = true; });
  });
  window.addEventListener("afterprint", () => closed.forEach((row) => { row.open = false; }));
  form.hidden = false;
  show();
})();
