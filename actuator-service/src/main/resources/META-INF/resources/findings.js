// The work list: findings in the order of the sequence, as the API has them, each with what speaks for it and the
// question whether to do something about it.

import { dollars, element, fill, moment, short } from "./dom.js";
import { difference } from "./difference.js";

const STEPS = {
  0: "Beside the sequence",
  1: "1 Idle machines",
  2: "2 Storage",
  3: "3 Egress",
  4: "4 Spot for training",
  5: "5 Right size",
  6: "6 Models",
  7: "7 GPU hardware",
};
const DAY = 24 * 3600 * 1000;

/** Shows them; what was open stays open, and what is being written is not taken away. */
export function findings(parent, open, insufficient, act) {
  if (parent.contains(document.activeElement) && document.activeElement.matches("input[type=text]")) {
    return;
  }
  const unfolded = new Set([...parent.querySelectorAll("details[open]")].map((details) => details.id));
  const rows = [];
  for (const [step, list] of byStep(open)) {
    rows.push(element("h2", {}, STEPS[step] ?? `Step ${step}`), ...list.map((one) => finding(one, unfolded, act)));
  }
  if (open.length === 0) {
    rows.push(element("p", { className: "quiet" }, "No open findings."));
  }
  if (insufficient.length > 0) {
    rows.push(element("h2", {}, "Not enough is known of"), ...insufficient.map((one) => finding(one, unfolded, act)));
  }
  fill(parent, rows);
}

function byStep(list) {
  const steps = new Map();
  for (const one of list) {
    steps.set(one.step, [...(steps.get(one.step) ?? []), one]);
  }
  return steps;
}

function finding(one, unfolded, act) {
  const details = element(
    "details",
    { id: one.id, open: unfolded.has(one.id) },
    element(
      "summary",
      {},
      element("strong", {}, one.rule),
      element("span", {}, `${short(one.resource)} `, element("span", { className: "quiet" }, owner(one))),
      element("span", { className: "money" }, one.saving.priced ? dollars(Number(one.saving.monthly)) : "unpriced"),
      element("span", { className: "mark" }, mark(one)),
    ),
    element(
      "div",
      { className: "inside" },
      element("p", {}, element("code", {}, one.resource)),
      element("p", {}, price(one.saving), element("span", { className: "quiet" }, ` since ${moment(one.openedAt)}`)),
      evidence(one),
      ...one.missing.map((line) => element("p", { className: "quiet" }, line)),
      one.status === "open" ? question(one, act) : "",
      ...actions(one, act),
    ),
  );
  return details;
}

function owner(one) {
  return [one.region, one.owner.environment ?? "no environment", one.owner.team].filter(Boolean).join(" · ");
}

function mark(one) {
  const state = one.proposal?.actions.at(-1)?.state ?? one.proposal?.state ?? "";
  return one.provisional ? `${state} (provisional)` : state;
}

function price(saving) {
  return saving.priced
    ? `${dollars(Number(saving.low))} to ${dollars(Number(saving.high))} a month: ${saving.basis}`
    : `No price is known: ${saving.basis}`;
}

function evidence(one) {
  if (one.evidence.length === 0) {
    return "";
  }
  return element(
    "table",
    {},
    element(
      "tbody",
      {},
      ...one.evidence.map((line) =>
        element(
          "tr",
          {},
          element("td", {}, line.name),
          element("td", { className: "number" }, `${line.value} ${line.unit}`),
          element("td", { className: "quiet" }, line.threshold === null ? "" : `limit ${line.threshold}`),
          element("td", { className: "quiet" }, `${line.samples} samples, ${Math.round(line.coverage * 100)} %`),
        ),
      ),
    ),
  );
}

function question(one, act) {
  const proposal = one.proposal;
  const reason = element("input", { type: "text", placeholder: "reason", ariaLabel: "reason" });
  const decide = (decision, more = {}) =>
    act("POST", `/api/findings/${one.id}/decisions`, { decision, plan: proposal?.plan, reason: reason.value, ...more });
  const until = (days) => new Date(Date.now() + days * DAY).toISOString();
  return element(
    "fieldset",
    {},
    element("legend", {}, "What to do"),
    ...one.remedies.map((remedy, place) => choice(one, remedy, place)),
    ...(proposal?.changes ?? []).map(difference),
    proposal?.plan
      ? element("p", { className: "quiet" }, `Answers until ${moment(proposal.expiresAt)} bind to this plan.`)
      : element("p", { className: "quiet" }, proposal?.problem ?? "There is no plan yet."),
    element(
      "div",
      { className: "answer" },
      reason,
      element(
        "button",
        { className: "yes", disabled: !proposal?.plan, onclick: () => decide("approve", { remedy: chosen(one) }) },
        proposal?.dryRun ? "Approve (dry run)" : "Approve",
      ),
      element("button", { disabled: !proposal?.plan, onclick: () => decide("reject") }, "Reject"),
      element("button", { onclick: () => decide("snooze", { until: until(7) }) }, "Snooze 7 days"),
      element("button", { onclick: () => decide("keep", { until: until(30) }) }, "Keep 30 days"),
    ),
  );
}

function choice(one, remedy, place) {
  const lost = remedy.irreversibleParts.length === 0 ? "" : ` It does not bring back: ${remedy.irreversibleParts.join("; ")}.`;
  return element(
    "label",
    { className: "remedy" },
    element("input", { type: "radio", name: `remedy-${one.id}`, value: String(place), checked: place === 0 }),
    ` `,
    element("strong", {}, remedy.action),
    ` ${remedy.text}`,
    element("span", { className: "quiet" }, lost),
  );
}

const chosen = (one) => Number(document.querySelector(`input[name="remedy-${one.id}"]:checked`)?.value ?? 0);

function actions(one, act) {
  return (one.proposal?.actions ?? []).map((action) =>
    element(
      "p",
      {},
      `${action.action}: `,
      element("strong", {}, action.state),
      ` `,
      action.state === "observed"
        ? element("button", { onclick: () => act("POST", `/api/actions/${action.id}/undo`, {}) }, "Undo")
        : "",
    ),
  );
}
