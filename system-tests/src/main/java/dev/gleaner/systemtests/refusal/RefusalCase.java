package dev.gleaner.systemtests.refusal;

import dev.gleaner.systemtests.environment.ActionScenario;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A row of the matrix: a reason for which an action must be refused, and how to bring it about. Methods return changed copies.
 *
 * @param allowedCalls number of mutating calls that are allowed
 * @param afterwards what is done after the action, and must not cause any more calls
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

    /** Cases of a stage run together, stage by stage. */
    enum Stage {
        CALM,
        /** A document runs on the instance before it is stopped. */
        DOCUMENT,
        /** Actions are undone. */
        UNDO,
        /** The policy changes after the approval. */
        POLICY_CHANGES,
        /** The policy is invalid when people decide. */
        POLICY_BROKEN,
        /** The budget of all accounts is used up. */
        NO_BUDGET,
        FAULTS,
        /** Last, as the SDK delays all calls of a throttled client for minutes. */
        THROTTLED,
        KILL_SWITCH,
        /** The kill switch is turned on after the approval. */
        KILL_SWITCH_LATER,
        DRY_RUN,
        BLACKOUT,
        DATABASE_DOWN,
        /** A rule approves unless somebody rejects after a notice in Slack. */
        NOTICE,
        SLACK_DOWN
    }

    /**
     * The hooks of a case.
     *
     * @param prepared after the target was created, before there is a finding
     * @param planned after the plan was made, before people decide
     * @param decide the decisions
     * @param decided after the decisions
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
                        GpuActivityCases.all(),
                        GroupMemberCases.all(),
                        BeforeStopCases.all(),
                        UndoCases.all(),
                        AwsFaultCases.all())
                .flatMap(List::stream)
                .toList();
    }

    /** The cases in which the actuator must act: without them the matrix could not fail. */
    static List<RefusalCase> controls() {
        return List.of(
                acting("control: nothing is wrong", ActionScenario.ALL),
                acting("control: yes by Slack", ActionScenario.ALL).withDecision(SlackClick::ofAll),
                StaleEvidenceCases.anHourAfterWork(),
                DataLossCases.scratchOnly(),
                DataLossCases.statedScratch(),
                GpuActivityCases.idleHost(),
                GroupMemberCases.freeGpus(),
                BeforeStopCases.succeeding());
    }

    /** The cases that must fail when a guard is disabled. */
    static List<RefusalCase> withoutGuards() {
        return List.of(GuardCases.protectedByTag());
    }

    /** A case in which the actuator must act. */
    static RefusalCase acting(String name, List<ActionScenario> scenarios) {
        return of(name, scenarios, ExpectedOutcome.ACTS).allowing(Integer.MAX_VALUE);
    }

    private static void nothing(RefusalAttempt attempt) {}

    /** A case without a reason to refuse so far. */
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

    RefusalCase allowing(int calls) {
        return new RefusalCase(name, stage, scenarios, expected, calls, targetSetup, hooks, afterwards);
    }

    RefusalCase withTarget(TargetSetup other) {
        return new RefusalCase(name, stage, scenarios, expected, allowedCalls, other, hooks, afterwards);
    }

    /** Runs after the target was created, before there is a finding. */
    RefusalCase onPrepared(Consumer<RefusalAttempt> hook) {
        return withHooks(new Hooks(hook, hooks.planned, hooks.decide, hooks.decided));
    }

    /** Runs after the plan was made, before people decide. */
    RefusalCase onPlanned(Consumer<RefusalAttempt> hook) {
        return withHooks(new Hooks(hooks.prepared, hook, hooks.decide, hooks.decided));
    }

    /** Replaces the approval by as many people as necessary. */
    RefusalCase withDecision(Consumer<RefusalAttempt> decisions) {
        return withHooks(new Hooks(hooks.prepared, hooks.planned, decisions, hooks.decided));
    }

    /** Runs after the decisions. */
    RefusalCase onDecided(Consumer<RefusalAttempt> hook) {
        return withHooks(new Hooks(hooks.prepared, hooks.planned, hooks.decide, hook));
    }

    /** Runs after the action. */
    RefusalCase afterwards(Consumer<RefusalAttempt> hook) {
        return new RefusalCase(name, stage, scenarios, expected, allowedCalls, targetSetup, hooks, Optional.of(hook));
    }

    private RefusalCase withHooks(Hooks others) {
        return new RefusalCase(name, stage, scenarios, expected, allowedCalls, targetSetup, others, afterwards);
    }
}
