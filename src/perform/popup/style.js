// The pop-up's looks: its sheet, the owner's theme, and the lock that keeps the page still behind a modal.

import { onFailure } from '../../guard.js';

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

// The one sheet for the page itself: empty, or the scroll lock.
let pageSheet;

const stylePage = (css) => {
  if (!pageSheet) {
    if (!css) return;
    pageSheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, pageSheet];
  }
  pageSheet.replaceSync(css);
};

/** Keeps the page behind from scrolling. Where a scroll bar takes room, its room stays: nothing on the page moves. */
export const lockPage = () => {
  const hasBar = innerWidth > document.documentElement.clientWidth;
  stylePage(`html{overflow:hidden!important;${hasBar ? 'scrollbar-gutter:stable!important' : ''}}`);
};

/** Lets the page scroll again. */
export const unlockPage = () => stylePage('');

onFailure(unlockPage);
