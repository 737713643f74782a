package dev.gleaner.actuator.guard;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Guards that limit when, how fast and how often actions run. */
final class RateGuards {

    private RateGuards() {}

    /** Lets a few go first, and nobody after them when too many of them failed. */
    record CanaryWaveGuard(double threshold) implements Guard {

        private static final String NAME = "canary";

        /** It is looked at again as soon as a wave is over; this is for when nobody was there to say so. */
        private static final Duration AGAIN = Duration.ofMinutes(1);

        @Override
        public Optional<GuardResult> evaluate(GuardContext guardContext) {
            CanaryWaveState wave = guardContext.pace().wave();
            if (guardContext.pace().begun()) {
                return Optional.empty();
            }
            if (wave.isHalted(threshold)) {
                return Optional.of(new GuardResult.Refusal(
                        NAME,
                        wave.failed() + " of a wave of " + wave.size() + " failed: " + wave.action()
                                + " is halted in account "
                                + wave.account() + " until an operator lets it go on (POST /api/canaries/"
                                + wave.action()
                                + "/reset)"));
            }
            return wave.isFull()
                    ? Optional.of(new GuardResult.Delay(
                            NAME,
                            "it waits for the wave of " + wave.size() + " " + wave.action() + " before it to be over",
                            guardContext.now().plus(AGAIN)))
                    : Optional.empty();
        }
    }

    /**
     * Leaves alone what comes back each time: somebody needs it, and it is not for us to fight them
     * (aws-solutions/instance-scheduler-on-aws#122, aws-solutions/instance-scheduler-on-aws#268).
     *
     * @param times from which on nobody does it again
     * @param timesByPolicy the same where no person said yes
     * @param within how long back is looked
     */
    record FlappingGuard(int times, int timesByPolicy, Duration within) implements Guard.Refusing {

        @Override
        public String name() {
            return "flaps";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            int comebacks = guardContext.pace().comebacks();
            int limit = guardContext.scope().isByPolicy() ? timesByPolicy : times;
            return Guard.Refusing.refuseIf(
                    comebacks >= limit,
                    "flaps: the same was done to it " + comebacks + " times within " + within
                            + ", and it came back each time");
        }
    }

    /** Lets a target rest after an action; the end of the rest is known, so whoever said yes is not asked again for it. */
    record CooldownGuard(Duration rest) implements Guard {

        @Override
        public Optional<GuardResult> evaluate(GuardContext guardContext) {
            return guardContext
                    .lastFinished()
                    .map(finished -> finished.plus(rest))
                    .filter(guardContext.now()::isBefore)
                    .map(until -> new GuardResult.Delay(
                            "cooldown", "the target rests after its last action until " + until, until));
        }
    }

    /** Waits for the time in which the target's environment may be changed. */
    record ChangeWindowGuard(ChangeCalendar windows) implements Guard {

        @Override
        public Optional<GuardResult> evaluate(GuardContext guardContext) {
            Instant opening = windows.openingInAll(
                    guardContext.now(), guardContext.scope().environments());
            return opening.equals(guardContext.now())
                    ? Optional.empty()
                    : Optional.of(new GuardResult.Delay(
                            "change-window", "it waits for the change window that opens at " + opening, opening));
        }
    }

    /** Bounds what can go wrong an hour, in actions and in dollars, in each account and altogether. */
    record HourlyBudgetGuard() implements Guard {

        private static final String NAME = "budget";

        @Override
        public Optional<GuardResult> evaluate(GuardContext guardContext) {
            GuardContext.RateLimitState rateLimitState = guardContext.pace();
            return rateLimitState.begun()
                    ? Optional.empty()
                    : rateLimitState.budgets().stream()
                            .flatMap(budget ->
                                    evaluate(budget, rateLimitState.cost(budget), guardContext.now()).stream())
                            .findFirst();
        }

        private static Optional<GuardResult> evaluate(HourlyBudget budget, BigDecimal cost, Instant now) {
            if (budget.hasRoomFor(cost)) {
                return Optional.empty();
            }
            if (!budget.canEverHold(cost)) {
                return Optional.of(new GuardResult.Refusal(
                        NAME,
                        "it takes " + cost.toPlainString() + " of the budget, which is only " + budget.sentence()));
            }
            return Optional.of(new GuardResult.Delay(
                    NAME,
                    "it waits, since the budget of " + budget.sentence() + " is used up",
                    budget.roomAvailableAt(cost, now)));
        }
    }
}
