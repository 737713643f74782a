package dev.gleaner.systemtests.refusal;

import dev.gleaner.systemtests.environment.ActionScenario;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One reason that must refuse, and how it comes about for any target. Immutable; each method gives another row.
 *
 * @param allowedCalls how many calls are right
 * @param afterwards what is done once it has acted, which must change nothing more
 */
record RefusalCase(
        String name,
        Stage stage,
        List<ActionScenario> scenarios,
        ExpectedOutcome expected,
        int allowedCalls,
        TargetSetup targetSetup,
        Hooks hooks,
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
    record Hooks(
            Consumer<RefusalAttempt> prepared,
            Consumer<RefusalAttempt> planned,
            Consumer<RefusalAttempt> decide,
            Consumer<RefusalAttempt> decided) {}

    /** All cases, in the order of the table. */
    static List<RefusalCase> all() {
        return Stream.of(
                        ConsoleDecisionCases.all(),
                        SlackClickCases.all(),
                        PolicyCases.all(),
                        GuardCases.all(),
                        StaleEvidenceCases.all(),
                        DataLossCases.all(),
                        UndoCases.all(),
                        AwsFaultCases.all())
                .flatMap(List::stream)
                .toList();
    }

    /** The rows that must act: without them the matrix could not fail. */
    static List<RefusalCase> controls() {
        return List.of(
                acting("control: nothing is wrong", ActionScenario.ALL),
                acting("control: yes by Slack", ActionScenario.ALL).withDecision(SlackClick::ofAll),
                DataLossCases.scratchOnly());
    }

    /** What must be found when a guard is off. */
    static List<RefusalCase> withoutGuards() {
        return List.of(GuardCases.protectedByTag());
    }

    /** A row that must act. */
    static RefusalCase acting(String name, List<ActionScenario> scenarios) {
        return of(name, scenarios, ExpectedOutcome.ACTS).allowing(Integer.MAX_VALUE);
    }

    private static void nothing(RefusalAttempt attempt) {}

    /** A row in which nothing is wrong so far. */
    static RefusalCase of(String name, List<ActionScenario> scenarios, ExpectedOutcome expected) {
        return new RefusalCase(
                name,
                Stage.CALM,
                scenarios,
                expected,
                0,
                TargetSetup.PLAIN,
                new Hooks(
                        RefusalCase::nothing,
                        RefusalCase::nothing,
                        ConsoleDecisions::approveByAll,
                        RefusalCase::nothing),
                Optional.empty());
    }

    RefusalCase inStage(Stage other) {
        return new RefusalCase(name, other, scenarios, expected, allowedCalls, targetSetup, hooks, afterwards);
    }

    /** So many calls are right. */
    RefusalCase allowing(int calls) {
        return new RefusalCase(name, stage, scenarios, expected, calls, targetSetup, hooks, afterwards);
    }

    RefusalCase withTarget(TargetSetup other) {
        return new RefusalCase(name, stage, scenarios, expected, allowedCalls, other, hooks, afterwards);
    }

    /** Once the target is there, before anything is found. */
    RefusalCase onPrepared(Consumer<RefusalAttempt> what) {
        return withMoments(new Hooks(what, hooks.planned, hooks.decide, hooks.decided));
    }

    /** Once the plan is shown, before anything is decided. */
    RefusalCase onPlanned(Consumer<RefusalAttempt> what) {
        return withMoments(new Hooks(hooks.prepared, what, hooks.decide, hooks.decided));
    }

    /** Instead of a yes by as many people as it takes. */
    RefusalCase withDecision(Consumer<RefusalAttempt> how) {
        return withMoments(new Hooks(hooks.prepared, hooks.planned, how, hooks.decided));
    }

    /** Once it is decided. */
    RefusalCase onDecided(Consumer<RefusalAttempt> what) {
        return withMoments(new Hooks(hooks.prepared, hooks.planned, hooks.decide, what));
    }

    /** Once it has acted. */
    RefusalCase afterwards(Consumer<RefusalAttempt> what) {
        return new RefusalCase(name, stage, scenarios, expected, allowedCalls, targetSetup, hooks, Optional.of(what));
    }

    private RefusalCase withMoments(Hooks others) {
        return new RefusalCase(name, stage, scenarios, expected, allowedCalls, targetSetup, others, afterwards);
    }
}
