// First script of the page: counts what the widget holds. Whatever it takes from the browser it takes from here. (WebKit's driver sets timers of
// its own, in the page.)
(() => {
  "use strict";
  const held = { timers: new Set(), connections: 0, requests: 0, locks: 0, channels: 0 };
  let opened = 0;
  const byTheWidget = () => new Error().stack.includes("/limen.js");
  const { setTimeout, setInterval, clearTimeout, fetch, BroadcastChannel } = window;
  window.setTimeout = (run, time) => {
    const timer = setTimeout(() => {
      held.timers.delete(timer);
      run();
    }, time);
    if (byTheWidget()) held.timers.add(timer);
    return timer;
  };
  window.setInterval = (run, time) => {
    if (byTheWidget()) held.timers.add("interval");
    return setInterval(run, time);
  };
  window.clearTimeout = (timer) => {
    held.timers.delete(timer);
    clearTimeout(timer);
  };
  window.fetch = async (...what) => {
    held.requests += 1;
    try {
      return await fetch(...what);
    } finally {
      held.requests -= 1;
    }
  };
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (...what) {
    const request = open.apply(this, what);
    opened += 1;
    request.addEventListener("success", () => {
      held.connections += 1;
      const { close } = request.result;
      request.result.close = function () {
        held.connections -= 1;
        return close.call(this);
      };
    });
    return request;
  };
  const { request } = LockManager.prototype;
  LockManager.prototype.request = async function (...what) {
    held.locks += 1;
    try {
      return await request.apply(this, what);
    } finally {
      held.locks -= 1;
    }
  };
  window.BroadcastChannel = class extends BroadcastChannel {
    constructor(name) {
      super(name);
      held.channels += 1;
    }
  };
  document.watched = { held: () => ({ ...held, timers: held.timers.size }), opened: () => opened };
})();
