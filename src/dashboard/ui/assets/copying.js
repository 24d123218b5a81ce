"use strict";
// Copies of a figure, one click each.  The words stand in the page; the image is drawn here, from
// what the reader sees: the chart with its zoom and its controls, title above, source and date below.
(function () {
  var EDGE = 24, SCALE = 2, NARROWEST = 480, GAP = 10, TALLEST = 16000;
  var STAYS = 6000;  // milliseconds of a short message

  // Messages ---------------------------------------------------------
  var place = document.createElement("div"), clock, opener = null;
  place.id = "said";
  place.setAttribute("role", "status");
  place.setAttribute("aria-live", "polite");
  document.body.appendChild(place);

  function words() {
    var held = document.querySelector("#root .copywords");
    return held ? held.dataset : {};
  }
  function hush() {
    clearTimeout(clock);
    if (opener && place.contains(document.activeElement)) opener.focus();
    opener = null;
    place.replaceChildren();
  }
  function say(text, more) {
    hush();
    var line = document.createElement("p");
    line.textContent = text;
    place.appendChild(line);
    if (!more) {
      clock = setTimeout(hush, STAYS);
      return;
    }
    var away = document.createElement("button");
    away.type = "button";
    away.textContent = words().away;
    away.addEventListener("click", hush);
    place.append(more, away);
  }
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && place.firstChild) hush();
  });
  window.tell = say;

  // Text -------------------------------------------------------------
  function copyText(text, told, button) {
    var done = function () { say(told); };
    if (window.isSecureContext && navigator.clipboard) {
      navigator.clipboard.writeText(text).then(done, function () { byHand(text, done, button); });
    } else byHand(text, done, button);
  }
  // Without HTTPS browsers have no clipboard for pages, but still copy what is marked.
  function byHand(text, done, button) {
    var field = document.createElement("textarea");
    field.value = text;
    field.readOnly = true;
    document.body.appendChild(field);
    field.select();
    var copied = false;
    try { copied = document.execCommand("copy"); } catch (error) { copied = false; }
    field.remove();
    button.focus();
    if (copied) {
      done();
      return;
    }
    say(words().closed, field);
    opener = button;
    field.select();
  }
  function link(fig) {
    var address = new URL(location.href), told = words(), head = fig.querySelector(".fighead[id]");
    address.searchParams.delete("step");
    if (told.case) address.searchParams.set("case", told.case);
    if (told.lang) address.searchParams.set("lang", told.lang);
    address.hash = head ? head.id : "";
    return address.href.replace(/%3A/g, ":").replace(/%7E/g, "~").replace(/%2C/g, ",").replace(/#$/, "");
  }

  // Image ------------------------------------------------------------
  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }
  var KEPT = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "opacity",
    "font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline", "display", "visibility"];
  // Of a table or a list also what places its parts.
  var LAID = ["display", "position", "box-sizing", "width", "height", "min-width", "max-width", "top", "right", "bottom", "left",
    "margin", "padding", "border-top", "border-right", "border-bottom", "border-left", "border-collapse", "border-spacing", "border-radius",
    "color", "background-color", "background-image", "background-size", "background-position", "background-repeat",
    "font", "font-variant-numeric", "letter-spacing", "line-height", "text-align", "text-transform", "text-indent", "vertical-align", "white-space",
    "overflow-wrap", "text-decoration-line", "text-decoration-color", "text-underline-offset", "list-style", "opacity",
    "visibility", "flex", "flex-direction", "flex-wrap", "align-items", "align-self", "justify-content", "grid-template-columns",
    "grid-template-rows", "grid-column", "grid-row", "column-gap", "row-gap", "columns", "column-rule", "break-inside",
    "float", "clear", "transform", "overflow", "clip-path", "fill", "stroke", "stroke-width", "text-anchor"];
  // A drawing leaves the page without its style sheets: what they said is written into it.
  function styled(from, to, kept) {
    var given = getComputedStyle(from);
    kept.forEach(function (name) { to.style.setProperty(name, given.getPropertyValue(name)); });
    for (var i = 0; i < from.children.length; i++) {
      if (to.children[i]) styled(from.children[i], to.children[i], kept);
    }
  }
  function drawingOf(fig) {
    var chart = fig.querySelector(".js-plotly-plot"), first, size;
    if (chart && chart.querySelector(".main-svg")) {
      var layers = chart.querySelectorAll(".svg-container > .main-svg");
      first = cloned(layers[0]);
      for (var i = 1; i < layers.length; i++) first.append.apply(first, cloned(layers[i]).childNodes);
      first.querySelectorAll(".hoverlayer, .zoomlayer, .dragcover, .drag").forEach(function (part) { part.remove(); });
      size = chart.getBoundingClientRect();
      return sized(first, size);
    }
    first = fig.querySelector("svg[data-exhibit], .drawing svg");
    if (first) return sized(cloned(first), first.getBoundingClientRect());
    return written(fig);
  }
  function cloned(svg) {
    var twin = svg.cloneNode(true);
    styled(svg, twin, KEPT);
    return twin;
  }
  function sized(svg, size) {
    svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    if (!svg.getAttribute("viewBox")) svg.setAttribute("viewBox", "0 0 " + size.width + " " + size.height);
    svg.setAttribute("width", size.width);
    svg.setAttribute("height", size.height);
    svg.style.position = "static";
    return { text: new XMLSerializer().serializeToString(svg), width: size.width, height: size.height };
  }
  // A figure that is a table or a list: its own HTML, inside a drawing.
  function written(fig) {
    var parts = Array.from(fig.querySelectorAll('[data-testid="stHtml"]')).filter(function (part) {
      return part.offsetHeight && !part.querySelector(".fighead, .figfoot");
    });
    if (!parts.length) return null;
    var width = 0, height = 0, holder = document.createElement("div");
    holder.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
    parts.forEach(function (part) {
      var twin = part.cloneNode(true), box = part.getBoundingClientRect();
      styled(part, twin, LAID);
      twin.querySelectorAll("*").forEach(function (each) {  // on paper nothing scrolls
        if (/auto|scroll/.test(each.style.overflow)) each.style.overflow = "visible";
      });
      twin.querySelectorAll("script, button, input, [hidden]").forEach(function (each) { each.remove(); });
      width = Math.max(width, box.width, part.scrollWidth);
      part.querySelectorAll(".scroll").forEach(function (each) { width = Math.max(width, each.scrollWidth); });
      height += Math.max(box.height, part.scrollHeight);
      holder.appendChild(twin);
    });
    var text = '<svg xmlns="http://www.w3.org/2000/svg" width="' + width + '" height="' + height +
      '"><foreignObject width="100%" height="100%">' + new XMLSerializer().serializeToString(holder) +
      "</foreignObject></svg>";
    return { text: text, width: width, height: height };
  }
  function loaded(text) {
    return new Promise(function (done, failed) {
      var image = new Image();
      image.onload = function () { done(image); };
      image.onerror = function () { failed(new Error("image")); };
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
    });
  }
  // Lines of a text, broken after a Chinese sign or a word with its blank.
  function lines(pen, text, width) {
    var pieces = text.match(/[\u2E80-\uFFEF][，。：；、！？）”’」》]*|[^\s\u2E80-\uFFEF]+\s*|\s+/g) || [], found = [], line = "";
    pieces.forEach(function (piece) {
      if (line && pen.measureText((line + piece).trimEnd()).width > width) {
        found.push(line.trimEnd());
        line = "";
      }
      line += piece;
    });
    if (line.trim()) found.push(line.trimEnd());
    return found;
  }
  function texts(fig, row) {
    var serif = colour("serif") || "serif", sans = colour("sans") || "sans-serif", held = words();
    function of(text, font, size, ink) {
      return (text || "").split("\n").filter(Boolean).map(function (line) {
        return { text: line, font: font + " " + size + "px " + (size > 20 ? serif : sans), height: Math.round(size * 1.45), ink: ink };
      });
    }
    var foot = (held.foot || "").split("\n"), source = fig.querySelector(".figfoot .source");
    if (row.hasAttribute("data-own") && source) foot[1] = source.textContent;
    var head = fig.querySelector(".fighead"), title = head && head.querySelector("h2"), note = head && head.querySelector(".note");
    return {
      above: of(title && title.textContent, "bold", 22, "ink").concat(of(note && note.textContent, "normal", 14, "grey")),
      below: of(row.dataset.events, "normal", 12, "ink").concat(of(foot.join("\n"), "normal", 12, "grey")),
    };
  }
  function broken(pen, told, width) {
    return told.reduce(function (found, each) {
      pen.font = each.font;
      return found.concat(lines(pen, each.text, width).map(function (text) { return Object.assign({}, each, { text: text }); }));
    }, []);
  }
  function heightOf(rows) {
    return rows.reduce(function (sum, row) { return sum + row.height; }, 0);
  }
  function picture(fig, row) {
    var drawn = drawingOf(fig);
    if (!drawn) return Promise.reject(new Error("nothing"));
    return loaded(drawn.text).then(function (image) {
      var canvas = document.createElement("canvas"), pen = canvas.getContext("2d"), told = texts(fig, row);
      var inner = Math.max(drawn.width, NARROWEST - 2 * EDGE);
      var above = broken(pen, told.above, inner), below = broken(pen, told.below, inner);
      var top = EDGE + heightOf(above) + GAP;
      var height = top + drawn.height + GAP + heightOf(below) + EDGE;
      var scale = Math.min(SCALE, TALLEST / height);  // browsers draw no higher image
      canvas.width = scale * (inner + 2 * EDGE);
      canvas.height = scale * height;
      pen.scale(scale, scale);
      pen.fillStyle = colour("paper");
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.textBaseline = "top";
      function write(rows, at) {
        rows.forEach(function (each) {
          pen.font = each.font;
          pen.fillStyle = colour(each.ink);
          pen.fillText(each.text, EDGE, at);
          at += each.height;
        });
      }
      write(above, EDGE);
      pen.drawImage(image, EDGE, top, drawn.width, drawn.height);
      write(below, top + drawn.height + GAP);
      return new Promise(function (done, failed) {
        canvas.toBlob(function (blob) { if (blob) done(blob); else failed(new Error("blob")); }, "image/png");
      });
    });
  }
  function offer(blob, told, name, button) {
    var way = document.createElement("a");
    way.href = URL.createObjectURL(blob);
    way.download = name;
    way.textContent = words().save;
    say(told, way);
    opener = button;
    way.focus();
  }
  function copyImage(fig, row, button) {
    var name = row.dataset.name, told = words();
    say(told.drawing);
    var drawn = picture(fig, row);
    function failed() { say(told.failed); }
    if (!(window.isSecureContext && navigator.clipboard && window.ClipboardItem)) {
      drawn.then(function (blob) { offer(blob, told.insecure, name, button); }, failed);
      return;
    }
    // Asked for at once and filled later: the click is what lets a page copy.
    navigator.clipboard.write([new ClipboardItem({ "image/png": drawn })]).then(
      function () { say(told.saidImage); },
      function () { drawn.then(function (blob) { offer(blob, told.refused, name, button); }, failed); }
    );
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("#root button[data-copy]");
    if (!button) return;
    var row = button.closest(".copies"), fig = button.closest('[class*="st-key-fig_"]'), told = words();
    if (!fig) return;
    if (button.dataset.copy === "image") copyImage(fig, row, button);
    if (button.dataset.copy === "paragraph") copyText(row.dataset.paragraph, told.saidParagraph, button);
    if (button.dataset.copy === "citation") copyText(told.citation, told.saidCitation, button);
    if (button.dataset.copy === "link") copyText(link(fig), told.saidLink, button);
  });
})();
