// What a page's built-ins, globals and elements are like before the widget comes, and what differs later. Stands before everything that is
// bent, keeps the browser's own functions, and minds what a page may have added to the prototypes: no descriptor written out, no iterator,
// no method looked up late. `document.watch.before()` belongs right before the tag
// runs.
(() => {
  "use strict";
  const { apply, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, setPrototypeOf } = Reflect;
  const { is } = Object;
  const { addEventListener, Document, Map, Node, PerformanceObserver, RegExp, String } = window;
  const uncurried = (method) => (self, ...args) => apply(method, self, args);
  const has = uncurried(Map.prototype.has);
  const get = uncurried(Map.prototype.get);
  const put = uncurried(Map.prototype.set);
  const forEach = uncurried(Map.prototype.forEach);
  const elementsNamed = uncurried(Document.prototype.getElementsByTagName);
  const nameOf = uncurried(getOwnPropertyDescriptor(Node.prototype, "nodeName").get);

  const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";

  // The own property descriptors of an object, by key.
  const describe = (object) => {
    const found = new Map();
    const keys = ownKeys(object);
    for (let at = 0; at < keys.length; at++) {
      const descriptor = getOwnPropertyDescriptor(object, keys[at]);
      if (descriptor && setPrototypeOf(descriptor, null)) put(found, keys[at], descriptor);
    }
    return found;
  };

  const { crypto, history, navigator, performance } = window;

  // The browser's own globals: what the page's libraries add is theirs to change.
  const globals = ownKeys(window);
  // Prototypes that no global leads to.
  const hidden = [async () => {}, function* () {}, async function* () {}, [].keys(), new Map().keys(), "".matchAll(/x/g)].map((value) => getPrototypeOf(value));

  // Every object that a script reaches from the browser's globals without calling anything: what each holds, and two steps further, to the
  // methods of each prototype.
  const describeAll = () => {
    const found = new Map();
    const add = (name, object, steps) => {
      // Documents are there to be changed, and WebKit makes some properties up at each look.
      if (!isObject(object) || has(found, object) || object === document || object === RegExp || object === PerformanceObserver) return;
      const properties = describe(object);
      put(found, object, { __proto__: null, name, properties });
      if (steps > 0) forEach(properties, ({ value }, key) => add(`${name}.${String(key)}`, value, steps - 1));
    };
    const own = describe(window);
    put(found, window, { __proto__: null, name: "window", properties: own });
    for (let at = 0; at < globals.length; at++) add(String(globals[at]), get(own, globals[at])?.value, 2);
    add("crypto", crypto, 0);
    add("history", history, 0);
    add("navigator", navigator, 0);
    add("performance", performance, 0);
    for (let at = 0; at < hidden.length; at++) add("a hidden prototype", hidden[at], 1);
    return found;
  };

  const elements = () => {
    const found = new Map();
    const list = elementsNamed(document, "*");
    for (let at = 0; at < list.length; at++) put(found, list[at], true);
    return found;
  };

  let bookkeeping;
  let described;
  let loaded;
  apply(addEventListener, window, ["load", () => { loaded = elements(); }]);

  const differ = (one, other) => {
    const keys = ownKeys(other);
    for (let at = 0; at < keys.length; at++) if (!is(one[keys[at]], other[keys[at]])) return true;
    return ownKeys(one).length !== keys.length;
  };

  const compareObject = ({ name, properties }, object, tell) => {
    const now = describe(object);
    forEach(now, (_, key) => {
      if (has(properties, key) || (object === window && (key === "limen" || bookkeeping.test(String(key))))) return;
      tell(`${name}.${String(key)} is new`);
    });
    forEach(properties, (descriptor, key) => {
      const other = get(now, key);
      if (!other) tell(`${name}.${String(key)} is gone`);
      else if (differ(descriptor, other)) tell(`${name}.${String(key)} has changed`);
    });
  };

  /** Calls `tell` with every difference. */
  const compare = (tell) => {
    forEach(described, (description, object) => compareObject(description, object, tell));
    if (!has(describe(window), "limen")) tell("there is no global limen");
    const now = elements();
    forEach(now, (_, element) => {
      const name = nameOf(element);
      if (!has(loaded, element) && name !== "LIMEN-POPUP" && name !== "limen-popup") tell(`there is a new <${name}>`);
    });
    forEach(loaded, (_, element) => { if (!has(now, element)) tell(`a <${nameOf(element)}> is gone`); });
  };

  /** The tag runs next. A library may keep books in globals of these names. */
  const before = (names = /^$/) => {
    bookkeeping = names;
    described = describeAll();
    if (loaded) loaded = elements();
  };

  document.watch = { __proto__: null, before, compare };
})();
