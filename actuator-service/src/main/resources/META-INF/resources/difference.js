// The change of a document by a remedy, line by line: removed, added and unchanged lines.

import { element } from "./dom.js";
import { words } from "./format.js";

const NAMES = { "+": "added", "-": "removed" };

export function difference(change) {
  if (change.problem) {
    return element("p", { className: "notice wrong" }, `${words(change.action)} can't be done: ${change.problem}`);
  }
  const lines = compare(text(change.before), text(change.after));
  const comes = lines.filter(([mark]) => mark === "+").length;
  const goes = lines.filter(([mark]) => mark === "-").length;
  return element(
    "figure",
    {},
    element("figcaption", {}, `${words(change.action)} changes this document: ${comes} lines added, ${goes} removed`),
    element("pre", { tabIndex: 0, role: "region", "aria-label": "The document, before and after" }, ...lines.map(line)),
  );
}

function line([mark, content]) {
  if (mark === " ") {
    return `  ${content}\n`;
  }
  return element(mark === "+" ? "ins" : "del", {}, element("span", { className: "hidden" }, `${NAMES[mark]}: `), `${mark} ${content}`);
}

const text = (document) => JSON.stringify(document, null, 2).split("\n");

/** The longest common subsequence of lines; documents have at most some thousands of them. */
function compare(before, after) {
  const common = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i][j] = before[i] === after[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const lines = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push([" ", before[i++]]);
      j++;
    } else if (j < after.length && (i === before.length || common[i][j + 1] >= common[i + 1][j])) {
      lines.push(["+", after[j++]]);
    } else {
      lines.push(["-", before[i++]]);
    }
  }
  return lines;
}
