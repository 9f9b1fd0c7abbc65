// The border that nothing crosses by accident: every way from the browser into the widget is guarded. After a failure the widget is gone,
// the console has one line, and the page runs on as if it had never been there.

const life = new AbortController(); // Ends every listener when the widget fails.
const undo = []; // What the widget has changed on the page.

/** Says one line on the console, if the page has left it one. */
export const warn = (text) => attempt(() => console.warn(text));

/** The same, with our name in front. */
export const complain = (text) => warn('limen: ' + text);

/** Takes note of how to take a change to the page back after a failure. */
export const onFailure = (restore) => undo.push(restore);

/** Does what a browser may refuse by throwing; nothing comes of it then. */
export const attempt = (work) => {
  try {
    return work();
  } catch {
    // Refused, or there no more.
  }
};

/** Whether the widget has ended. */
export const isStopped = () => life.signal.aborted;

/** Ends the widget without a word. */
export const end = () => life.abort();

const fail = (error) => {
  end();
  complain(`stopped after an internal error (${error}); the page is not affected. Please report it with version ${__LIMEN_VERSION__}.`);
  for (const restore of undo) attempt(restore);
};

/** Runs something that must not throw into the page. */
export const guarded = (run) => {
  if (isStopped()) return;
  try {
    return run();
  } catch (error) {
    fail(error);
  }
};

/** Options without a prototype: a polluted Object.prototype adds nothing to them. */
export const options = (own) => ({ __proto__: null, ...own });

/** Listens to space-separated types of event, in the capture phase, as long as the widget lives. */
export const listen = (target, types, heard, passive = true) => {
  for (const type of types.split(' ')) {
    const capture = options({ capture: true, passive, signal: life.signal });
    addEventListener(target, type, (event) => guarded(() => heard(event)), capture);
  }
};

/** Does something when the page has nothing else to do, within two seconds; browsers that do not tell are taken to be idle at once. */
export const whenIdle = (then) =>
  requestIdleCallback ? requestIdleCallback(() => guarded(then), options({ timeout: 2_000 })) : wait(1, then);

/** Does something later; gives the timer. */
export const wait = (milliseconds, then) => setTimeout(() => guarded(then), milliseconds);
