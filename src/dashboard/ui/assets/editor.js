// The grid of the editor: a table of real controls.  What is typed is queued until the server has
// heard it, so that nothing is lost or done twice, and an older answer never overwrites newer typing.
// Every text goes in as textContent or value.

const PAUSE = 250; // milliseconds after the last letter
const AGAIN = 3000; // until what was not heard is sent once more
const ROOM = 150; // pixels of a column without a width of its own, at least
const MOST = 150; // rows of a section before one asks for more: a browser lays out no thousand of controls at ease
const WRONG = 50; // rows beyond them that are shown because something is wrong in them
const SETTLED = 150; // after an answer, with nothing more to send

function make(name, kind, text) {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  if (text !== undefined) made.textContent = text;
  return made;
}

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

class Grid {
  constructor(root) {
    this.root = root;
    this.client = [...crypto.getRandomValues(new Uint32Array(3))].map((n) => n.toString(36)).join("");
    this.seq = 0;
    this.queue = [];
    this.typed = new Map(); // by cell: what was typed, and the event that carries it, 0 before it is sent
    this.visit = 0; // letters of one visit to a cell are one step to undo
    this.open = new Set();
    this.shut = new Set();
    this.most = new Map(); // by section: rows shown
    this.asked = new Set(); // rows beyond them that one went to
    this.nodes = new Map();
    this.sought = "";
    this.frame = make("div", "sheet");
    this.search = make("div", "seek");
    this.scroll = make("div", "scroll");
    this.table = make("table", "grid");
    this.head = make("thead");
    this.body = make("tbody");
    this.table.append(this.head, this.body);
    this.scroll.append(this.table);
    this.frame.append(this.search, this.scroll);
    root.replaceChildren(this.frame);
    for (const name of ["input", "change", "keydown", "paste", "focusin", "focusout", "click"]) {
      this.frame.addEventListener(name, (event) => this[name](event));
    }
    this.retry = setInterval(() => this.queue.length && this.hand(), AGAIN);
    this.above = (event) => this.toolbar(event);
    document.addEventListener("click", this.above, true);
  }

  // A step is taken back after what was typed last has gone, so the buttons above the grid go the
  // way of their keys, in the same queue.
  toolbar(event) {
    const button = event.target.closest?.(".st-key-edit_undo button, .st-key-edit_redo button");
    if (!button || button.disabled || !this.data || !this.root.isConnected) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.tell({ kind: button.closest(".st-key-edit_redo") ? "redo" : "undo" });
  }

  // To and from the server -------------------------------------------

  take(data, send) {
    this.data = data;
    this.send = send;
    const heard = data.heard[this.client] || 0, restarted = this.session && this.session !== data.session;
    this.session = data.session;
    this.queue = this.queue.filter((event) => event.seq > heard);
    for (const [cell, typed] of this.typed) {
      if (typed.seq && typed.seq <= heard) this.typed.delete(cell);
    }
    this.draw();
    if (restarted && this.queue.length) this.hand();
    this.settle();
    const asked = data.focus;
    if (asked && asked.client === this.client && asked.seq > (this.focused || 0)) {
      this.focused = asked.seq;
      this.focusOn(asked.key, asked.column);
    }
  }

  tell(event) {
    this.flush();
    this.queue.push({ seq: ++this.seq, table: this.data.table, ...event });
    this.hand();
    return this.seq;
  }

  // Once nothing is on its way any more, what is worked out beside may follow.
  settle() {
    clearTimeout(this.settling);
    const stamp = this.data.stamp;
    if (this.settled === undefined) this.settled = stamp; // the page has just been drawn whole
    if (stamp === this.settled || this.queue.length) return;
    this.settling = setTimeout(() => {
      if (this.queue.length || [...this.typed.values()].some((typed) => !typed.seq)) return;
      this.settled = stamp;
      window.dispatchEvent(new CustomEvent("editor-settled", { detail: stamp }));
    }, SETTLED);
  }

  hand() {
    this.sent = (this.sent || 0) + 1; // never twice the same, or it would not be sent
    this.send({ session: this.session, client: this.client, events: this.queue, sent: this.sent });
  }

  flush() {
    clearTimeout(this.timer);
    for (const [cell, typed] of this.typed) {
      if (typed.seq) continue;
      const [key, column] = JSON.parse(cell);
      typed.seq = ++this.seq;
      this.queue.push({
        seq: typed.seq, table: this.data.table, kind: "cell", key, column, text: typed.text, visit: typed.visit,
      });
      this.hand();
    }
  }

