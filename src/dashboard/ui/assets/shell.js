"use strict";
(function () {
  // Where the server answers is known: without this the browser would guess it from the
  // address of the page, with requests that fail, and ask for its settings first.
  window.__streamlit = {
    BACKEND_BASE_URL: location.origin + "BASE_PATH",
    HOST_CONFIG: {
      allowedOrigins: [location.origin],
      useExternalAuthToken: false,
      disableFullscreenMode: true,
      blockErrorDialogs: true,
    },
  };
  // The document's language follows the link, so that screen readers and fonts do too.
  function follow() {
    var asked = new URLSearchParams(location.search).get("lang");
    if (asked) document.documentElement.lang = asked === "zh" ? "zh-CN" : "en";
  }
  ["replaceState", "pushState"].forEach(function (name) {
    var original = history[name];
    history[name] = function () {
      var result = original.apply(this, arguments);
      follow();
      return result;
    };
  });
  window.addEventListener("popstate", follow);

  // A zoom over time goes into the link as the first and last session it shows.
  function keep(name, range) {
    var query = new URLSearchParams(location.search);
    var zooms = (query.get("zoom") || "").split(",").filter(function (entry) {
      return entry && entry.split(":")[0] !== name;
    });
    if (range) zooms.push(name + ":" + range);
    if (zooms.length) query.set("zoom", zooms.join(","));
    else query.delete("zoom");
    var text = query.toString().replace(/%3A/g, ":").replace(/%7E/g, "~").replace(/%2C/g, ",");
    history.replaceState(history.state, "", location.pathname + (text ? "?" + text : "") + location.hash);
    // As after Back: the server reads the address again, so that the next chart is drawn zoomed.
    window.dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
  }
  function sessions(chart, change) {
    var meta = chart.layout && chart.layout.meta;
    var from = change["xaxis.range[0]"], to = change["xaxis.range[1]"];
    if (!meta || !meta.days || from === undefined || to === undefined) return null;
    var first = Math.max(0, Math.ceil(from)), last = Math.min(meta.days.length - 1, Math.floor(to));
    return last > first ? meta.days[first] + "~" + meta.days[last] : null;
  }
  function attend(chart) {
    var holder = chart.closest('[class*="st-key-plot_"]');
    if (!holder || !chart.on) return;
    chart.setAttribute("data-attended", "");
    var name = /st-key-plot_([a-z0-9-]+)/.exec(holder.className)[1];
    chart.on("plotly_relayout", function (change) {
      var range = sessions(chart, change);
      if (range) keep(name, range);
      else if (change["xaxis.autorange"] || "xaxis.range" in change) keep(name, null);
    });
  }
  // Watch what is drawn, at most once a frame: a chart puts thousands of nodes into the page.
  var waiting = false;
  new MutationObserver(function () {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(function () {
      waiting = false;
      if (document.querySelector(".head, .trouble")) document.documentElement.classList.add("drawn");
      document.querySelectorAll(".js-plotly-plot:not([data-attended])").forEach(attend);
    });
  }).observe(document, { childList: true, subtree: true });

  // A link to a place on a page: the page is drawn after the browser has looked for it.
  // What is drawn above it later moves it, so it is found again until the reader moves.
  if (location.hash) {
    var until = Date.now() + 8000;
    var seek = setInterval(function () {
      var place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (place && Math.abs(place.getBoundingClientRect().top - 70) > 40) place.scrollIntoView();
      if (Date.now() > until) clearInterval(seek);
    }, 300);
    ["wheel", "touchstart", "keydown", "pointerdown"].forEach(function (name) {
      window.addEventListener(name, function () { clearInterval(seek); }, { once: true, passive: true });
    });
  }
})();
