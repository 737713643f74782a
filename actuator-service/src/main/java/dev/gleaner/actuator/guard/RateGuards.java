package dev.gleaner.actuator.guard;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Guards that limit when, how fast and how often actions run. */
final class RateGuards {

    private RateGuards() {}

    /** Delays an action while its wave is full, and refuses it when too many actions of the wave have failed. */
    record CanaryWaveGuard(double threshold) implements Guard {

        private static final String NAME = "canary";

        /**
         * Interval of the check for a new wave. Usually the end of a wave wakes the actions that wait for it; the check
         * covers a missed wake-up.
         */
        private static final Duration RECHECK_DELAY = Duration.ofMinutes(1);

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<GuardResult> evaluate(GuardContext guardContext) {
            CanaryWaveState wave = guardContext.rateLimits().wave();
            if (guardContext.rateLimits().begun()) {
                return Optional.empty();
            }
            if (wave.isHalted(threshold)) {
                return Optional.of(new GuardResult.Refusal(
                        NAME,
                        wave.failed() + " of a wave of " + wave.size() + " failed: " + wave.action()
                                + " is halted in account "
                                + wave.account() + " until an operator resumes it (POST /api/canaries/"
                                + wave.action()
                                + "/reset)",
                        "Find out why the actions failed; then an operator resumes it by POST /api/canaries/"
                                + wave.action() + "/reset."));
            }
            return wave.isFull()
                    ? Optional.of(new GuardResult.Delay(
                            NAME,
                            "it waits for the previous wave of " + wave.size() + " " + wave.action() + " to end",
                            guardContext.now().plus(RECHECK_DELAY)))
                    : Optional.empty();
        }
    }

    /**
     * Refuses to repeat an action that was reverted each time: the resource is needed
     * (aws-solutions/instance-scheduler-on-aws#122, aws-solutions/instance-scheduler-on-aws#268).
     *
     * @param times number of reversals from which the action is refused
     * @param timesByPolicy the same number for an action that a policy approved without a person
     * @param within period in which reversals count
     */
    record FlappingGuard(int times, int timesByPolicy, Duration within) implements Guard.Refusing {

        @Override
        public String name() {
            return "flaps";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            int comebacks = guardContext.rateLimits().comebacks();
            int limit = guardContext.scope().isByPolicy() ? timesByPolicy : times;
            return Guard.Refusing.refuseIf(
                    comebacks >= limit,
                    "flaps: the same action was applied to it " + comebacks + " times within " + within
                            + ", and it was reverted each time");
        }

        @Override
        public String lift(GuardContext guardContext) {
            return "Keep the resource, or find out who needs it: the action is possible again when fewer than " + times
                    + " reversals are within " + within + ".";
        }
    }

    /**
     * Delays an action until a period has passed since the last action on the target. The approval stays valid meanwhile.
     */
    record CooldownGuard(Duration cooldown) implements Guard {

        private static final String NAME = "cooldown";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<GuardResult> evaluate(GuardContext guardContext) {
            return guardContext
                    .lastFinished()
                    .map(finished -> finished.plus(cooldown))
                    .filter(guardContext.now()::isBefore)
                    .map(until -> new GuardResult.Delay(
                            NAME, "the target is in the cooldown after its last action until " + until, until));
        }
    }

    /** Delays an action until the change window of the target's environments opens. */
    record ChangeWindowGuard(ChangeCalendar windows) implements Guard {

        private static final String NAME = "change-window";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<GuardResult> evaluate(GuardContext guardContext) {
            Instant opening = windows.nextOpeningInAll(
                    guardContext.now(), guardContext.scope().environments());
            return opening.equals(guardContext.now())
                    ? Optional.empty()
                    : Optional.of(new GuardResult.Delay(
                            NAME, "it waits for the change window that opens at " + opening, opening));
        }
    }

    /** Limits actions and dollars per hour, per account and in total. */
    record HourlyBudgetGuard() implements Guard {

        private static final String NAME = "budget";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<GuardResult> evaluate(GuardContext guardContext) {
            GuardContext.RateLimitState rateLimitState = guardContext.rateLimits();
            return rateLimitState.begun()
                    ? Optional.empty()
                    : rateLimitState.budgets().stream()
                            .flatMap(budget ->
                                    evaluate(budget, rateLimitState.cost(budget), guardContext.now()).stream())
                            .findFirst();
        }

        private static Optional<GuardResult> evaluate(HourlyBudget budget, BigDecimal cost, Instant now) {
            if (budget.hasCapacityFor(cost)) {
                return Optional.empty();
            }
            if (!budget.isWithinLimit(cost)) {
                return Optional.of(new GuardResult.Refusal(
                        NAME,
                        "it takes " + cost.toPlainString() + " of the budget, which is only " + budget.displayName(),
                        "Raise the budget by the keys below actuator.guard.budget, or do it yourself: it exceeds the budget of a"
                                + " whole hour."));
            }
            return Optional.of(new GuardResult.Delay(
                    NAME,
                    "it waits, since the budget of " + budget.displayName() + " is used up",
                    budget.capacityAvailableAt(cost, now)));
        }
    }
}
