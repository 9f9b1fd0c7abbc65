// Submits so many leads one after the other, each when the one before has been delivered: milliseconds from the click until the lead is
// durable (the moment of the thank-you), and until its request begins, as the browser's own timing of it says.
async (leads, webhook) => {
  const pause = () => new Promise((done) => setTimeout(done, 4));
  const until = async (probe) => {
    for (;;) {
      const found = probe();
      if (found) return found;
      await pause();
    }
  };
  const part = (name) => document.querySelector("limen-popup")?.shadowRoot.querySelector(`[part~=${name}]`);
  const heard = (name) => new Promise((done) => document.addEventListener(name, () => done(performance.now()), { once: true }));
  await until(() => window.limen?.version);
  await new Promise((done) => limen("explain", done));
  const figures = { durable: [], started: [] };
  for (let lead = 0; lead < leads; lead += 1) {
    limen("show", "talk");
    const field = await until(() => part("submit") && document.querySelector("limen-popup").shadowRoot.querySelector("[name=email]"));
    field.value = `lead-${lead}@example.com`;
    field.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    await pause();
    performance.clearResourceTimings();
    const submitted = heard("limen:submitted");
    const delivered = heard("limen:delivered");
    const clicked = performance.now();
    part("submit").click();
    figures.durable.push((await submitted) - clicked);
    await delivered;
    const request = await until(() => performance.getEntriesByName(webhook)[0]);
    figures.started.push(request.startTime - clicked);
    limen("hide");
  }
  return figures;
}