  // What the reader does ---------------------------------------------

  input(event) {
    const control = event.target;
    if (control.dataset.seek !== undefined) return this.seek(control);
    if (!control.dataset.column) return;
    this.fit(control);
    this.typed.set(this.cell(control), { text: control.value, seq: 0, visit: this.visit });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), control.tagName === "SELECT" ? 0 : PAUSE);
    if (control.tagName === "SELECT") this.face(control);
  }

  change(event) {
    if (event.target.dataset.column) this.flush();
  }

  focusin(event) {
    this.visit += 1;
    const control = event.target;
    if (control.dataset.column) this.before = control.value;
    if (control.select && this.byKey) control.select();
    this.byKey = false;
  }

  focusout(event) {
    if (event.target.dataset.column) this.flush();
  }

  click(event) {
    const button = event.target.closest("button");
    if (!button || button.disabled) return;
    const { act, key, at: column, value } = button.dataset;
    if (act === "more") {
      this.open.has(key) ? this.open.delete(key) : this.open.add(key);
      this.draw();
    } else if (act === "section") {
      this.shut.has(key) ? this.shut.delete(key) : this.shut.add(key);
      this.draw();
    } else if (act === "rest") {
      this.most.set(key, (this.most.get(key) || MOST) + MOST);
      this.draw();
    } else if (act === "write") {
      this.tell({ kind: "cell", key, column, text: value, visit: ++this.visit });
      this.focusOn(key, column);
    } else if (act === "pick") {
      this.pick(value);
    } else if (act) {
      this.tell({ kind: act, key, value: value || "" });
    }
  }

  keydown(event) {
    const control = event.target;
    const held = event.ctrlKey || event.metaKey;
    if (held && !event.altKey && event.key.toLowerCase() === "z") {
      event.preventDefault();
      this.tell({ kind: event.shiftKey ? "redo" : "undo" });
    } else if (held && !event.altKey && event.key.toLowerCase() === "y") {
      event.preventDefault();
      this.tell({ kind: "redo" });
    } else if (control.dataset.seek !== undefined) {
      this.seekKey(event);
    } else if (control.dataset.act === "more") {
      this.rowKey(event, control.dataset.key);
    } else if (control.dataset.column) {
      this.cellKey(event, control);
    }
  }

  rowKey(event, key) {
    if (this.data.readonly) return;
    if (event.key === "Delete") this.tell({ kind: "remove", key });
    else if (event.altKey && event.key === "ArrowUp") this.tell({ kind: "move", key, value: "-1" });
    else if (event.altKey && event.key === "ArrowDown") this.tell({ kind: "move", key, value: "1" });
    else return;
    event.preventDefault();
  }

  cellKey(event, control) {
    if (event.isComposing || event.altKey) return;
    const long = control.dataset.kind === "long", choice = control.tagName === "SELECT";
    if (event.key === "Escape") {
      if (control.value !== this.before) {
        control.value = this.before;
        control.dispatchEvent(new Event("input", { bubbles: true }));
      } else control.blur();
    } else if (event.key === "Enter" && !(long && event.shiftKey)) {
      event.preventDefault();
      this.flush();
      this.step(control, event.shiftKey ? -1 : 1);
    } else if (event.key === "Tab") {
      this.byKey = true;
    } else if (event.key === "ArrowUp" && !choice && this.atEdge(control, 0)) {
      event.preventDefault();
      this.step(control, -1);
    } else if (event.key === "ArrowDown" && !choice && this.atEdge(control, 1)) {
      event.preventDefault();
      this.step(control, 1);
    } else if (event.key === "ArrowLeft" && this.atEdge(control, 0, choice)) {
      this.aside(event, control, -1);
    } else if (event.key === "ArrowRight" && this.atEdge(control, 1, choice)) {
      this.aside(event, control, 1);
    }
  }

  atEdge(control, end, choice) {
    if (choice) return true;
    if (control.tagName === "INPUT" && end < 0) return true;
    const { selectionStart: from, selectionEnd: to, value } = control;
    const whole = from === 0 && to === value.length;
    return whole || (from === to && from === (end ? value.length : 0));
  }

  step(control, by) {
    const same = [...this.body.querySelectorAll(`[data-column="${CSS.escape(control.dataset.column)}"]`)];
    const next = this.data.form
      ? this.controls()[this.controls().indexOf(control) + by]
      : same[same.indexOf(control) + by];
    if (next) this.go(next);
    else if (this.data.form) control.blur();
  }

  aside(event, control, by) {
    const row = [...control.closest("tr").querySelectorAll("[data-column]")];
    const next = row[row.indexOf(control) + by];
    if (!next) return;
    event.preventDefault();
    this.go(next);
  }

  go(control) {
    this.byKey = true;
    control.focus();
  }

  controls() {
    return [...this.body.querySelectorAll("[data-column]")];
  }

  focusOn(key, column) {
    if (this.data.rows[key] && !this.nodes.has(`r:${key}`) && !this.data.form) {
      this.asked.add(key);
      this.draw();
    }
    const found = this.controls().filter((each) => each.dataset.key === key);
    const control = found.find((each) => each.dataset.column === column) || found[0];
    if (!control) return;
    this.go(control);
    control.scrollIntoView({ block: "nearest" });
  }

  paste(event) {
    const control = event.target;
    const { column, key, kind } = control.dataset;
    if (this.data.readonly || (!column && control.dataset.rows === undefined)) return;
    const text = event.clipboardData.getData("text/plain");
    const lines = text.replace(/[\r\n]+$/, "");
    const quoted = lines.startsWith('"') && /[\r\n]/.test(lines); // one cell of a spreadsheet, with line breaks
    const block = lines.includes("\t") || quoted || (/[\r\n]/.test(lines) && kind !== "long");
    if (!block && control.dataset.rows === undefined) return;
    event.preventDefault();
    const order = this.data.columns.map((each) => each.name);
    this.tell({ kind: "paste", key: key || "", column: column || "", value: control.dataset.rows || "", order, text });
  }

  // Stocks by code, name, former name, initials -----------------------

  seek(control) {
    clearTimeout(this.seeking);
    this.seeking = setTimeout(() => {
      this.sought = control.value.trim();
      this.at = 0;
      if (this.sought) this.tell({ kind: "search", text: this.sought });
      else this.drawHits();
    }, 150);
  }

  seekKey(event) {
    const hits = this.hits();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const n = Math.max(hits.length, 1);
      this.at = ((this.at || 0) + (event.key === "ArrowDown" ? 1 : n - 1)) % n;
      this.drawHits();
    } else if (event.key === "Enter" && hits.length && !event.isComposing) {
      event.preventDefault();
      this.pick(hits[this.at || 0].symbol);
    } else if (event.key === "Escape") {
      this.sought = "";
      event.target.value = "";
      this.drawHits();
    }
  }

  pick(symbol) {
    this.sought = "";
    const input = this.search.querySelector("input");
    if (input) input.value = "";
    this.drawHits();
    this.tell({ kind: "pick", text: symbol });
  }

  hits() {
    const found = this.data.hits;
    return found && this.sought && found.text === this.sought ? found.rows : [];
  }

  drawHits() {
    const input = this.search.querySelector("input");
    if (!input) return;
    const hits = this.hits(), none = this.sought && this.data.hits && this.data.hits.text === this.sought;
    const list = this.search.querySelector(".hits");
    const rows = hits.map((hit, place) => {
      const button = make("button", "hitrow");
      Object.assign(button, { type: "button", tabIndex: -1, id: `${this.client}-${place}` });
      Object.assign(button.dataset, { act: "pick", value: hit.symbol });
      button.setAttribute("role", "option");
      button.setAttribute("aria-selected", String(place === (this.at || 0)));
      button.append(make("b", "", hit.name), " ", make("span", "symbol", hit.symbol));
      if (hit.note) button.append(" ", make("span", "grey", hit.note));
      return button;
    });
    if (!rows.length && none) rows.push(make("p", "grey", this.data.words.nohit));
    list.replaceChildren(...rows);
    input.setAttribute("aria-expanded", String(hits.length > 0));
    input.setAttribute("aria-activedescendant", hits.length ? `${this.client}-${this.at || 0}` : "");
  }

  drawSearch() {
    if (!this.data.seek || this.data.readonly) {
      this.search.replaceChildren();
      return;
    }
    if (!this.search.firstChild) {
      const label = make("label", "", this.data.seek);
      const input = make("input");
      Object.assign(input, { type: "text", autocomplete: "off", spellcheck: false });
      input.dataset.seek = "";
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-controls", `${this.client}-hits`);
      input.setAttribute("aria-autocomplete", "list");
      const list = make("div", "hits");
      list.id = `${this.client}-hits`;
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", this.data.seek);
      label.append(input);
      this.search.append(label, list);
    }
    this.drawHits();
  }

  // Drawing ----------------------------------------------------------

  draw() {
    const data = this.data;
    this.frame.classList.toggle("form", Boolean(data.form));
    this.table.classList.toggle("form", Boolean(data.form));
    this.table.setAttribute("aria-label", data.label);
    this.drawSearch();
    this.drawHead();
    const wanted = data.form ? this.formRows() : this.gridRows();
    const kept = new Set(wanted);
    for (const [id, node] of this.nodes) {
      if (!kept.has(node)) {
        node.remove();
        this.nodes.delete(id);
      }
    }
    const active = document.activeElement;
    wanted.forEach((each, place) => {
      const at = this.body.children[place];
      if (at !== each) this.body.insertBefore(each, at || null);
    });
    if (active && active !== document.activeElement && this.body.contains(active)) active.focus();
  }

  row(id, kind) {
    let node = this.nodes.get(id);
    if (!node) {
      node = make("tr");
      node.id = `${this.client}-${(this.made = (this.made || 0) + 1)}`;
      this.nodes.set(id, node);
    }
    if (node.className !== kind) node.className = kind;
    return node;
  }

  drawHead() {
    const data = this.data, usual = data.columns.filter((column) => column.usual);
    const stamp = JSON.stringify([data.form, usual.map((column) => [column.name, column.label, column.width])]);
    if (this.headed === stamp) return;
    this.headed = stamp;
    const row = make("tr");
    if (!data.form) {
      const first = make("th", "nr");
      first.append(make("span", "unseen", data.words.row));
      row.append(first);
      for (const column of usual) {
        const th = make("th", column.kind === "number" ? "num" : "", column.label);
        th.scope = "col";
        th.title = column.name;
        if (column.width) th.style.width = column.width;
        row.append(th);
      }
    }
    this.head.replaceChildren(row);
    const least = usual.map((column) => parseInt(column.width, 10) || ROOM);
    this.table.style.minWidth = data.form ? "" : `${27 + least.reduce((sum, each) => sum + each, 0)}px`;
  }

  gridRows() {
    const data = this.data, wanted = [], width = data.columns.filter((column) => column.usual).length + 1;
    for (const section of data.sections) {
      const shut = this.shut.has(section.id);
      if (section.title) wanted.push(this.sectionRow(section, shut, width));
      if (shut) continue;
      const shown = this.shown(section);
      for (const key of shown) {
        const row = data.rows[key], open = this.open.has(key) || row.unfold;
        wanted.push(this.mainRow(key, row, open));
        row.faults.forEach((fault, place) => { if (!fault.quiet) wanted.push(this.faultRow(key, fault, place, width)); });
        if (open) wanted.push(this.moreRow(key, row, width));
      }
      const left = section.keys.length - shown.length;
      if (left) wanted.push(this.restRow(section, left, width));
      if (!data.readonly) wanted.push(this.addRow(section, width));
    }
    return wanted;
  }

  // Rows of a section that are drawn: the first, those with a fault, those that one went to.
  shown(section) {
    const most = this.most.get(section.id) || MOST;
    if (section.keys.length <= most) return section.keys;
    let wrong = 0;
    return section.keys.filter((key, place) => {
      if (place < most || this.asked.has(key)) return true;
      return this.data.rows[key].faults.length > 0 && ++wrong <= WRONG;
    });
  }

  restRow(section, left, width) {
    const tr = this.row(`o:${section.id}`, "rest");
    if (!tr.firstChild) {
      const td = make("td"), button = make("button", "plain stays");
      button.type = "button";
      Object.assign(button.dataset, { act: "rest", key: section.id });
      td.append(button);
      tr.append(make("td", "nr"), td);
    }
    tr.lastChild.colSpan = width - 1;
    put(tr.lastChild.firstChild, this.data.words.rest.replace("{n}", left));
    return tr;
  }

  formRows() {
    const data = this.data, wanted = [];
    for (const [key, row] of Object.entries(data.rows)) {
      for (const column of data.columns) {
        const tr = this.row(`c:${key}:${column.name}`, row.was[column.name] === undefined ? "field" : "field changed");
        if (!tr.firstChild) tr.append(make("th"), make("td", "cell"));
        put(tr.firstChild, column.label);
        tr.firstChild.scope = "row";
        this.fill(tr.lastChild, key, row, column);
        wanted.push(tr);
        row.faults.forEach((fault, place) => {
          if (fault.column === column.name) wanted.push(this.faultRow(key, fault, place, 2));
        });
      }
      row.faults.forEach((fault, place) => {
        if (!data.columns.some((column) => column.name === fault.column)) wanted.push(this.faultRow(key, fault, place, 2));
      });
    }
    return wanted;
  }

  sectionRow(section, shut, width) {
    const tr = this.row(`s:${section.id}`, "section");
    if (!tr.firstChild) {
      const th = make("th"), button = make("button", "fold");
      th.scope = "rowgroup";
      button.type = "button";
      Object.assign(button.dataset, { act: "section", key: section.id });
      button.append(make("span"), make("small"));
      th.append(button);
      tr.append(th);
    }
    const th = tr.firstChild, button = th.firstChild;
    th.colSpan = width;
    button.setAttribute("aria-expanded", String(!shut));
    put(button.firstChild, section.title);
    put(button.lastChild, shut ? section.note + " ›" : "");
    return tr;
  }

  mainRow(key, row, open) {
    const data = this.data, usual = data.columns.filter((column) => column.usual);
    const tr = this.row(`r:${key}`, row.changed ? "one changed" : "one");
    const stamp = usual.map((column) => column.name).join();
    if (tr.dataset.stamp !== stamp) {
      tr.dataset.stamp = stamp;
      const first = make("td", "nr"), button = make("button");
      button.type = "button";
      Object.assign(button.dataset, { act: "more", key });
      first.append(button);
      tr.replaceChildren(first, ...usual.map(() => make("td", "cell")));
    }
    const button = tr.firstChild.firstChild;
    put(button, String(row.n));
    button.setAttribute("aria-expanded", String(Boolean(open)));
    button.setAttribute("aria-label", data.words.unfold.replace("{n}", row.n));
    button.title = data.words.unfold.replace("{n}", row.n);
    usual.forEach((column, place) => this.fill(tr.children[place + 1], key, row, column));
    return tr;
  }

  faultRow(key, fault, place, width) {
    const tr = this.row(`f:${key}:${place}`, "fault");
    const stamp = JSON.stringify([fault, width]);
    if (tr.dataset.stamp === stamp) return tr;
    tr.dataset.stamp = stamp;
    const td = make("td"), box = make("div", "said"), said = make("p"), deeds = make("div", "deeds");
    td.colSpan = width - (this.data.form ? 0 : 1);
    said.append(make("b", "", fault.place), " ", fault.rule);
    box.setAttribute("role", "status");
    fault.deeds.forEach((deed, first) => {
      const button = make("button", first === 0 && deed.write ? "filled" : "outlined", deed.label);
      button.type = "button";
      Object.assign(button.dataset, { act: deed.act, key, at: fault.column, value: deed.value });
      deeds.append(button);
    });
    box.append(said);
    if (fault.deeds.length && !this.data.readonly) box.append(deeds);
    td.append(box);
    tr.replaceChildren(...(this.data.form ? [] : [make("td", "nr")]), td);
    return tr;
  }

  moreRow(key, row, width) {
    const data = this.data, others = data.columns.filter((column) => !column.usual);
    const tr = this.row(`m:${key}`, row.changed ? "more changed" : "more");
    const stamp = others.map((column) => column.name).join() + width;
    if (tr.dataset.stamp !== stamp) {
      tr.dataset.stamp = stamp;
      const td = make("td"), fields = make("div", "fields"), deeds = make("div", "deeds");
      td.colSpan = width - 1;
      for (const column of others) {
        const label = make("label", column.kind === "long" ? "wide" : "");
        label.append(make("span", "", column.label), make("div", "cell"));
        fields.append(label);
      }
      if (!data.readonly) {
        for (const [act, value] of [["move", "-1"], ["move", "1"], ["copy", ""], ["remove", ""]]) {
          const button = make("button", "plain", data.words[act + value]);
          button.type = "button";
          Object.assign(button.dataset, { act, key, value });
          deeds.append(button);
        }
      }
      td.append(fields, deeds);
      tr.replaceChildren(make("td", "nr"), td);
    }
    others.forEach((column, place) => {
      this.fill(tr.querySelectorAll(".fields > label > .cell")[place], key, row, column);
    });
    return tr;
  }

  addRow(section, width) {
    const data = this.data, tr = this.row(`a:${section.id}`, "add");
    if (!tr.firstChild) {
      const td = make("td"), line = make("div", "stays");
      const button = make("button", "plain", data.words.add), rows = make("input");
      button.type = "button";
      Object.assign(button.dataset, { act: "add", key: "", value: section.id });
      Object.assign(rows, { type: "text", placeholder: data.words.paste, value: "", readOnly: false });
      rows.setAttribute("aria-label", data.words.paste);
      rows.dataset.rows = section.id;
      rows.maxLength = 0;
      line.append(button, rows);
      td.append(line);
      tr.append(make("td", "nr"), td);
    }
    tr.lastChild.colSpan = width - 1;
    return tr;
  }

  // Cells ------------------------------------------------------------

  cell(control) {
    return JSON.stringify([control.dataset.key, control.dataset.column]);
  }

  fill(box, key, row, column) {
    let control = box.querySelector("[data-column]");
    if (!control || box.dataset.kind !== column.kind || control.dataset.key !== key) {
      control = this.build(box, key, column);
    }
    const told = row.faults.find((fault) => fault.column === column.name);
    const theirs = row.theirs[column.name], was = row.was[column.name];
    box.classList.toggle("wrong", Boolean(told));
    box.classList.toggle("was", was !== undefined);
    control.setAttribute("aria-invalid", String(Boolean(told)));
    control.setAttribute("aria-label", this.data.words.cell.replace("{column}", column.label).replace("{n}", row.n));
    const fault = told && this.nodes.get(`f:${key}:${row.faults.indexOf(told)}`);
    if (fault) control.setAttribute("aria-describedby", fault.id);
    else control.removeAttribute("aria-describedby");
    put(box.querySelector("s"), was === undefined ? "" : column.said[was] || was || this.data.words.empty);
    put(box.querySelector("em"), theirs === undefined ? "" : theirs);
    const text = row.cells[column.name] ?? "", typed = this.typed.get(this.cell(control));
    if (control.tagName === "SELECT") this.options(control, column, typed ? typed.text : text);
    if (!typed && control.value !== text) control.value = text;
    control.disabled = Boolean(this.data.readonly);
    this.fit(control);
    if (control.tagName === "SELECT") this.face(control);
  }

  build(box, key, column) {
    box.dataset.kind = column.kind;
    const choice = column.kind === "word" && column.options.length > 0;
    const lines = column.kind === "text" || column.kind === "long" || column.kind === "words" || column.kind === "url";
    const control = make(choice ? "select" : lines ? "textarea" : "input");
    Object.assign(control.dataset, { key, column: column.name, kind: column.kind });
    if (choice) control.className = "choice";
    else {
      if (lines) control.rows = 1;
      else control.type = "text";
      if (column.kind === "number") control.inputMode = "decimal";
      control.autocomplete = "off";
      control.spellcheck = false;
    }
    const held = make("span", "held");
    held.append(control);
    if (choice) held.append(make("span", "face"));
    box.classList.toggle("num", column.kind === "number");
    box.replaceChildren(make("s"), held, make("em"));
    return control;
  }

  options(control, column, text) {
    const known = column.options, has = known.some((option) => option.v === text);
    const stamp = JSON.stringify([known, has ? "" : text]);
    if (control.dataset.stamp === stamp) return;
    control.dataset.stamp = stamp;
    control.faces = new Map(known.map((option) => [option.v, option]));
    const rows = known.map((option) => new Option(option.label, option.v));
    if (!has || !column.required) rows.unshift(new Option(text === "" || has ? "" : text, has ? "" : text));
    const value = control.value;
    control.replaceChildren(...rows);
    control.value = rows.some((row) => row.value === value) ? value : text;
  }

  face(control) {
    const face = control.parentNode.querySelector(".face");
    const option = control.faces && control.faces.get(control.value);
    const main = option ? option.main || option.label : control.value;
    const small = (option && option.small) || "", tone = (option && option.tone) || "";
    const stamp = JSON.stringify([main, small, tone]);
    if (face.dataset.stamp === stamp) return;
    face.dataset.stamp = stamp;
    const parts = [make("span", tone ? `name ${tone}` : "", main || "\u00a0")];
    if (small) parts.push(" ", make("span", "symbol", small));
    face.replaceChildren(...parts);
  }

  fit(control) {
    if (control.tagName !== "TEXTAREA" || CSS.supports("field-sizing", "content")) return;
    control.style.height = "auto";
    control.style.height = `${control.scrollHeight}px`;
  }

  leave() {
    this.flush();
    clearInterval(this.retry);
    document.removeEventListener("click", this.above, true);
  }
}

export default function (component) {
  const { parentElement, data, setStateValue } = component;
  const grid = parentElement.grid || (parentElement.grid = new Grid(parentElement));
  grid.take(data, (said) => setStateValue("said", said));
  return () => {
    if (parentElement.isConnected) return;
    grid.leave();
  };
}
