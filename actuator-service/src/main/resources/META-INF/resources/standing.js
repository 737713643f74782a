// The state of a finding, and what it is worth.

import { dollars } from "./format.js";

const UNDER_WAY = { approved: "queued", claimed: "checking again", intent: "about to act", called: "waiting for AWS" };

/** After these the question is asked again. */
const AGAIN = {
  refused: { text: "refused, asks again", tone: "bad" },
  failed: { text: "failed, asks again", tone: "bad" },
  "dry-run": { text: "dry run done", tone: "ask" },
};

/** Actions that are remedies of this finding; the others on its resource are undos. */
export const done = (one) =>
  (one.proposal?.actions ?? []).filter((action) => one.remedies.some((remedy) => remedy.action === action.action));

/** Whether the waste is gone because of an action that is still in force. */
export const isSaved = (one) =>
  one.state === "acted-on" || (one.state === "resolved" && done(one).some((action) => action.state === "observed"));

/** The text of the state, and its style. */
export function standing(one) {
  const last = one.proposal?.actions.at(-1)?.state;
  if (UNDER_WAY[last]) {
    return { text: UNDER_WAY[last], tone: "busy" };
  }
  if (isSaved(one)) {
    return { text: "done", tone: "good" };
  }
  if (one.state === "in-doubt") {
    return { text: "in doubt", tone: "quiet" };
  }
  if (one.proposal?.state === "done") {
    return { text: done(one).some((action) => action.state === "undone") ? "undone" : "no longer in force", tone: "quiet" };
  }
  if (one.status !== "open") {
    return { text: one.status === "insufficient" ? "insufficient data" : one.status, tone: "quiet" };
  }
  return asked(one.proposal, last);
}

function asked(proposal, last) {
  switch (proposal?.state) {
    case undefined:
    case "unplanned":
      return proposal?.problem ? { text: "no plan", tone: "bad" } : { text: "planning", tone: "busy" };
    case "open":
      return AGAIN[last] ?? { text: "to decide", tone: "ask" };
    default:
      return { text: proposal.state, tone: "quiet" };
  }
}

/** The sum of what findings add to the total; of what is over, the largest on a resource. */
export function total(findings) {
  const counted = new Map();
  for (const one of findings.filter((finding) => finding.counted !== null)) {
    counted.set(one.resource, Math.max(counted.get(one.resource) ?? 0, Number(one.counted)));
  }
  return [...counted.values()].reduce((sum, usd) => sum + usd, 0);
}

/** The sum of findings as text; an unknown price is not zero, and a cost is no saving. */
export function worth(findings) {
  const unpriced = findings.filter(({ saving }) => !saving.priced && !saving.cost).length;
  if (unpriced === findings.length && unpriced > 0) {
    return { amount: "unpriced", unpriced };
  }
  return { amount: dollars(total(findings)), unpriced };
}
