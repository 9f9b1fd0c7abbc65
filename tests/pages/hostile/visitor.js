// A visitor inside a page that bends the built-ins, where WebDriver's own scripts would break: waits for the pop-up, finds each control by
// its role and name, fills the form in, sends it, closes the pop-up, uses the page's own form, and tells the test what was amiss. Stands
// before everything that is bent, and keeps the browser's own functions.
(() => {
  "use strict";
  const { apply, getOwnPropertyDescriptor } = Reflect;
  const {
    addEventListener, encodeURIComponent, setTimeout, CustomEvent, Document, DocumentFragment, Element, Event, EventTarget, HTMLElement,
    HTMLInputElement, HTMLLabelElement, HTMLSelectElement, Node, Promise, XMLHttpRequest,
  } = window;
  const uncurried = (method) => (self, ...args) => apply(method, self, args);
  const getter = (prototype, name) => uncurried(getOwnPropertyDescriptor(prototype, name).get);
  const setter = (prototype, name) => uncurried(getOwnPropertyDescriptor(prototype, name).set);
  const find = uncurried(Document.prototype.querySelector);
  const allIn = uncurried(DocumentFragment.prototype.querySelectorAll);
  const rootOf = getter(Element.prototype, "shadowRoot");
  const rectsOf = uncurried(Element.prototype.getClientRects);
  const attributeOf = uncurried(Element.prototype.getAttribute);
  const textOf = getter(Node.prototype, "textContent");
  const controlOf = getter(HTMLLabelElement.prototype, "control");
  const setInput = setter(HTMLInputElement.prototype, "value");
  const setSelect = setter(HTMLSelectElement.prototype, "value");
  const press = uncurried(HTMLElement.prototype.click);
  const dispatch = uncurried(EventTarget.prototype.dispatchEvent);
  const detailOf = getter(CustomEvent.prototype, "detail");
  const open = uncurried(XMLHttpRequest.prototype.open);
  const send = uncurried(XMLHttpRequest.prototype.send);
  const reports = `${location.origin}/__report`; // not relative: the page may have a base elsewhere

  const report = (state, detail) => {
    const request = new XMLHttpRequest();
    open(request, "POST", reports);
    send(request, `state=${state}&detail=${encodeURIComponent(detail)}`);
  };

  let amiss = "";
  const note = (text) => { amiss += `${text}\n`; };

  // What `probe` gives, as soon as it gives something.
  const until = (probe) => new Promise((done) => {
    const look = () => {
      const found = probe();
      if (found) done(found);
      else setTimeout(look, 10);
    };
    look();
  });

  const isVisible = (element) => element && rectsOf(element).length > 0;
  const popup = () => {
    const host = find(document, "limen-popup");
    return host && rootOf(host);
  };
  // The first of the pop-up's elements that is on screen and passes.
  const first = (selector, passes) => {
    const root = popup();
    const list = root ? allIn(root, selector) : [];
    for (let at = 0; at < list.length; at++) if (isVisible(list[at]) && passes(list[at])) return list[at];
  };
  const button = (name) => first("button", (element) => textOf(element) === name || attributeOf(element, "aria-label") === name);
  // A required field has a star behind its name.
  const labelled = (name) => {
    const label = first("label", (element) => textOf(element) === name || textOf(element) === `${name} *`);
    return label && controlOf(label);
  };
  const click = async (role, name) => press(await until(() => (role === "button" ? button : labelled)(name)));
  const enter = async (set, name, value) => {
    const control = await until(() => labelled(name));
    set(control, value);
    dispatch(control, new Event("input", { __proto__: null, bubbles: true, composed: true }));
    dispatch(control, new Event("change", { __proto__: null, bubbles: true }));
  };

  const fillIn = async () => {
    await enter(setInput, "Work email", "ada@example.com");
    await enter(setInput, "Your name", "Ada");
    await click("button", "Continue");
    await enter(setSelect, "Company size", "50-249");
    await click("radio", "This month");
    await click("checkbox", "Send me product news.");
    await click("button", "Book my demo");
  };

  // Every page has a form of its own, with a handler that writes what was sent into its output.
  const useOwnForm = async () => {
    setInput(find(document, "main > form:last-of-type input"), "meters");
    press(find(document, "main > form:last-of-type button"));
    if (textOf(find(document, "main > form:last-of-type output")) !== "meters") note("the page's own form does not work any more");
  };

  let delivered = false;
  apply(addEventListener, document, ["limen:delivered", (event) => { delivered = detailOf(event).id; }]);

  const visit = async () => {
    await until(() => first("form", () => true));
    if (find(document, ":fullscreen, dialog[open], body[contenteditable=true], body[contenteditable='']")) note("the pop-up came at a bad moment");
    await fillIn();
    await until(() => first("[part~=thanks]", () => true));
    report("thanked", "");
    await until(() => delivered);
    document.watch.compare(note);
    await click("button", "Close");
    await until(() => !popup());
    await useOwnForm();
    report("left", amiss);
  };
  visit();
})();
