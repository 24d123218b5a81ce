"use strict";
// Keys of the pages.  Which there are, and what each does, stands in the list that “?” opens, in the
// reader's language: a key that is not listed on a page does nothing there.
(function () {
  var STORED = "keys";  // of what the browser keeps: "off" where single keys are not wanted

  function isOff() {
    try { return localStorage.getItem(STORED) === "off"; } catch (error) { return false; }
  }
  function keep(on) {
    try {
      if (on) localStorage.removeItem(STORED);
      else localStorage.setItem(STORED, "off");
    } catch (error) { /* nothing is kept where the browser keeps nothing */ }
  }
  function list() {
    return document.querySelector("#root .keylist");
  }

  // The dialog -------------------------------------------------------
  var dialog = document.createElement("dialog"), opener = null;
  dialog.id = "keys";
  document.body.appendChild(dialog);
  function open() {
    var held = list();
    if (!held || dialog.open) return;
    var shown = held.cloneNode(true), off = shown.querySelector("input");
    shown.hidden = false;
    shown.querySelector("h2").id = "keys-title";
    dialog.setAttribute("aria-labelledby", "keys-title");
    off.checked = !isOff();
    off.addEventListener("change", function () { keep(off.checked); });
    shown.querySelector(".away").addEventListener("click", function () { dialog.close(); });
    dialog.replaceChildren(shown);
    opener = document.activeElement;
    dialog.showModal();  // the browser keeps the focus inside, closes on Escape
    shown.querySelector(".away").focus();
  }
  dialog.addEventListener("close", function () {
    dialog.replaceChildren();
    // A page drawn anew meanwhile has another button in the place of the one that opened it.
    var back = opener && opener.isConnected && opener !== document.body ? opener : document.querySelector("#root .keysbutton");
    if (back) back.focus();
    opener = null;
  });
  // From the last control on to the first, not by way of the browser's own bars.
  dialog.addEventListener("keydown", function (event) {
    if (event.key !== "Tab") return;
    var all = Array.from(dialog.querySelectorAll("button, input")), to = event.shiftKey ? all.length - 1 : 0;
    if (document.activeElement !== all[all.length - 1 - to]) return;
    event.preventDefault();
    all[to].focus();
  });
  dialog.addEventListener("click", function (event) {
    if (event.target === dialog) dialog.close();  // beside its content
  });

  // The figure that is meant -------------------------------------------
  function figures() {
    return Array.from(document.querySelectorAll('#root [class*="st-key-fig_"]')).filter(function (each) {
      return each.offsetHeight && each.querySelector(".fighead");
    });
  }
  function inView(fig) {
    var box = fig.getBoundingClientRect();
    return Math.min(box.bottom, window.innerHeight) - Math.max(box.top, 56);
  }
  function current() {
    var all = figures(), held = all.find(function (each) { return each.contains(document.activeElement); });
    if (held && inView(held) > 0) return held;
    return all.reduce(function (best, each) {
      return !best || inView(each) > inView(best) + 1 ? each : best;
    }, null);
  }
  function go(by) {
    var all = figures(), here = all.indexOf(current());
    if (!all.length) return false;
    var head = all[here].querySelector(".fighead");
    // Above the first one, or with its beginning out of sight, the figure itself comes next.
    var stands = all[here].contains(document.activeElement);
    var to = all[stands ? Math.max(0, Math.min(all.length - 1, here + by)) : here];
    head = to.querySelector(".fighead");
    head.tabIndex = -1;
    head.focus({ preventScroll: true });
    head.scrollIntoView({ block: "start" });
    return true;
  }
  function press(found) {
    if (!found) return false;
    found.click();
    return true;
  }
  // A file that is asked for while the page is drawn anew, as after a table was unfolded, never comes.
  function atRest(work, tried) {
    setTimeout(function () {
      var app = document.querySelector('[data-testid="stApp"]');
      if (tried > 60 || !app || app.dataset.testScriptState === "notRunning") work();
      else atRest(work, (tried || 0) + 1);
    }, 150);
  }
  function inFigure(selector) {
    var fig = current();
    return fig ? fig.querySelector(selector) : null;
  }

  // What the keys do -----------------------------------------------------
  var does = {
    keys: function () { open(); return true; },
    page: function (name) {
      var links = Array.from(document.querySelectorAll("#root .st-key-nav a[href]"));
      return press(links.find(function (each) {
        return (new URL(each.href).pathname.split("/").pop() || "story") === name;
      }));
    },
    next: function () { return go(1); },
    previous: function () { return go(-1); },
    table: function () {
      var fold = inFigure("details.astable > summary");
      if (!fold || !fold.offsetHeight) return false;
      fold.click();
      fold.focus({ preventScroll: true });
      fold.parentNode.scrollIntoView({ block: "nearest" });
      return true;
    },
    download: function () {
      var found = inFigure('[class*="st-key-foot_"] [data-testid="stDownloadButton"] button');
      if (found) atRest(function () { press(found.isConnected ? found : null); });
      return Boolean(found);
    },
    image: function () { return press(inFigure('[data-copy="image"]')); },
    share: function () { return press(document.querySelector("#root .st-key-share_links button")); },
    search: function () { return window.seekEverything ? window.seekEverything() : false; },
  };

  function isTyping(at) {
    if (!at || !at.closest) return false;
    if (at.matches('input[type="checkbox"], input[type="radio"], input[type="button"]')) return false;
    return Boolean(at.isContentEditable || at.closest(
      "input, textarea, select, dialog, canvas, [role='textbox'], [role='combobox'], [role='listbox'], " +
      "[role='menu'], [role='grid'], [role='dialog'], [role='slider'], [role='spinbutton']"
    ));
  }
  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.isComposing || event.repeat || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      // In a field of a Mac, Ctrl-K cuts the rest of the line.
      if (event.key.toLowerCase() !== "k" || event.shiftKey || (event.ctrlKey && isTyping(event.target) && /Mac/.test(navigator.platform))) return;
      if (!dialog.open && does.search()) event.preventDefault();
      return;
    }
    if (isOff() || isTyping(event.target)) return;
    var held = list(), key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    var row = held && Array.from(held.querySelectorAll("[data-key]")).find(function (each) { return each.dataset.key === key; });
    if (!row) return;
    event.preventDefault();
    var what = row.dataset.does.split(":");
    if (!does[what[0]](what[1]) && window.tell) window.tell(held.dataset.nothing);
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest("#root .keysbutton")) open();
  });
})();
