// A visitor inside the page, for where WebDriver cannot go: browsers that must be killed with their profile, and pages whose policy
// forbids the scripts that WebDriver injects. Fills the pop-up's form from /__plan.json and reports every step to the test's server.
(async () => {
  "use strict";
  const native = fetch.bind(window);
  const Form = URLSearchParams; // not JSON: careless pages bend it
  const report = (state, detail = "") => native("/__report", { __proto__: null, method: "POST", body: new Form({ state, detail, page: location.pathname }), keepalive: true });
  const wait = (probe) => new Promise((done) => {
    const look = () => {
      const found = probe();
      if (found) done(found);
      else setTimeout(look, 10);
    };
    look();
  });
  const visible = (element) => element && element.getClientRects().length > 0;
  document.currentScript.remove();

  document.addEventListener("limen:delivered", (event) => report("delivered", event.detail.id));
  const plan = await (await native("/__plan.json")).json();
  if (plan.values === undefined) return report("loaded");
  const root = await wait(() => document.querySelector("limen-popup")?.shadowRoot);
  await wait(() => visible(root.querySelector("form")));
  await report("shown", document.querySelector("limen-popup").dataset.campaign);
  const names = () => [...root.querySelectorAll("form [name]")].map((control) => control.name).join();
  const thanks = () => visible(root.querySelector("[part~=thanks]"));
  while (!thanks()) {
    for (const control of root.querySelectorAll("form [name]")) {
      const value = plan.values[control.name];
      if (value === undefined) continue;
      if (control.type === "radio") {
        if (control.value === value) control.click();
      } else if (control.type === "checkbox") {
        if (control.checked !== value) control.click();
      } else {
        control.value = value;
        control.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
        control.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }
    const before = names();
    root.querySelector("[part~=next], [part~=submit]").click();
    await wait(() => thanks() || names() !== before);
  }
  // Nothing may come between the thank-you and the report: the kill tests strike on it.
  await report("thanked", root.querySelector("[part~=thanks]").textContent);
  if (plan.after) location.href = plan.after;
})();
