package dev.gleaner.systemtests.refusal;

import dev.gleaner.systemtests.refusal.environment.TargetSetup;
import dev.gleaner.systemtests.refusal.environment.TestedAction;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One reason that must refuse, and how it comes about for any target. Immutable; each method gives another row.
 *
 * @param allowedCalls how many calls are right
 * @param afterwards what is done once it has acted, which must change nothing more
 */
record RefusalCase(
        String name,
        Stage stage,
        List<TestedAction> effects,
        ExpectedOutcome expected,
        int allowedCalls,
        TargetSetup subject,
        Moments moments,
        Optional<Consumer<RefusalAttempt>> afterwards) {

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
            Consumer<RefusalAttempt> prepared,
            Consumer<RefusalAttempt> planned,
            Consumer<RefusalAttempt> decide,
            Consumer<RefusalAttempt> decided) {}

    private static void nothing(RefusalAttempt attempt) {}

    /** A row in which nothing is wrong so far. */
    static RefusalCase of(String name, List<TestedAction> effects, ExpectedOutcome expected) {
        return new RefusalCase(
                name,
                Stage.CALM,
                effects,
                expected,
                0,
                TargetSetup.PLAIN,
                new Moments(
                        RefusalCase::nothing,
                        RefusalCase::nothing,
                        ConsoleDecisions::approveByAll,
                        RefusalCase::nothing),
                Optional.empty());
    }

    RefusalCase inStage(Stage other) {
        return new RefusalCase(name, other, effects, expected, allowedCalls, subject, moments, afterwards);
    }

    /** So many calls are right. */
    RefusalCase allowing(int calls) {
        return new RefusalCase(name, stage, effects, expected, calls, subject, moments, afterwards);
    }

    RefusalCase withTarget(TargetSetup other) {
        return new RefusalCase(name, stage, effects, expected, allowedCalls, other, moments, afterwards);
    }

    /** Once the target is there, before anything is found. */
    RefusalCase onPrepared(Consumer<RefusalAttempt> what) {
        return withMoments(new Moments(what, moments.planned, moments.decide, moments.decided));
    }

    /** Once the plan is shown, before anything is decided. */
    RefusalCase onPlanned(Consumer<RefusalAttempt> what) {
        return withMoments(new Moments(moments.prepared, what, moments.decide, moments.decided));
    }

    /** Instead of a yes by as many people as it takes. */
    RefusalCase withDecision(Consumer<RefusalAttempt> how) {
        return withMoments(new Moments(moments.prepared, moments.planned, how, moments.decided));
    }

    /** Once it is decided. */
    RefusalCase onDecided(Consumer<RefusalAttempt> what) {
        return withMoments(new Moments(moments.prepared, moments.planned, moments.decide, what));
    }

    /** Once it has acted. */
    RefusalCase afterwards(Consumer<RefusalAttempt> what) {
        return new RefusalCase(name, stage, effects, expected, allowedCalls, subject, moments, Optional.of(what));
    }

    private RefusalCase withMoments(Moments others) {
        return new RefusalCase(name, stage, effects, expected, allowedCalls, subject, others, afterwards);
    }
}
