package dev.gleaner.actuator.guard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the guards would object if the remedies of a finding were approved, as of a time. It is information for the people who
 * are asked, never a permission: all guards are evaluated again right before a change.
 *
 * @param evaluatedAt when the guards were evaluated and the target was described
 */
public record GuardPreview(Instant evaluatedAt, List<Objection> objections) {

    /** Shortest time between two evaluations, however soon an objection ends. */
    public static final Duration SOONEST = Duration.ofMinutes(1);

    public GuardPreview {
        objections = List.copyOf(objections);
    }

    /** Effect of an objection on an action that is approved now. */
    public enum Effect {
        /** The action would be refused. */
        REFUSES,
        /** The action would stay queued until a known time, then all guards are evaluated again. */
        DELAYS;

        /** Name in JSON. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An objection to one remedy.
     *
     * @param remedy place of the remedy in the finding
     * @param action name of the action
     * @param guard name of the guard as in the audit
     * @param lift what ends the objection, in a sentence for a person
     * @param liftable whether anything can end it; if not, no approval of this remedy can succeed
     * @param until for a delay, its end; absent otherwise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Objection(
            int remedy,
            String action,
            String guard,
            Effect effect,
            String reason,
            String lift,
            boolean liftable,
            @Nullable Instant until) {

        /** The objection of a guard to a remedy. */
        public static Objection of(int remedy, String action, GuardResult guardResult) {
            return guardResult instanceof GuardResult.Delay delay
                    ? new Objection(
                            remedy,
                            action,
                            delay.guard(),
                            Effect.DELAYS,
                            delay.reason(),
                            delay.lift(),
                            true,
                            delay.until())
                    : refusal(remedy, action, (GuardResult.Refusal) guardResult);
        }

        private static Objection refusal(int remedy, String action, GuardResult.Refusal refusal) {
            return new Objection(
                    remedy,
                    action,
                    refusal.guard(),
                    Effect.REFUSES,
                    refusal.reason(),
                    refusal.lift(),
                    refusal.isLiftable(),
                    null);
        }

        /** Whether it is a delay that has ended at this time. */
        boolean isOver(Instant now) {
            return until != null && !now.isBefore(until);
        }
    }

    /** The objections that still count at this time, after these, which are known to this moment. */
    public GuardPreview at(Instant now, List<Objection> current) {
        List<Objection> all = new ArrayList<>(current);
        objections.stream()
                .filter(Predicate.not(objection -> objection.isOver(now)))
                .forEach(all::add);
        return new GuardPreview(evaluatedAt, all);
    }

    /**
     * The time after which the guards are to be evaluated again. An objection that something can end is looked at again after a minute, and
     * then after twice the time each: what it lacked may have arrived meanwhile, such as metrics of a host that is new to Gleaner.
     *
     * @param before the preview before this one; null for the first one of a plan
     * @param most the time after which guards without objections are evaluated again
     */
    public Duration reevaluatedAfter(@Nullable GuardPreview before, Duration most) {
        if (!hasLiftableRefusal()) {
            return most;
        }
        Duration next = before == null || !before.hasLiftableRefusal()
                ? SOONEST
                : Duration.between(before.evaluatedAt, evaluatedAt).multipliedBy(2);
        Duration atLeast = next.compareTo(SOONEST) < 0 ? SOONEST : next;
        return atLeast.compareTo(most) < 0 ? atLeast : most;
    }

    private boolean hasLiftableRefusal() {
        return objections.stream().anyMatch(one -> one.effect() == Effect.REFUSES && one.liftable());
    }

    /** The objections to one remedy. */
    public List<Objection> of(int remedy) {
        return objections.stream()
                .filter(objection -> objection.remedy() == remedy)
                .toList();
    }

    /** Whether no approval of this remedy can succeed. */
    public boolean isRuledOut(int remedy) {
        return of(remedy).stream().anyMatch(objection -> !objection.liftable());
    }
}
