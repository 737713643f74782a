// One finding: a line with its cost, and, when open, the evidence, the question and the actions.

import { ask } from "./api.js";
import { arrange, element, fill, whenChanged } from "./dom.js";
import { called, dollars, words } from "./format.js";
import { evidence } from "./evidence.js";
import { Question } from "./question.js";
import { actions } from "./actions.js";
import { standing } from "./standing.js";

class FindingCard extends HTMLElement {
  #details = element("details");
  #summary = element("summary");
  #why = element("div", { className: "why" });
  #what = element("div", { className: "what" });
  #done = element("div", { className: "done" });
  #said = element("p", { className: "said", role: "status" });
  #gone = element("p", { className: "notice" });
  #question;

  /** The function with which the page sends requests: (card, method, path, body) => the response of the API. */
  set act(act) {
    this.#question = new Question((path, body) => act(this, "POST", path, body), (text) => this.say(text, true));
    this.withdraw = () => act(this, "POST", `/api/findings/${this.finding.id}/decisions`, { decision: "reject" });
    this.undo = (id) => act(this, "POST", `/api/actions/${id}/undo`, {});
  }

  connectedCallback() {
    if (this.childElementCount === 0) {
      this.#details.append(
        this.#summary,
        element("div", { className: "inside" }, this.#gone, this.#why, element("div", {}, this.#what, this.#said, this.#done)),
      );
      this.#gone.hidden = true;
      this.append(this.#details);
      this.#details.addEventListener("toggle", () => {
        this.#unfolded();
        // The actuator evaluates the guards again for whoever opens a finding; what it finds comes with the list.
        this.isOpen && ask(`/api/findings/${this.finding.id}`).catch(() => {});
      });
    }
  }

  /** Updates the card; unchanged parts, and what a person is writing, stay. */
  show(one, approvals) {
    this.finding = one;
    this.id = one.id;
    this.#gone.hidden = true;
    whenChanged(this, "summary", [one.saving, called(one.resource), one.owner, one.region, one.rule, one.provisional, one.state, one.countedIn, one.counted, standing(one), approvals], () =>
      fill(this.#summary, ...summary(one, approvals)),
    );
    whenChanged(this, "why", [one.evidence, one.missing, one.saving, one.window, one.openedAt, one.exemption, one.doubt, one.lastConfirmed, one.creator, one.alsoFoundBy], () =>
      fill(this.#why, ...evidence(one)),
    );
    this.#question.show(one, approvals);
    arrange(this.#what, this.#question.isShown ? [this.#question.form] : []);
    this.#unfolded();
  }

  /** The finding is not on the list any more, but the card is open. */
  leave() {
    this.#gone.textContent = "This finding was closed in the meantime. Close it to remove it from the list.";
    this.#gone.hidden = false;
    this.#question.disable();
  }

  get isOpen() {
    return this.#details.open;
  }

  unfold() {
    this.#details.open = true;
    this.scrollIntoView({ block: "start" });
    this.#summary.focus();
  }

  say(text, isBad) {
    this.#said.textContent = text;
    this.#said.className = isBad ? "said wrong" : "said";
  }

  #unfolded() {
    if (this.isOpen && this.finding) {
      whenChanged(this, "done", this.finding.proposal?.actions ?? [], () => actions(this.#done, this.finding, this.undo, this.withdraw));
    }
  }
}
customElements.define("gleaner-finding", FindingCard);

function summary(one, approvals) {
  const { text, tone } = approvals ? { text: `${approvals.count} approved`, tone: "ask" } : standing(one);
  return [
    money(one),
    element("h3", {}, element("span", { className: "rule" }, words(one.rule)), " ", element("span", { className: "name" }, called(one.resource))),
    element("span", { className: "owner" }, owner(one)),
    element("span", { className: `badge ${tone}` }, one.provisional && !one.doubt ? `${text}, provisional` : text),
  ];
}

function money(one) {
  const { saving } = one;
  if (saving.cost) {
    return element("span", { className: "money unpriced" }, `costs ${dollars(saving.cost)}`);
  }
  if (one.state === "open" && one.countedIn !== one.id) {
    return element("span", { className: "money unpriced" }, "counted above");
  }
  if (!saving.priced) {
    return element("span", { className: "money unpriced" }, "unpriced");
  }
  const note = one.state === "open" && Number(one.counted) < Number(saving.monthly) ? ` a month, ${counted(one)}` : " a month";
  return element("span", { className: "money" }, dollars(saving.monthly), element("small", {}, note));
}

/** Where others save the same, by a group and its members or by the same reservations and savings plans. */
function counted({ counted: usd, saving }) {
  if (saving.charge && Number(usd) === 0) {
    return `counted ${saving.charge.part ? "with its group" : "with its members"}`;
  }
  return `of which others save ${dollars(Number(saving.monthly) - Number(usd))} too`;
}

function owner(one) {
  return [one.owner.environment ?? "environment unknown", one.owner.team ?? "no team", one.region].join(" · ");
}
