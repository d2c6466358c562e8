"use strict";
{
  const table = document.querySelector("table.scores");
  const form = document.querySelector("form.filters");
  if (table && form) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...body.rows];
    const find = form.querySelector("#find");
    const only = form.querySelector("#only");
    const shown = form.querySelector("#shown");
    const compare = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;
    const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const names = new Map(rows.map((row) => [row, plain(row.cells[0].textContent)]));
    let order = "";

    const tell = () => {
      const left = rows.filter((row) => !row.hidden).length;
      const count = left === rows.length ? `${left}` : `${left} of ${rows.length}`;
      shown.textContent = `${count} students shown${order}.`;
    };

    const filter = () => {
      const text = plain(find.value.trim());
      for (const row of rows) {
        const flags = (row.dataset.flags || "").split(" ");
        row.hidden = !names.get(row).includes(text) || (only.value !== "" && !flags.includes(only.value));
      }
      tell();
    };

    const sort = (column) => {
      const head = heads[column];
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const sign = down ? -1 : 1;
      const value = (row) => {
        const text = row.cells[column].firstChild.textContent;
        return text === "–" ? "" : text === "?" ? -1 : Number(text);
      };
      rows.sort((a, b) => {
        if (column === 0) return sign * compare(a.cells[0].textContent, b.cells[0].textContent);
        const [x, y] = [value(a), value(b)];
        if (x === "" || y === "") return (x === "") - (y === ""); // not handed in: last, always
        return sign * (x - y);
      });
      body.append(...rows);
      order = `, sorted by ${head.firstElementChild.textContent}, ${down ? "descending" : "ascending"}`;
      tell();
    };

    // Buttons only where a script can answer them.
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      if (head.title) button.setAttribute("aria-label", `${button.textContent} ${head.title}`);
      button.addEventListener("click", () => {
        sort(column);
        stopAtFirst();
      });
      head.append(button);
    });

    // One stop for Tab in the whole table; arrows go from link to link within it.
    for (const link of body.querySelectorAll("a")) link.tabIndex = -1;
    let stop = null;
    const stopAt = (link) => {
      if (stop) stop.tabIndex = -1;
      if (link) link.tabIndex = 0;
      stop = link;
    };
    const stopAtFirst = () => {
      const first = [...body.rows].find((row) => !row.hidden);
      stopAt(first ? first.querySelector("a") : null);
    };
    const go = (link) => {
      if (link) {
        stopAt(link);
        link.focus();
      }
    };
    const beside = (cell, across) => {
      const step = across ? "nextElementSibling" : "previousElementSibling";
      for (let next = cell[step]; next; next = next[step]) {
        const link = next.querySelector("a");
        if (link) return link;
      }
      return null;
    };
    const below = (cell, down) => {
      const visible = [...body.rows].filter((row) => !row.hidden);
      const step = down ? 1 : -1;
      const column = cell.cellIndex;
      for (let at = visible.indexOf(cell.parentElement) + step; visible[at]; at += step) {
        const link = visible[at].cells[column].querySelector("a");
        if (link) return link;
      }
      return null;
    };
    body.addEventListener("keydown", (event) => {
      const cell = event.target.closest("td, th");
      if (!cell || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const moves = {
        ArrowRight: () => beside(cell, true),
        ArrowLeft: () => beside(cell, false),
        ArrowDown: () => below(cell, true),
        ArrowUp: () => below(cell, false),
        Home: () => cell.parentElement.querySelector("a"),
      };
      if (Object.hasOwn(moves, event.key)) {
        event.preventDefault();
        go(moves[event.key]());
      }
    });
    body.addEventListener("focusin", (event) => {
      if (event.target.closest("a")) stopAt(event.target);
    });

    form.addEventListener("submit", (event) => event.preventDefault());
    for (const field of [find, only]) {
      field.addEventListener("input", () => {
        filter();
        stopAtFirst();
      });
    }
    form.hidden = false;
    filter(); // a browser that goes back keeps what was typed
    stopAtFirst();
  }
}
