// What the page had before the widget came; since then every opening of a database, and every coming of a pop-up.
(() => {
  const natives = () => [
    fetch, XMLHttpRequest, Promise, JSON.parse, JSON.stringify, setTimeout, history.pushState, history.replaceState, Element.prototype.attachShadow,
    EventTarget.prototype.addEventListener, Array.prototype.map, Object.prototype.toString, navigator.sendBeacon, localStorage.setItem,
  ];
  const looks = () => ["html", "body", "h1", "p", "a", "button", "input"].map((name) => {
    const style = getComputedStyle(document.querySelector(name));
    return [...style].map((property) => `${name} ${property}: ${style.getPropertyValue(property)}`);
  }).flat();
  const before = { globals: Object.getOwnPropertyNames(window), natives: natives() };
  let opened = 0;
  let frames = 0;
  let comings = 0;
  let framesWithPopup = 0;
  const look = () => {
    if (document.querySelector("limen-popup")) framesWithPopup += 1;
    requestAnimationFrame(look);
  };
  look();
  new MutationObserver((records) => {
    for (const { addedNodes } of records) for (const { localName } of addedNodes) {
      frames += localName === "iframe";
      comings += localName === "limen-popup";
    }
  }).observe(document, { childList: true, subtree: true });
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (...args) {
    opened += 1;
    return open.apply(this, args);
  };
  addEventListener("DOMContentLoaded", () => { before.looks = looks(); });
  document.watched = {
    painted: () => performance.getEntriesByType("paint").at(-1)?.startTime ?? null,
    opened: () => opened,
    frames: () => frames,
    comings: () => comings,
    framesWithPopup: () => framesWithPopup,
    changedNatives: () => natives().map((native, index) => native === before.natives[index] ? null : index).filter((index) => index !== null),
    changedLooks: () => looks().filter((line, index) => line !== before.looks[index]),
  };
  document.addEventListener("limen:shown", () => {
    const globals = Object.getOwnPropertyNames(window).filter((name) => !before.globals.includes(name));
    fetch("/__report", { method: "POST", body: new URLSearchParams({ state: "globals", detail: globals }) });
  });
  document.currentScript.remove();
})();
