// First script of every page under test: whatever the visitor's page would have seen go wrong is told to the test's own server at once,
// by a blocking request, so that a navigation or a kill a moment later cannot lose it. Leaves no global behind; what the widget announces
// (`limen:*`) is kept on the root element, for tests to read.
(() => {
  "use strict";
  const { Request = XMLHttpRequest, stringify } = { stringify: JSON.stringify };
  const address = `${location.origin}/__trap`; // the page may have a base elsewhere
  const beacon = navigator.sendBeacon.bind(navigator);
  const tell = (kind, text) => {
    const body = stringify({ kind, text: String(text), page: location.pathname });
    try {
      const request = new Request();
      request.open("POST", address, false);
      request.send(body);
    } catch {
      beacon(address, body); // a page that is being left may not block
    }
  };
  const words = (value) => value instanceof Error ? `${value} ${value.stack}` : String(value); // only Chromium's stack begins with the message
  addEventListener("error", (event) => {
    const source = event.target;
    if (source instanceof Element) tell("load", source.src || source.href);
    else tell("error", `${event.message} (${event.filename}:${event.lineno})`);
  }, true);
  addEventListener("unhandledrejection", (event) => tell("rejection", words(event.reason)));
  addEventListener("securitypolicyviolation", (event) => {
    if (event.blockedURI.endsWith("/favicon.ico")) return; // the browser's own wish, not the page's
    tell("policy", `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
  });
  for (const level of ["debug", "log", "info", "warn", "error"]) {
    const native = console[level].bind(console);
    console[level] = (...values) => {
      native(...values);
      tell("console", `${level}: ${values.map(words).join(" ")}`);
    };
  }
  const announced = document.documentElement.limenEvents = [];
  for (const name of ["ready", "score", "before-show", "shown", "dismissed", "submitted", "delivered", "error"]) {
    document.addEventListener(`limen:${name}`, (event) => announced.push({ name, detail: event.detail ?? null, at: performance.now() }));
  }
  document.currentScript.remove();
})();
