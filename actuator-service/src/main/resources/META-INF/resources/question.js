// The question about a finding. A decision binds to the plan that is shown, so a new plan never replaces it silently: an
// open question shows a notice with a button for the new plan.

import { element, fill, whenChanged } from "./dom.js";
import { difference } from "./difference.js";
import { dollars, moment, words } from "./format.js";
import { Parameters } from "./parameters.js";

const DAY = 24 * 3600 * 1000;
const RESTS = { snoozed: "Snoozed", kept: "Kept as it is", expired: "Nobody decided in time; asked again", rejected: "Rejected" };

export class Question {
  #send;
  #complain;
  #one;
  #approvals;
  #begun = false;
  #latest;
  #parameters;
  form = element("form", { className: "question", noValidate: true });

  /** @param send takes (path, body) and tells the person what came of it; complain tells what is missing before */
  constructor(send, complain) {
    this.#send = send;
    this.#complain = complain;
    this.form.addEventListener("input", () => (this.#begun = true));
    this.form.addEventListener("submit", (event) => event.preventDefault());
  }

  get isShown() {
    return this.#one !== undefined && this.#one.state === "open" && !["approved", "done", "closed"].includes(this.#one.proposal?.state);
  }

  show(one, approvals) {
    this.#latest = [one, approvals];
    const asked = [one.remedies, one.state, one.proposal && { ...one.proposal, actions: undefined }];
    if (one.state === "open" && this.#isRead() && this.#one.proposal?.plan && this.#one.proposal.plan !== one.proposal?.plan) {
      this.#outdated();
      return;
    }
    whenChanged(this, "asked", [asked, approvals], () => this.#render(one, approvals));
  }

  disable() {
    this.form.querySelectorAll("button, input").forEach((control) => (control.disabled = true));
  }

  #isRead() {
    return this.form.isConnected && this.form.closest("details").open;
  }

  #outdated() {
    if (this.form.querySelector(".notice.outdated") === null) {
      this.disable();
      const again = element("button", { type: "button", onclick: () => this.#renew() }, "Show the new one");
      this.form.prepend(
        element("p", { className: "notice outdated", role: "alert" }, "The plan changed while you were reading, so this one can't be approved any more. ", again),
      );
    }
  }

  #renew() {
    this.#begun = false;
    this.#complain("");
    this.#render(...this.#latest);
    this.form.querySelector("input, button")?.focus();
  }

  #render(one, approvals) {
    const kept = { reason: this.form.elements.reason?.value ?? "", remedy: this.#remedy(), focused: place(document.activeElement, this.form) };
    this.#one = one;
    this.#approvals = approvals;
    this.#parameters ??= new Parameters(one.id);
    fill(this.form, element("h4", {}, "What to do"), this.#remedies(), this.#parameters.place, ...this.#changes(), this.#state(), ...this.#answers());
    if (this.form.elements.reason) {
      this.form.elements.reason.value = kept.reason;
    }
    const chosen = this.form.querySelector(`input[name=remedy][value="${kept.remedy}"]`);
    if (chosen && this.#begun) {
      chosen.checked = true;
    }
    this.#label();
    kept.focused && this.form.querySelector(kept.focused)?.focus();
  }

  #remedy() {
    return Number(this.form.querySelector("input[name=remedy]:checked")?.value ?? 0);
  }

  #remedies() {
    return element(
      "fieldset",
      { onchange: () => this.#label() },
      element("legend", {}, "Remedy"),
      ...this.#one.remedies.map((remedy, place) =>
        element(
          "label",
          { className: "remedy" },
          element("input", { type: "radio", name: "remedy", value: String(place), checked: place === 0 }),
          element("span", {}, element("strong", {}, words(remedy.action)), " ", remedy.text, ...this.#consequences(remedy, place)),
        ),
      ),
    );
  }

  #consequences(remedy, place) {
    const lost = this.#one.proposal?.lost?.find((loss) => loss.remedy === place);
    return [...consequences(remedy, lost), ...this.#objections(place).map(objection)];
  }

  /** What the guards would object if the remedy were approved now. */
  #objections(place) {
    return (this.#one.proposal?.guards?.objections ?? []).filter((found) => found.remedy === place);
  }

  /** Whether no approval of the remedy can succeed. */
  #isRuledOut(place) {
    const required = this.#one.proposal?.requirements?.find((found) => found.remedy === place);
    return required?.people === 0 || this.#objections(place).some((found) => !found.liftable);
  }

  #changes() {
    return (this.#one.proposal?.changes ?? []).map(difference);
  }

  #state() {
    const proposal = this.#one.proposal;
    if (RESTS[proposal?.state]) {
      return element("p", { className: "notice" }, `${RESTS[proposal.state]}${proposal.until ? ` until ${moment(proposal.until)}` : "; a new version of the finding asks again"}.`);
    }
    if (!proposal?.plan) {
      return element("p", { className: "notice", role: "status" }, proposal?.problem ? `There is no plan: ${proposal.problem}` : "The plan is being made.");
    }
    const until = `Answers until ${moment(proposal.expiresAt)} bind to this plan.`;
    return this.#approvals
      ? element("p", { className: "notice waiting" }, `${this.#approvals.by} approved (${this.#approvals.count}): another person has to approve as well${entered(this.#approvals.parameters)}. ${until}`)
      : element("p", { className: "quiet" }, (proposal.dryRun ? `Dry run: an approval changes nothing. ${until}` : until) + looked(proposal.guards));
  }

