"use strict";
// Search over everything: opened by “/” and Ctrl-K, asked while it is typed, gone through by arrows.
(function () {
  var PAUSE = 70;  // milliseconds after the last letter
  var wanted = null;  // what Enter was pressed for, before its hits are there

  function box() {
    return document.querySelector(".st-key-everythingbox");
  }
  function field() {
    return document.querySelector(".st-key-everything_q input");
  }
  function opener() {
    return document.querySelector("#root .st-key-everything button");
  }
  function links() {
    return Array.from(document.querySelectorAll(".st-key-everythingbox .everyhit a"));
  }
  function answered() {
    var found = document.querySelector(".st-key-everythingbox .everyhit");
    return found ? found.dataset.q : null;
  }
  window.seekEverything = function () {
    if (field()) {
      field().focus();
      field().select();
      return true;
    }
    if (!opener()) return false;
    opener().click();
    return true;
  };

  // As if Enter were pressed: the field of the page sends what it holds.  Letters of a Chinese word
  // that are yet to be chosen are none.
  var clock;
  function send() {
    var at = field();
    if (!at || at.value.trim() === answered()) return;
    at.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, bubbles: true }));
  }
  function typed(event) {
    if (event.target !== field() || event.isComposing) return;
    clearTimeout(clock);
    clock = setTimeout(send, PAUSE);
  }
  document.addEventListener("input", typed, true);
  document.addEventListener("compositionend", typed, true);

  document.addEventListener("keydown", function (event) {
    var held = box(), at = event.target;
    if (!held || !held.contains(at) || event.isComposing || !event.isTrusted || event.ctrlKey || event.metaKey || event.altKey) return;
    var all = links(), here = all.indexOf(at), by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      event.stopPropagation();
      var to = here + by;
      if (to < 0) field().focus();
      else if (all.length) all[Math.min(to, all.length - 1)].focus();
    } else if (event.key === "Enter" && at === field()) {
      clearTimeout(clock);
      var asked = at.value.trim();
      if (asked && asked === answered()) {
        event.preventDefault();
        event.stopPropagation();
        if (all.length) all[0].click();
      } else wanted = asked;  // the field sends it; the first hit is opened once it is there
    } else if (here >= 0 && event.key.length === 1 && event.key !== " ") {
      field().focus();  // who types on goes on in the field
    }
  }, true);

  var waiting = false;
  new MutationObserver(function () {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(function () {
      waiting = false;
      var at = field();
      if (!at) {
        wanted = null;
        return;
      }
      if (!at.hasAttribute("data-attended")) {
        at.setAttribute("data-attended", "");
        at.focus();
      }
      if (wanted !== null && wanted === answered()) {
        wanted = null;
        if (links()[0]) links()[0].click();
      }
    });
  }).observe(document.body, { childList: true, subtree: true });
})();
