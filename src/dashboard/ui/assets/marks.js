"use strict";
(function () {
  // A click on a mark of a chart opens what it stands for under the figure: the link says what is
  // open (at=lines:event:launch) and the page draws it.  What a mark is stands in the chart itself:
  // `charts/marks.py` says how.
  var REACH = 14, FINGER = 24;  // pixels from a line that still count as on it

  function figureOf(chart) {
    var holder = chart.closest('[class*="st-key-plot_"]');
    return holder ? /st-key-plot_([a-z0-9-]+)/.exec(holder.className)[1] : "";
  }
  function kindOf(trace) { return String((trace.meta && trace.meta.mark) || ""); }
  function markOf(point) {
    var mark = kindOf(point.data || point.fullData || {}), own = point.customdata;
    if (!mark || mark.indexOf(":") >= 0) return mark;
    if (Array.isArray(own)) own = own[0];
    return own ? mark + ":" + own : "";
  }
  function apart(x, y, a, b) {
    var wide = b[0] - a[0], high = b[1] - a[1], long = wide * wide + high * high;
    var share = long ? Math.max(0, Math.min(1, ((x - a[0]) * wide + (y - a[1]) * high) / long)) : 0;
    return Math.hypot(x - a[0] - share * wide, y - a[1] - share * high);
  }
  // Lines that share one label of their values are told apart by where the pointer is.
  function nearest(chart, event) {
    if (!event || event.clientX === undefined || !chart._fullData) return "";
    var box = chart.getBoundingClientRect(), best = "";
    var x = event.clientX - box.left, y = event.clientY - box.top;
    var least = event.pointerType === "touch" || matchMedia("(pointer: coarse)").matches ? FINGER : REACH;
    chart._fullData.forEach(function (line) {
      if (kindOf(line).indexOf(":") < 0 || line.visible !== true) return;
      var across = chart._fullLayout[(line.xaxis || "x").replace("x", "xaxis")];
      var up = chart._fullLayout[(line.yaxis || "y").replace("y", "yaxis")], before = null;
      for (var i = 0; across && up && i < line.x.length; i++) {
        var value = line.y[i], here = null;
        if (value !== null && value !== undefined && !isNaN(value)) {
          here = [across._offset + across.d2p(line.x[i]), up._offset + up.d2p(value)];
          var far = apart(x, y, before || here, here);
          if (far < least) { least = far; best = kindOf(line); }
        }
        before = here;
      }
    });
    return best;
  }
  function under(chart, data) {
    var marks = (data.points || []).map(markOf).filter(Boolean);
    return marks[0] || nearest(chart, data.event);
  }
  function attend(chart) {
    var name = figureOf(chart);
    if (!name || !chart.on) return;
    chart.setAttribute("data-marks", "");
    // Plotly makes a click of a touch itself; the mouse events that browsers send after one would be
    // a second click, and close what the first has opened.
    chart.addEventListener("touchend", function (event) {
      if (event.cancelable && event.target.closest(".draglayer")) event.preventDefault();
    }, { passive: false });
    chart.on("plotly_click", function (data) {
      var mark = under(chart, data);
      if (mark) clicked(name + ":" + mark);
    });
    chart.on("plotly_clickannotation", function (data) {
      var mark = data.annotation && data.annotation.name;
      if (mark && mark.indexOf(":") > 0) clicked(name + ":" + mark);
    });
    chart.on("plotly_hover", function (data) {
      chart.classList.toggle("onmark", !!under(chart, data));
    });
    chart.on("plotly_unhover", function () { chart.classList.remove("onmark"); });
    playAgain(chart);
  }
  // Two clicks of one double click open, and do not close again.
  var TWICE = 500, clickedAt = -TWICE, lastClicked = "";  // milliseconds
  function clicked(at) {
    var since = performance.now() - clickedAt;
    clickedAt = performance.now();
    if (at === lastClicked && since < TWICE) return;
    lastClicked = at;
    open(at);
  }

  // Who clicks or taps while the server's drawing stands means the mark at that place: the press
  // wakes the chart (plot.js), which lies where the drawing lay, and is pressed there again.
  var PATIENCE = 10000, STILL = 10;  // milliseconds; pixels that a finger may slip
  var press = null;
  document.addEventListener("pointerdown", function (event) {
    var box = event.target.closest && event.target.closest(".plot");
    press = null;
    if (!box || box.classList.contains("alive") || event.button || !event.isPrimary) return;
    var place = box.getBoundingClientRect();
    press = { box: box, id: event.pointerId, x: event.clientX, y: event.clientY, done: false,
      across: event.clientX - place.left, down: event.clientY - place.top, since: performance.now() };
  }, true);
  document.addEventListener("pointerup", function (event) {
    if (!press || press.done || event.pointerId !== press.id) return;
    if (Math.hypot(event.clientX - press.x, event.clientY - press.y) > STILL) press = null;
    else {
      press.done = true;
      var chart = press.box.querySelector(".js-plotly-plot[data-marks]");
      if (chart) playAgain(chart);
    }
  }, true);
  document.addEventListener("pointercancel", function () { press = null; }, true);  // it scrolls
  function playAgain(chart) {
    if (!press || !press.done || !press.box.contains(chart)) return;
    var box = press.box.getBoundingClientRect(), late = performance.now() - press.since > PATIENCE;
    var x = box.left + press.across, y = box.top + press.down, place = document.elementFromPoint(x, y);
    press = null;
    if (late || !place || !chart.contains(place)) return;
    var signs = place.closest(".draglayer") ? ["mousedown", "mouseup"] : ["click"];
    signs.forEach(function (sign) {
      place.dispatchEvent(new MouseEvent(sign,
        { bubbles: true, cancelable: true, view: window, clientX: x, clientY: y, button: 0, detail: 1 }));
    });
  }

  // What was opened is brought into sight and has the focus; what is closed gives it back.
  var wanted = "", opener = null;
  function now() { return new URLSearchParams(location.search).get("at") || ""; }
  function open(at, from) {
    if (at === now()) return close();  // a second click closes it
    wanted = at;
    opener = from || null;
    window.writeToLink("at", [at]);
  }
  function close() {
    var at = now(), back = opener && opener.isConnected ? opener : null;
    if (!back) {
      var figure = document.querySelector(".st-key-fig_" + (at.split(":")[0] || "none"));
      back = figure && (figure.querySelector('.events a[data-at="' + CSS.escape(at) + '"]') ||
        figure.querySelector("details.marks > summary"));
    }
    wanted = lastClicked = "";
    window.writeToLink("at", []);
    if (back) back.focus({ preventScroll: true });
  }
  function show() {
    if (!wanted) return;
    var box = document.querySelector('#root .atmark[data-mark="' + CSS.escape(wanted) + '"]');
    if (!box) return;
    wanted = "";
    box.scrollIntoView({ block: "nearest" });
    box.focus({ preventScroll: true });
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("#root a[data-at]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.at === "close") close();
    // A step inside the details goes on from where they were opened.
    else open(link.dataset.at, link.closest(".atmark") ? opener : link);
  });
  document.addEventListener("keydown", function (event) {
    var at = event.target;
    if (event.key !== "Escape" || event.defaultPrevented || !now() || !at.closest) return;
    if (at.closest("input, textarea, select, [role='combobox'], [role='listbox'], [role='dialog']")) return;
    if (document.querySelector("#root .atmark")) close();
  });
  var waiting = false;
  new MutationObserver(function () {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(function () {
      waiting = false;
      document.querySelectorAll(".js-plotly-plot:not([data-marks])").forEach(attend);
      show();
    });
  }).observe(document, { childList: true, subtree: true });
})();
