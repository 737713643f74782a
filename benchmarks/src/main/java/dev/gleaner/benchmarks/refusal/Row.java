package dev.gleaner.benchmarks.refusal;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One reason that must refuse, and how it comes about for any target. Immutable; each method gives another row.
 *
 * @param allowedCalls how many calls are right
 * @param afterwards what is done once it has acted, which must change nothing more
 */
record Row(
        String name,
        Stage stage,
        List<Effect> effects,
        Expected expected,
        int allowedCalls,
        Subject subject,
        Moments moments,
        Optional<Consumer<Attempt>> afterwards) {

    /** Rows of a stage are decided together, stage by stage. */
    enum Stage {
        CALM,
        /** What was done is taken back. */
        UNDO,
        /** The policy changes after the yes. */
        POLICY_CHANGES,
        /** Nobody can read the policy any more when it is decided. */
        POLICY_BROKEN,
        /** The budget of all accounts together is used up. */
        NO_BUDGET,
        FAULTS,
        /** Once throttled, the SDK holds all calls of a client that looks back for minutes. */
        THROTTLED,
        KILL_SWITCH,
        /** The switch is turned on after the yes. */
        KILL_SWITCH_LATER,
        DRY_RUN,
        BLACKOUT,
        DATABASE_DOWN,
        /** Slack is asked, and a rule acts where nobody says no. */
        NOTICE,
        SLACK_DOWN
    }

    /**
     * What is done when.
     *
     * @param prepared once the target is there, before anything is found
     * @param planned once the plan is shown, before anything is decided
     * @param decide who says what
     * @param decided once it is decided
     */
    record Moments(
            Consumer<Attempt> prepared,
            Consumer<Attempt> planned,
            Consumer<Attempt> decide,
            Consumer<Attempt> decided) {}

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
                new Moments(Row::nothing, Row::nothing, Yes::ofAll, Row::nothing),
                Optional.empty());
    }

    Row in(Stage other) {
        return new Row(name, other, effects, expected, allowedCalls, subject, moments, afterwards);
    }

    /** So many calls are right. */
    Row allowing(int calls) {
        return new Row(name, stage, effects, expected, calls, subject, moments, afterwards);
    }

    Row about(Subject other) {
        return new Row(name, stage, effects, expected, allowedCalls, other, moments, afterwards);
    }

    /** Once the target is there, before anything is found. */
    Row prepared(Consumer<Attempt> what) {
        return at(new Moments(what, moments.planned, moments.decide, moments.decided));
    }

    /** Once the plan is shown, before anything is decided. */
    Row planned(Consumer<Attempt> what) {
        return at(new Moments(moments.prepared, what, moments.decide, moments.decided));
    }

    /** Instead of a yes by as many people as it takes. */
    Row deciding(Consumer<Attempt> how) {
        return at(new Moments(moments.prepared, moments.planned, how, moments.decided));
    }

    /** Once it is decided. */
    Row decided(Consumer<Attempt> what) {
        return at(new Moments(moments.prepared, moments.planned, moments.decide, what));
    }

    /** Once it has acted. */
    Row afterwards(Consumer<Attempt> what) {
        return new Row(name, stage, effects, expected, allowedCalls, subject, moments, Optional.of(what));
    }

    private Row at(Moments others) {
        return new Row(name, stage, effects, expected, allowedCalls, subject, others, afterwards);
    }
}
