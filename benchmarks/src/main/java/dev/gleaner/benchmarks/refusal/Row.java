package dev.gleaner.benchmarks.refusal;

import dev.gleaner.contracts.confirmation.Confirmation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** One reason that must refuse, and how it comes about for any target. Immutable; each {@code with} gives another row. */
record Row(
        String name,
        Stage stage,
        List<Effect> effects,
        Expected expected,
        int allowedCalls,
        Subject subject,
        Consumer<Attempt> prepared,
        Consumer<Attempt> planned,
        Consumer<Attempt> decided,
        Consumer<Attempt> decide) {

    /** Rows of a stage are decided together, stage by stage. */
    enum Stage {
        CALM,
        FAULTS,
        /** Once throttled, the SDK holds all calls of its client back for minutes. */
        THROTTLED,
        KILL_SWITCH,
        DRY_RUN
    }

    /**
     * The target and its finding.
     *
     * @param confirmation what the analyzer said last, given the time now; empty when nothing
     * @param idle whether CloudWatch shows a day in which an instance did nothing
     */
    record Subject(
            Map<String, String> tags,
            String account,
            String environment,
            String rule,
            boolean reversible,
            BigDecimal monthly,
            Function<Instant, Optional<Confirmation>> confirmation,
            boolean idle,
            boolean spot) {

        static final Subject PLAIN = new Subject(
                Map.of(),
                Estate.ACCOUNT,
                "dev",
                "idle-instance",
                true,
                new BigDecimal("140.16"),
                now -> Optional.of(new Confirmation(now)),
                true,
                false);

        Subject tags(Map<String, String> all) {
            return new Subject(all, account, environment, rule, reversible, monthly, confirmation, idle, spot);
        }

        Subject account(String id) {
            return new Subject(tags, id, environment, rule, reversible, monthly, confirmation, idle, spot);
        }

        Subject environment(String value) {
            return new Subject(tags, account, value, rule, reversible, monthly, confirmation, idle, spot);
        }

        Subject irreversible() {
            return new Subject(tags, account, environment, rule, false, monthly, confirmation, idle, spot);
        }

        Subject monthly(String dollars) {
            BigDecimal amount = new BigDecimal(dollars);
            return new Subject(tags, account, environment, rule, reversible, amount, confirmation, idle, spot);
        }

        Subject confirmed(Function<Instant, Optional<Confirmation>> said) {
            return new Subject(tags, account, environment, rule, reversible, monthly, said, idle, spot);
        }

        /** Found by its cards, of which this was said. */
        Subject cards(Function<Instant, Confirmation> said) {
            return new Subject(
                    tags,
                    account,
                    environment,
                    "idle-gpu",
                    reversible,
                    monthly,
                    said.andThen(Optional::of),
                    idle,
                    spot);
        }

        Subject withoutMetrics() {
            return new Subject(tags, account, environment, rule, reversible, monthly, confirmation, false, spot);
        }

        Subject onSpot() {
            return new Subject(tags, account, environment, rule, reversible, monthly, confirmation, idle, true);
        }
    }

    private static void nothing(Attempt attempt) {}

    /** A row in which nothing is wrong so far. */
    static Row of(String name, List<Effect> effects, Expected expected) {
        return new Row(
                name,
                Stage.CALM,
                effects,
                expected,
                0,
                Subject.PLAIN,
                Row::nothing,
                Row::nothing,
                Row::nothing,
                Attempt::approve);
    }

    Row in(Stage other) {
        return new Row(name, other, effects, expected, allowedCalls, subject, prepared, planned, decided, decide);
    }

    /** So many calls are right. */
    Row allowing(int calls) {
        return new Row(name, stage, effects, expected, calls, subject, prepared, planned, decided, decide);
    }

    Row about(Subject other) {
        return new Row(name, stage, effects, expected, allowedCalls, other, prepared, planned, decided, decide);
    }

    /** Once the target is there, before anything is found. */
    Row prepared(Consumer<Attempt> what) {
        return new Row(name, stage, effects, expected, allowedCalls, subject, what, planned, decided, decide);
    }

    /** Once the plan is shown, before anything is decided. */
    Row planned(Consumer<Attempt> what) {
        return new Row(name, stage, effects, expected, allowedCalls, subject, prepared, what, decided, decide);
    }

    /** Once it is decided. */
    Row decided(Consumer<Attempt> what) {
        return new Row(name, stage, effects, expected, allowedCalls, subject, prepared, planned, what, decide);
    }

    /** Instead of a yes by as many people as it takes. */
    Row deciding(Consumer<Attempt> how) {
        return new Row(name, stage, effects, expected, allowedCalls, subject, prepared, planned, decided, how);
    }
}
