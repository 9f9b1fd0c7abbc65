// Whether now is a moment to show something: the page may object, and some moments are bad on any page.

import { dispatch } from '../runtime.js';
import { withAddOns } from './add_ons.js';
import { tellPage } from './emit.js';

// Whatever takes text, but buttons and boxes do not.
const EDITABLE =
  'input:not([type=button],[type=submit],[type=reset],[type=checkbox],[type=radio],[type=range],[type=image]),textarea,select';

/** Looks at the page, then asks it, when all is there that a form needs. */
export const askToShow = ({ campaign }) => withAddOns(() => ask(campaign));

const ask = (campaign) => {
  let verdict = 'notNow';
  if (!isBusy()) verdict = tellPage('limen:before-show', { campaign }, true) ? 'allowed' : 'vetoed';
  dispatch({ type: 'showAnswered', campaign, verdict });
};

// Another dialog is open, something is fullscreen, or the visitor is typing.
const isBusy = () => {
  const { activeElement, fullscreenElement } = document;
  return fullscreenElement || (activeElement && (activeElement.isContentEditable || activeElement.matches(EDITABLE))) || hasDialog();
};

// An open modal dialog. Libraries keep closed ones in the document: those take up no space.
const hasDialog = () => {
  for (const dialog of document.querySelectorAll('dialog:modal,[aria-modal=true]')) if (dialog.getClientRects().length) return true;
  return false;
};
