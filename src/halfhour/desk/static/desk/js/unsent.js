// What was typed and is not known to be kept or sent, in this tab: given back to who typed it, on the ticket it is for.

import { stored } from "../../js/tab.js";

const nameOf = ({ by, url, kind }) => `halfhour-unsent ${by} ${url} ${kind}`;

export const remember = (draft, from) => stored((tab) => tab.setItem(nameOf(draft), JSON.stringify({ text: draft.text, from })));
export const forget = (draft) => stored((tab) => tab.removeItem(nameOf(draft)));
export const remembered = (draft) => stored((tab) => JSON.parse(tab.getItem(nameOf(draft))));
