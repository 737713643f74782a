package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.guard.pace.Pace;
import dev.gleaner.actuator.guard.pace.TokenBucket;
import java.math.BigDecimal;
import java.util.Optional;

/** Bounds what can go wrong an hour, in actions and in dollars, in each account and altogether. */
final class WithinBudget implements Guard {

    private static final String NAME = "budget";

    @Override
    public Optional<Objection> against(Situation situation) {
        Pace pace = situation.pace();
        return pace.begun()
                ? Optional.empty()
                : pace.buckets().stream()
                        .flatMap(bucket -> against(bucket, pace.cost(bucket)).stream())
                        .findFirst();
    }

    private static Optional<Objection> against(TokenBucket bucket, BigDecimal cost) {
        if (bucket.holds(cost)) {
            return Optional.empty();
        }
        if (!bucket.canEverHold(cost)) {
            return Optional.of(new Refusal(
                    NAME, "it takes " + cost.toPlainString() + " of the budget, which is only " + bucket.sentence()));
        }
        return Optional.of(new Delay(
                NAME, "it waits, since the budget of " + bucket.sentence() + " is used up", bucket.holdsAt(cost)));
    }
}
