// The actions on a finding: their state, their reason, and the buttons to undo them.

import { ask } from "./api.js";
import { element, fill } from "./dom.js";
import { moment, words } from "./format.js";

const STATES = {
  approved: "approved, queued",
  claimed: "checking again",
  intent: "about to be done",
  called: "accepted by AWS, not verified yet",
  observed: "done",
  undone: "done, and undone",
  refused: "refused",
  failed: "failed",
  "dry-run": "not done: dry run",
};
const TONES = { observed: "good", refused: "bad", failed: "bad", undone: "quiet", "dry-run": "quiet" };

/** Lists the actions; who decided and the reason are loaded when the finding is opened. */
export function actions(parent, one, undo, withdraw) {
  const list = one.proposal?.actions ?? [];
  fill(
    parent,
    list.length === 0 ? "" : element("h4", {}, "What was done"),
    list.length === 0 ? "" : element("ol", { className: "actions" }, ...list.map((action) => item(action, one, undo, withdraw))),
  );
}

function item(action, one, undo, withdraw) {
  const isRemedy = one.remedies.some((remedy) => remedy.action === action.action);
  const more = element("span", { className: "quiet" });
  tellMore(more, action.id);
  return element(
    "li",
    {},
    element("span", { className: `badge ${TONES[action.state] ?? "busy"}` }, STATES[action.state] ?? action.state),
    element("span", {}, element("strong", {}, words(action.action)), " ", more),
    isRemedy && (action.state === "observed" || (action.state === "claimed" && action.undoable))
      ? element("button", { type: "button", onclick: () => undo(action.id) }, `Undo: ${words(action.action).toLowerCase()}`)
      : "",
    action.withdrawable ? element("button", { type: "button", onclick: () => withdraw() }, "Withdraw the approval") : "",
  );
}

async function tellMore(place, id) {
  try {
    const action = await ask(`/api/actions/${id}`);
    place.textContent = `by ${action.decidedBy}, ${moment(action.updatedAt)}${action.reason ? `: ${action.reason}` : ""}`;
  } catch {
    place.textContent = "";
  }
}
