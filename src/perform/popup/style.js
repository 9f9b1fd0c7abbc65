// The pop-up's looks: its sheet, the owner's theme, and the lock that keeps the page still behind a modal.

/** Styles a shadow root; gives the declarations of its host. The theme is set on the host from within, so a rule of the owner's own style
 *  sheet for `limen-popup` wins over it. */
export const dress = (root, properties) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(__LIMEN_POPUP_CSS__);
  sheet.insertRule(':host{}');
  root.adoptedStyleSheets = [sheet];
  const { style } = sheet.cssRules[0];
  for (const name of Object.keys(properties)) style.setProperty(name, properties[name]);
  return style;
};

// The one sheet for the page itself, from the first modal on: the scroll lock.
let pageSheet;

/** Keeps the page from scrolling as long as a modal is on it, whoever takes it away. Where a scroll bar takes room, its room stays: nothing
 *  on the page moves. */
export const lockPage = () => {
  if (!pageSheet) {
    pageSheet = new CSSStyleSheet();
    document.adoptedStyleSheets.push(pageSheet);
  }
  const gutter = innerWidth > document.documentElement.clientWidth ? ';scrollbar-gutter:stable!important' : '';
  pageSheet.replaceSync(`html:has(>body>limen-popup[data-format=modal]){overflow:hidden!important${gutter}}`);
};
