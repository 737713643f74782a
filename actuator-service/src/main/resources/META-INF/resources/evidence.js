// The evidence of a finding: measured values, limits, and the basis of its price.

import { element } from "./dom.js";
import { count, dollars, exact, measure, moment, words } from "./format.js";

export function evidence(one) {
  return [
    element("h4", {}, "Why"),
    one.doubt ? element("p", { className: "notice" }, `In doubt since ${moment(one.doubt.since)}: ${one.doubt.reason}. It is not counted and can't be approved until the final verdict.`) : "",
    one.alsoFoundBy.length > 0 ? element("p", { className: "quiet" }, `Also found by ${one.alsoFoundBy.map(also).join(", ")}. The resource is paid for once, so its dollars count once.`) : "",
    one.evidence.length > 0 ? measured(one.evidence) : "",
    one.missing.length > 0 ? element("ul", { className: "missing" }, ...one.missing.map((line) => element("li", {}, line))) : "",
    one.exemption ? element("p", {}, `Exempt: ${typeof one.exemption === "string" ? one.exemption : JSON.stringify(one.exemption)}`) : "",
    element(
      "dl",
      {},
      ...line("Price", price(one.saving)),
      ...(one.saving.covered ? line("Commitments", covered(one.saving.covered)) : []),
      ...line("Measured", `${moment(one.window.from)} to ${moment(one.window.to)}`),
      ...line("Open since", moment(one.openedAt)),
      ...line("Last confirmed", one.lastConfirmed ? moment(one.lastConfirmed) : "not yet"),
      ...(one.creator ? line("Created by", one.creator) : []),
      ...line("Account", one.account),
      ...line("Resource", element("code", {}, one.resource)),
    ),
  ];
}

const also = ({ rule, state }) => `${words(rule)}${state === "open" ? "" : ` (${state === "in-doubt" ? "in doubt" : "acted on"})`}`;

function line(name, value) {
  return [element("dt", {}, name), element("dd", {}, value)];
}

function price(saving) {
  const basis = element("span", { className: "quiet" }, saving.basis);
  if (saving.cost) {
    return element("span", {}, `costs ${dollars(saving.cost)} `, basis, "; which part of it can be saved is not known");
  }
  return saving.priced
    ? element("span", {}, `${range(saving)} a month: `, basis)
    : element("span", {}, element("strong", {}, "unknown"), ", which is not free: ", basis);
}

/** The expected saving is named where it is none of the ends. */
function range({ low, monthly, high }) {
  const ends = `${dollars(low)} to ${dollars(high)}`;
  return [low, high].some((end) => Number(end) === Number(monthly)) ? ends : `${ends}, expected ${dollars(monthly)}`;
}

/** What reservations and savings plans cover is saved as far as they would cover other usage. */
function covered({ amount, reused, reason }) {
  const part = reused ? `${dollars(amount)} a month is covered, of which ${Math.round(reused * 100)} % would be saved` : `${dollars(amount)} a month is covered`;
  return element("span", {}, `${part}: `, element("span", { className: "quiet" }, reason ?? "what they would cover instead has not been computed yet"));
}

function measured(list) {
  const head = ["Signal", "Measured", "Limit", "Seen in"].map((name, place) =>
    element("th", { scope: "col", className: place === 1 || place === 2 ? "number" : "" }, name),
  );
  return element(
    "div",
    { className: "scroll" },
    element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...list.map(row))),
  );
}

function row(one) {
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, one.name),
    element("td", { className: "number", title: exact(one.value, one.unit) }, measure(one.value, one.unit)),
    one.threshold === null
      ? element("td", {})
      : element("td", { className: "number quiet", title: exact(one.threshold, one.unit) }, measure(one.threshold, one.unit)),
    element("td", { className: "quiet" }, `${count(one.samples, "sample")}, ${Math.round(one.coverage * 100)} %`),
  );
}
