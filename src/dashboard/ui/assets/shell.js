"use strict";
// The document's language follows the link, so that screen readers and fonts do too.
(function () {
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
})();
