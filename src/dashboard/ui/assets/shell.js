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
  // Light or dark paper is the link's, else the system's. Streamlit asks the system alone: it is
  // answered here, and told when the answer changes.
  var media = window.matchMedia.bind(window), hearing = [], system = media("(prefers-color-scheme: dark)");
  var paper = "", dark;
  function isDark() { return paper ? paper === "dark" : system.matches; }
  window.matchMedia = function (query) {
    var found = media(query), part = /prefers-color-scheme:\s*(light|dark)/.exec(query);
    if (!part) return found;
    function hear(listener) { if (listener) hearing.push(listener); }
    function leave(listener) {
      hearing = hearing.filter(function (each) { return each !== listener; });
    }
    return {
      get matches() { return isDark() === (part[1] === "dark"); },
      media: query,
      onchange: null,
      addListener: hear,
      removeListener: leave,
      addEventListener: function (name, listener) { hear(listener); },
      removeEventListener: function (name, listener) { leave(listener); },
      dispatchEvent: function () { return true; },
    };
  };
  function askedPaper() {
    var asked = new URLSearchParams(location.search).get("theme");
    return asked === "light" || asked === "dark" ? asked : "";
  }
  // Whether the paper is another one now; then the pages are drawn anew in the browser, and the
  // charts on the server, which hears of it with the next thing it is asked: `askAnew`.
  function paint(wanted) {
    paper = wanted;
    if (paper) document.documentElement.dataset.theme = paper;
    else delete document.documentElement.dataset.theme;
    document.querySelectorAll(".paperswitch select").forEach(function (list) { list.value = paper; });
    var before = dark;
    dark = isDark();
    if (before === undefined || before === dark) return false;
    var event = { matches: dark, media: system.media };
    hearing.slice().forEach(function (listener) { listener.call(null, event); });
    return true;
  }
  function askAnew() {
    // After a moment: what has just been set must be drawn before the server can be told of it.
    setTimeout(function () {
      window.dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
    }, 60);
  }
  paint(askedPaper());
  system.addEventListener("change", function () { if (paint(paper)) askAnew(); });
  document.addEventListener("change", function (event) {
    var list = event.target;
    if (!list.matches || !list.matches(".paperswitch select")) return;
    var wanted = list.value;
    paint(wanted);
    setTimeout(function () { write("theme", wanted ? [wanted] : []); }, 60);
  });
  // Charts are laid out on the server, for one narrow column or a desk: a cookie says which before
  // the page connects, and a hidden box when the window has changed since (or refused cookies).
  var ticked = 0, checked = false;
  function tellWidth() {
    if (window.matchMedia("print").matches) return;
    var narrow = window.matchMedia("(max-width: 1040px)").matches;
    // A frame has a width of its own, which is not that of the reader's other windows.
    var framed = window.top !== window || new URLSearchParams(location.search).has("only");
    document.cookie = (framed ? "narrow_frame=" : "narrow=") + (narrow ? 1 : 0) + "; path=" + ("BASE_PATH" || "/") +
      "; SameSite=Lax" + (location.protocol === "https:" ? "; Secure" : "");
    var other = document.querySelector((narrow ? ".st-key-width_wide" : ".st-key-width_narrow") + " input");
    if (!other || Date.now() - ticked < 2000) return;
    ticked = Date.now();
    other.click();
    setTimeout(tellWidth, 2100);  // ticked again should the page not have listened
  }
  tellWidth();
  var resized;
  window.addEventListener("resize", function () {
    clearTimeout(resized);
    resized = setTimeout(tellWidth, 150);
  });

  // The document's language follows the link, so that screen readers and fonts do too.
  function follow() {
    var asked = new URLSearchParams(location.search).get("lang");
    if (asked) document.documentElement.lang = asked === "zh" ? "zh-CN" : "en";
    if (askedPaper() !== paper && paint(askedPaper())) askAnew();
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

  // Lists in the link, written as they are read: zoom=lines:2025-02-06~2025-02-13,timeline:…
  function listed(name) {
    return (new URLSearchParams(location.search).get(name) || "").split(",").filter(Boolean);
  }
  function write(name, entries) {
    var query = new URLSearchParams(location.search);
    if (entries.length) query.set(name, entries.join(","));
    else query.delete(name);
    var text = query.toString().replace(/%3A/g, ":").replace(/%7E/g, "~").replace(/%2C/g, ",");
    history.replaceState(history.state, "", location.pathname + (text ? "?" + text : "") + location.hash);
    // As after Back: the server reads the address again, and writes it whole when a control changes.
    window.dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
  }
  window.writeToLink = write;  // for the marks of charts (marks.js)
  // A zoom over time goes into the link as the first and last session it shows.
  function keep(name, range) {
    var zooms = listed("zoom").filter(function (entry) { return entry.split(":")[0] !== name; });
    if (range) zooms.push(name + ":" + range);
    write("zoom", zooms);
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
  // What is unfolded goes into the link by its name, and unfolds again wherever that is opened.
  document.addEventListener("toggle", function (event) {
    var fold = event.target.dataset && event.target.dataset.fold;
    if (!fold || !event.target.isConnected) return;
    var before = listed("open"), known = before.indexOf(fold) >= 0;
    if (event.target.open === known) return;  // unfolded by the link itself
    write("open", known ? before.filter(function (name) { return name !== fold; }) : before.concat(fold));
  }, true);
  function unfold(part) {
    part.setAttribute("data-attended", "");
    if (listed("open").indexOf(part.dataset.fold) >= 0) part.open = true;
  }
  // The menu of a card opens over the gallery, which stays where it is.
  document.addEventListener("click", function (event) {
    var more = event.target.closest && event.target.closest("#root a[data-menu]");
    if (!more || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    write("menu", [more.dataset.menu]);
  });
  // A theme of the radar opens below its row, and closes there.
  document.addEventListener("click", function (event) {
    var row = event.target.closest && event.target.closest("#root a[data-row]");
    if (!row || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    write("row", row.dataset.row ? [row.dataset.row] : []);
  });
  // A search begins while it is typed: a moment after the last letter, as if Enter were pressed.
  // Letters of a Chinese word that are yet to be chosen are none.
  var typed;
  function search(event) {
    var field = event.target;
    if (event.isComposing || !field.closest) return;
    if (!field.closest(".st-key-cases_search, .st-key-picker_search, .st-key-radar_search")) return;
    clearTimeout(typed);
    typed = setTimeout(function () {
      field.dispatchEvent(
        new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, bubbles: true })
      );
    }, 250);
  }
  document.addEventListener("input", search, true);
  document.addEventListener("compositionend", search, true);
  // Hits are gone through by j and k, and by the arrows once one has the focus; Escape puts the page
  // of one away.
  document.addEventListener("keydown", function (event) {
    var at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || !at.closest) return;
    if (at.closest("input, textarea, select, [role='combobox'], [role='listbox'], [role='dialog']")) return;
    if (event.key === "Escape") {
      var away = document.querySelector("#root .st-key-filings_page .ways a[href$='#hits']");
      if (away) away.click();
      return;
    }
    var by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    var hits = Array.from(document.querySelectorAll("#root .hitlist a")), here = hits.indexOf(at);
    if (!by || !hits.length || (here < 0 && event.key.length > 1)) return;
    if (here < 0) {
      here = hits.indexOf(document.querySelector("#root .hitlist .chosen a"));
      if (here < 0) by = 1;
    }
    event.preventDefault();
    hits[Math.max(0, Math.min(hits.length - 1, here + by))].focus();
  });
  // The row of pages scrolls where they do not fit: buttons at its ends say that there is more,
  // and the page that is looked at is brought into view.
  var rowed = "";
  function attendRow() {
    var row = document.querySelector("#root .st-key-nav");
    var links = row ? row.querySelectorAll("a, [data-testid='stPopover'] button") : [];
    if (!links.length) return;
    var whole = row.closest(".st-key-navrow") || row, way = whole.querySelector(".morepages");
    if (way && row.getAttribute("aria-label") !== way.dataset.row) {
      row.setAttribute("role", "navigation");
      row.setAttribute("aria-label", way.dataset.row);
    }
    var here = row.querySelector("[aria-current='page']:not([data-here])"), at = location.pathname;
    // The gallery stands at the root as well, whose own link is the story's.
    var gallery = document.querySelector("#root .st-key-page_cases");
    row.querySelectorAll("a").forEach(function (link) {
      var address = link.getAttribute("href") || "";
      // The first page's own address, not that of the page it is linked from.
      if (address[0] === "?") link.setAttribute("href", "./" + address);
      // Streamlit tells the page that is looked at by its colour alone.
      var leads = new URL(link.href).pathname;
      var is = !here && (gallery ? leads.endsWith("/cases") : leads === at);
      if (is) link.setAttribute("aria-current", "page");
      else if (link.hasAttribute("data-here")) link.removeAttribute("aria-current");
      link.toggleAttribute("data-here", is);
    });
    here = row.querySelector("[aria-current='page']");
    var edge = row.getBoundingClientRect();
    if (here && rowed !== at) {
      rowed = at;
      var place = here.getBoundingClientRect();
      if (place.right > edge.right - 24 || place.left < edge.left + 24)
        row.scrollLeft += place.left - edge.left - (edge.width - place.width) / 2;
    }
    whole.toggleAttribute("data-before", links[0].getBoundingClientRect().left < edge.left - 4);
    whole.toggleAttribute(
      "data-after", links[links.length - 1].getBoundingClientRect().right > edge.right + 4
    );
  }
  document.addEventListener("scroll", function (event) {
    if (event.target.classList && event.target.classList.contains("st-key-nav")) attendRow();
  }, { capture: true, passive: true });
  document.addEventListener("click", function (event) {
    var more = event.target.closest && event.target.closest(".morepages");
    var row = more && more.closest(".st-key-navrow").querySelector(".st-key-nav");
    var still = media("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    if (row) row.scrollBy({ left: more.dataset.way * row.clientWidth * 0.7, behavior: still });
    // Past the bar: to the head of the page, without a place in the link.
    if (!event.target.closest || !event.target.closest("a.skip")) return;
    event.preventDefault();
    var head = document.querySelector("#root h1") || document.querySelector("#root .trouble");
    if (!head) return;
    head.setAttribute("tabindex", "-1");
    head.focus();
  });
  // Streamlit's own parts, where they have no name or the wrong one.
  function mendNames() {
    var page = document.querySelector("#root [class*='st-key-page_']");
    if (page && !page.id) page.id = "content";
    // Whatever has the focus inside it scrolls it: a stop of its own in front of all is none.
    var main = document.querySelector('[data-testid="stMain"][tabindex="0"]');
    if (main) main.setAttribute("tabindex", "-1");
    document.querySelectorAll('[data-testid="stFileUploaderDropzone"]').forEach(function (zone) {
      zone.setAttribute("role", "group");
      var button = zone.querySelector("button");
      if (button) button.setAttribute("aria-label", zone.getAttribute("aria-label"));
      var field = zone.querySelector("input[type=file]");
      if (field) field.setAttribute("aria-label", zone.getAttribute("aria-label"));
    });
  }
  // A choice whose words are wider than its field shows them whole, on lines of their own.
  function fitChoices() {
    document.querySelectorAll('[data-testid="stSelectbox"] input').forEach(function (field) {
      var box = field.closest('[role="group"], [data-baseweb="select"]');
      if (!box) return;
      var cut = document.activeElement !== field && field.scrollWidth > field.clientWidth + 1;
      if (cut) box.dataset.whole = field.value;
      else delete box.dataset.whole;
    });
    document.querySelectorAll('[data-testid="stPopover"] button').forEach(function (button) {
      var words = button.querySelector("p");
      if (words && words.scrollWidth > words.clientWidth + 1) button.title = words.textContent;
      else button.removeAttribute("title");
    });
  }
  var fitting;
  function fit() {
    // Not put off by what follows: a page that is being drawn changes for seconds.
    fitting = fitting || setTimeout(function () {
      fitting = 0;
      attendRow();
      fitChoices();
    }, 80);
  }
  window.addEventListener("resize", fit);
  document.addEventListener("focusin", fit);
  document.addEventListener("focusout", fit);
  // Watch what is drawn, at most once a frame: a chart puts thousands of nodes into the page.
  var waiting = false;
  new MutationObserver(function () {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(function () {
      waiting = false;
      if (document.querySelector(".head, .trouble, .alone")) document.documentElement.classList.add("drawn");
      document.querySelectorAll(".js-plotly-plot:not([data-attended])").forEach(attend);
      if (!checked && document.querySelector(".st-key-width_other input")) {
        checked = true;
        tellWidth();
      }
      document.querySelectorAll(".st-key-pickerbox input:not([data-attended])").forEach(function (field) {
        field.setAttribute("data-attended", "");
        field.focus();
      });
      document.querySelectorAll("details[data-fold]:not([data-attended])").forEach(unfold);
      mendNames();
      fit();
      followStep();
      handOver();
    });
  }).observe(document, { childList: true, subtree: true });

  // Streamlit's program waits for the first HTML to be painted where that holds the page; a tab in
  // the background paints nothing and does not wait.
  document.addEventListener("DOMContentLoaded", function () {
    var program = document.getElementById("program");
    if (!program) return;
    var begun = false;
    function begin() {
      if (begun) return;
      begun = true;
      var script = document.createElement("script");
      script.type = "module";
      script.crossOrigin = "";
      script.src = program.href;
      document.head.appendChild(script);
    }
    requestAnimationFrame(function () { setTimeout(begin, 0); });
    setTimeout(begin, document.hidden ? 0 : 1000);
  });

  // The first HTML may hold the page as it was last known; the page itself takes its place, its
  // scroll and what was typed into its search.
  var waited;
  function handOver() {
    var first = document.getElementById("first");
    if (!first) return;
    var field = document.querySelector(".st-key-cases_search input");
    var stands = document.querySelector("#root .trouble, #root .head:not(.galleryhead)") ||
      (field && document.querySelector("#root .legend"));
    if (!stands) return;
    // What stands here stays until the page is there to its foot, and a figure until the page's own
    // is drawn: nothing moves then.  A page that is in trouble says so at once.
    var whole = field || (document.querySelector("#root .foot") &&
      !document.querySelector('#root [data-testid="stSkeleton"]') &&
      (document.querySelector("#root .plot svg") || !first.querySelector(".drawing")));
    if (!whole && !document.querySelector("#root .trouble")) {
      waited = waited || Date.now();
      if (Date.now() - waited < 4000) {
        setTimeout(handOver, 50);
        return;
      }
    }
    var main = document.querySelector('[data-testid="stMain"]');
    var typed = first.querySelector('input[type="search"]'), value = typed && typed.value;
    if (main) main.scrollTop = first.scrollTop;
    if (field && typed === document.activeElement) field.focus();
    if (field && value && value !== typed.defaultValue) {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, value);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    first.remove();
  }

  // A link to a place on a page: the page is drawn after the browser has looked for it.
  // What is drawn above it later moves it, so it is found again until the reader moves.
  var seeking;
  function seek(name) {
    clearInterval(seeking);
    var until = Date.now() + 8000;
    seeking = setInterval(function () {
      // A figure whose anchor is another word is found by its name as well: older links have that.
      var place = document.getElementById(name) ||
        document.querySelector("#root .st-key-fig_" + CSS.escape(name));
      if (place && Math.abs(place.getBoundingClientRect().top - 70) > 40) place.scrollIntoView();
      if (Date.now() > until) clearInterval(seeking);
    }, 300);
  }
  ["wheel", "touchstart", "keydown", "pointerdown"].forEach(function (name) {
    window.addEventListener(name, function () { clearInterval(seeking); }, { passive: true });
  });
  if (location.hash) seek(decodeURIComponent(location.hash.slice(1)));

  // What was confirmed of an article lives in this tab until it is saved: the browser asks first.
  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector(".st-key-draft_undo")) event.preventDefault();
  });

  // A step of the guided reading stands at the bottom; the page goes to what it speaks of.
  var stepped = "";
  function followStep() {
    var step = document.querySelector(".guide[data-at]");
    var at = step ? location.pathname + step.dataset.at : "";
    if (at === stepped) return;
    stepped = at;
    if (!step) return;
    if (step.dataset.at === "top") document.querySelector('[data-testid="stMain"]').scrollTo(0, 0);
    else seek(step.dataset.at);
  }
})();
