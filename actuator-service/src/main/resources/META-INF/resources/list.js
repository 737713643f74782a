// The work list: findings in the order of the API, with the sum of each step.

import { arrange, element, fill, whenChanged } from "./dom.js";
import { count } from "./format.js";
import { isSaved, worth } from "./standing.js";
import "./finding.js";

const STEPS = {
  0: "Beside the sequence",
  1: "1 · Idle machines",
  2: "2 · Storage",
  3: "3 · Egress",
  4: "4 · Spot for training",
  5: "5 · Right size",
  6: "6 · Models",
  7: "7 · GPU hardware",
};

export class WorkList {
  #parent;
  #act;
  #cards = new Map();
  #sections = new Map();

  constructor(parent, act) {
    this.#parent = parent;
    this.#act = act;
  }

  /** Shows these findings; open cards stay open with what is being written in them. */
  show({ open, doubted, actedOn, insufficient, resolved }, approvals) {
    const over = [...actedOn, ...resolved.filter((one) => isSaved(one) || one.proposal?.actions.length > 0)];
    const shown = new Map();
    const sections = [...byStep(byResource(open))].map(([step, list]) =>
      this.#section(`step-${step}`, STEPS[step] ?? `Step ${step}`, summary(list), list, approvals, shown),
    );
    if (open.length === 0) {
      sections.push(this.#empty(insufficient.length));
    }
    if (doubted.length > 0) {
      sections.push(this.#section("in-doubt", "In doubt", "not counted; the final verdict settles them", doubted, approvals, shown));
    }
    if (over.length > 0) {
      sections.push(this.#section("done", "Acted on", "undo it here", over, approvals, shown));
    }
    if (insufficient.length > 0) {
      sections.push(this.#section("insufficient", "Insufficient data", count(insufficient.length, "finding"), insufficient, approvals, shown));
    }
    this.#cards = shown;
    arrange(this.#parent, sections);
    this.#parent.setAttribute("aria-busy", "false");
  }

  card(id) {
    return this.#cards.get(id);
  }

  forget() {
    this.#cards.clear();
    this.#sections.clear();
    this.#parent.setAttribute("aria-busy", "true");
    fill(this.#parent, element("p", { className: "loading", role: "status" }, "Reading the findings"));
  }

  #section(key, title, worthOfIt, list, approvals, shown) {
    const section = this.#kept(key, () =>
      element(
        "section",
        { "aria-labelledby": `title-${key}` },
        element("div", { className: "row between" }, element("h2", { id: `title-${key}` }, title), element("p", { className: "worth" })),
        element("div", { className: "cards" }),
      ),
    );
    whenChanged(section, "worth", worthOfIt, () => (section.querySelector(".worth").textContent = worthOfIt));
    const cards = section.querySelector(".cards");
    const wanted = list.map((one) => this.#card(one, approvals, shown));
    arrange(cards, [...wanted, ...[...cards.children].filter((card) => stays(card, list))]);
    return section;
  }

  #card(one, approvals, shown) {
    let card = this.#cards.get(one.id);
    if (card === undefined) {
      card = document.createElement("gleaner-finding");
      card.act = this.#act;
    }
    card.show(one, approvals.get(one.id));
    card.classList.toggle("beneath", one.state === "open" && one.countedIn !== one.id);
    shown.set(one.id, card);
    return card;
  }

  #empty(unknown) {
    return this.#kept("empty", () =>
      element(
        "section",
        { className: "empty" },
        element("h2", {}, "Nothing to save"),
        element("p", {}, "No finding is open. New findings appear here automatically."),
        unknown > 0 ? element("p", {}, "Below are resources with insufficient data for a verdict.") : "",
      ),
    );
  }

  #kept(key, make) {
    if (!this.#sections.has(key)) {
      this.#sections.set(key, make());
    }
    return this.#sections.get(key);
  }
}

/** An open card whose finding is gone. */
function stays(card, list) {
  if (!card.isOpen || list.some((one) => one.id === card.id) || document.getElementById(card.id) !== card) {
    return false;
  }
  card.leave();
  return true;
}

/** One row per resource: the finding whose saving counts, with the others on the same resource below it. */
function byResource(list) {
  const resources = new Map();
  for (const one of list) {
    const others = resources.get(one.resource) ?? [];
    resources.set(one.resource, one.countedIn === one.id ? [one, ...others] : [...others, one]);
  }
  const isThere = new Set(list.map((one) => one.id));
  return list
    .filter((one) => one.countedIn === one.id || !isThere.has(one.countedIn))
    .flatMap((one) => (resources.get(one.resource)[0] === one ? resources.get(one.resource) : []));
}

/** A finding below another one is moved with it. */
function byStep(list) {
  const steps = new Map();
  const resources = new Map();
  for (const one of list) {
    const step = resources.get(one.resource) ?? one.step;
    resources.set(one.resource, step);
    steps.set(step, [...(steps.get(step) ?? []), one]);
  }
  return new Map([...steps].sort(([first], [second]) => (first || 99) - (second || 99)));
}

function summary(list) {
  const { amount, unpriced } = worth(list);
  if (unpriced === list.length) {
    return `${unpriced} unpriced`;
  }
  return `${amount} a month${unpriced === 0 ? "" : ` and ${unpriced} unpriced`}`;
}
