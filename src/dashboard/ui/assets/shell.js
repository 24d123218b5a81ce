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
})();