  #answers() {
    const state = this.#one.proposal?.state;
    if (state === "snoozed" || state === "kept") {
      return [];
    }
    const id = `reason-${this.#one.id}`;
    const answer = (text, className, onclick) => element("button", { type: "button", className, onclick, "data-answer": text }, text);
    const canDecide = state === "open" && this.#one.proposal.plan;
    return [
      element("label", { htmlFor: id }, "Reason ", element("span", { className: "quiet" }, "(needed to keep it)")),
      element("input", { id, name: "reason", type: "text", autocomplete: "off", maxLength: 500 }),
      element(
        "div",
        { className: "row answers" },
        canDecide ? answer("Approve", "yes", () => this.#approve()) : "",
        canDecide ? answer("Reject", "", () => this.#decide("reject")) : "",
        answer("Snooze 7 days", "plain", () => this.#decide("snooze", { until: later(7) })),
        answer("Keep 30 days", "plain", () => this.#keep()),
      ),
    ];
  }

  /** The button names the action that it approves. */
  #label() {
    const place = this.#remedy();
    const parameters = (this.#one.proposal?.parameters ?? []).filter(({ remedy }) => remedy === place);
    const canApprove = this.#one.state === "open" && this.#one.proposal?.plan;
    this.#parameters.show(canApprove ? parameters : [], this.#approvals?.parameters);
    const yes = this.form.querySelector("button.yes");
    const remedy = this.#one.remedies[this.#remedy()];
    if (yes && remedy) {
      const isRuledOut = this.#isRuledOut(this.#remedy());
      yes.disabled = remedy.action === "advice" || isRuledOut;
      const approve = `Approve: ${words(remedy.action).toLowerCase()}${this.#one.proposal.dryRun ? " (dry run)" : ""}`;
      yes.textContent = isRuledOut ? `Can't be approved: ${words(remedy.action).toLowerCase()}` : yes.disabled ? "Nothing to approve: advice" : approve;
    }
  }

  #approve() {
    const missing = this.#parameters.missing();
    if (missing) {
      this.#complain(`An approval needs ${missing.name}. ${missing.text}`);
      return;
    }
    const parameters = this.#parameters.values;
    this.#decide("approve", { remedy: this.#remedy(), ...(Object.keys(parameters).length > 0 ? { parameters } : {}) });
  }

  #keep() {
    const reason = this.form.elements.reason;
    const missing = reason.value.trim() === "";
    reason.setAttribute("aria-invalid", String(missing));
    if (missing) {
      reason.focus();
      this.#complain("A reason is required to keep it.");
      return;
    }
    this.#decide("keep", { until: later(30) });
  }

  async #decide(decision, more = {}) {
    const reason = this.form.elements.reason.value.trim();
    const body = { decision, plan: this.#one.proposal?.plan ?? undefined, ...(reason ? { reason } : {}), ...more };
    this.form.setAttribute("aria-busy", "true");
    const taken = await this.#send(`/api/findings/${this.#one.id}/decisions`, body);
    this.form.removeAttribute("aria-busy");
    if (taken) {
      this.#begun = false;
      this.form.elements.reason && (this.form.elements.reason.value = "");
    }
  }
}

/** Selector of a control, to find it again after the form was rebuilt. */
function place(control, form) {
  if (!form.contains(control)) {
    return null;
  }
  return control.name ? `[name=${control.name}]${control.type === "radio" ? `[value="${control.value}"]` : ""}` : `button[data-answer="${control.dataset.answer}"]`;
}

/** When the guards were evaluated for what is shown, if they object. */
const looked = (guards) => (guards?.objections.length > 0 ? ` The guards were evaluated at ${moment(guards.evaluatedAt)}, and are evaluated again before each change.` : "");

/** What stands in the way of a remedy, and what ends it. */
function objection({ effect, reason, lift, until }) {
  return effect === "refuses"
    ? element("small", { className: "objection wrong" }, element("strong", {}, "Would be refused now: "), `${reason}. `, lift)
    : element("small", { className: "objection" }, element("strong", {}, `Would wait until ${moment(until)}: `), `${reason}.`);
}

/** What the first person entered; the second one has to approve the same. */
const entered = (parameters) => (parameters ? ` with the same ${Object.entries(parameters).map(([name, value]) => `${name} ${value}`).join(", ")}` : "");

const later = (days) => new Date(Date.now() + days * DAY).toISOString();

function consequences(remedy, seen) {
  const notes = [];
  if (remedy.saving) {
    const { priced, low, monthly, high, basis } = remedy.saving;
    const amount = priced ? `${dollars(monthly)} a month (${dollars(low)} to ${dollars(high)})` : "unknown, not zero";
    notes.push(element("small", {}, `What it saves: ${amount}: ${basis}.`));
  }
  if (remedy.reversible && remedy.undoTime) {
    notes.push(element("small", {}, `An undo takes ${remedy.undoTime}.`));
  }
  // The effects on this target are more precise than those that the rule knows in general.
  const lost = seen?.parts ?? remedy.irreversibleParts;
  if (lost.length > 0) {
    notes.push(element("small", {}, `An undo does not bring back: ${lost.join(", ")}.`));
  }
  if (!remedy.reversible && remedy.action !== "advice") {
    notes.push(element("small", { className: "wrong" }, "It can't be undone, so two people have to approve."));
  }
  return notes;
}
