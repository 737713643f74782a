// Where a finding stands: what is asked, being done or over, and what it is worth.

import { dollars } from "./format.js";

const UNDER_WAY = { approved: "queued", claimed: "checking again", intent: "about to act", called: "waiting for AWS" };

/** After these the question is asked anew. */
const AGAIN = {
  refused: { text: "refused, asks again", tone: "bad" },
  failed: { text: "failed, asks again", tone: "bad" },
  "dry-run": { text: "dry run done", tone: "ask" },
};

/** Actions that are remedies of this finding; the others on its resource took one back. */
export const done = (one) =>
  (one.proposal?.actions ?? []).filter((action) => one.remedies.some((remedy) => remedy.action === action.action));

/** Whether the waste is gone by an action of ours that still stands. */
export const isTakenBack = (one) =>
  one.state === "acted-on" || (one.state === "resolved" && done(one).some((action) => action.state === "observed"));

/** In a word, and how it looks. */
export function standing(one) {
  const last = one.proposal?.actions.at(-1)?.state;
  if (UNDER_WAY[last]) {
    return { text: UNDER_WAY[last], tone: "busy" };
  }
  if (isTakenBack(one)) {
    return { text: "done", tone: "good" };
  }
  if (one.state === "in-doubt") {
    return { text: "in doubt", tone: "quiet" };
  }
  if (one.proposal?.state === "done") {
    return { text: done(one).some((action) => action.state === "undone") ? "undone" : "no longer in force", tone: "quiet" };
  }
  if (one.status !== "open") {
    return { text: one.status === "insufficient" ? "not enough known" : one.status, tone: "quiet" };
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

/** What a month of these costs: of several findings about one resource the largest counts, as it is paid for once. */
function total(findings) {
  const largest = new Map();
  for (const one of findings.filter((finding) => finding.saving.priced)) {
    largest.set(one.resource, Math.max(largest.get(one.resource) ?? 0, Number(one.saving.monthly)));
  }
  return [...largest.values()].reduce((sum, monthly) => sum + monthly, 0);
}

/** What they are worth together, for a person: an unknown price is not zero. */
export function worth(findings) {
  const unpriced = findings.filter((finding) => !finding.saving.priced).length;
  if (unpriced === findings.length && unpriced > 0) {
    return { amount: "unpriced", unpriced };
  }
  return { amount: dollars(total(findings)), unpriced };
}
