package dev.gleaner.systemtests.crash;

import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingId;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.systemtests.environment.ActionScenario;
import dev.gleaner.systemtests.environment.AwsTargetFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One seed: a target, what is done to it, and who clicks how often. Its number decides it all. */
final class CrashCase {

    private static final String RULE = "crash-matrix";
    private static final Instant OPENED = Instant.parse("2026-11-01T00:00:00Z");
    private static final int MOST_CLICKS = 4;

    private final ActionScenario scenario;
    private final Arn target;
    private final Finding finding;
    private final int clicks;
    private final int redeliveries;
    private final boolean isUndone;
    private final boolean isUndoneInQuarantine;

    private final List<String> refusals = new CopyOnWriteArrayList<>();

    private volatile @Nullable String plan;
    private volatile @Nullable String action;
    private volatile @Nullable String undo;

    private CrashCase(ActionScenario scenario, Arn target, Random random) {
        this.scenario = scenario;
        this.target = target;
        this.finding = finding(scenario, target);
        this.clicks = Math.max(scenario.approvers(), 1 + random.nextInt(MOST_CLICKS));
        this.redeliveries = random.nextInt(3);
        this.isUndone = scenario.undo().isPresent() && random.nextInt(3) > 0;
        this.isUndoneInQuarantine = random.nextBoolean();
    }

    /** Consecutive numbers go through all scenarios. */
    static CrashCase of(int number, List<ActionScenario> scenarios, Function<ActionScenario, Arn> targets) {
        Random random = new Random(number);
        // The first number of a small seed hardly depends on it.
        random.nextLong();
        ActionScenario scenario = scenarios.get(number % scenarios.size());
        return new CrashCase(scenario, targets.apply(scenario), random);
    }

    private static Finding finding(ActionScenario scenario, Arn target) {
        String resource = scenario.resource(target);
        return new Finding(
                FindingId.ofEpisode(RULE, resource, OPENED),
                1,
                RULE,
                1,
                Finding.Status.OPEN,
                false,
                resource,
                AwsTargetFactory.ACCOUNT,
                AwsTargetFactory.REGION,
                new Finding.Owner("vision", null, "dev", null, Finding.Owner.Source.TAG),
                OPENED,
                OPENED.plusSeconds(1),
                new Finding.Window(OPENED.minusSeconds(604_800), OPENED),
                List.of(new Evidence("cpu mean", 1.5, "percent", 5.0, 168, 1.0)),
                List.of(),
                Saving.unpriced("test"),
                new Finding.Effort(5),
                List.of(scenario.remedy(scenario.undo().isPresent(), true)),
                null);
    }

    ActionScenario scenario() {
        return scenario;
    }

    Arn target() {
        return target;
    }

    Finding finding() {
        return finding;
    }

    int clicks() {
        return clicks;
    }

    int redeliveries() {
        return redeliveries;
    }

    /** Whether somebody takes it back in the end. */
    boolean isUndone() {
        return isUndone;
    }

    /** Whether somebody takes it back while it rests, rather than when it ended. */
    boolean isUndoneInQuarantine() {
        return isUndoneInQuarantine;
    }

    @Nullable
    String plan() {
        return plan;
    }

    void recordPlan(String hash) {
        plan = hash;
    }

    /** The action that came of the yes; absent when nobody said that there is one. */
    @Nullable
    String action() {
        return action;
    }

    /** An answer to a click; two answers that name two actions are a failure of their own. */
    void recordAction(String id) {
        action = same(action, id);
    }

    /** The undo; absent when nobody asked for one. */
    @Nullable
    String undo() {
        return undo;
    }

    void recordUndo(String id) {
        undo = same(undo, id);
    }

    /** All actions that were promised. */
    List<String> acceptedActions() {
        List<String> all = new ArrayList<>();
        if (action != null) {
            all.add(action);
        }
        if (undo != null) {
            all.add(undo);
        }
        return all;
    }

    /** Calls that change something that its actions may make, each once. */
    List<String> calls() {
        List<String> calls = new ArrayList<>();
        if (action != null) {
            calls.addAll(scenario.action().calls());
        }
        if (undo != null) {
            calls.addAll(scenario.undo().orElseThrow().calls());
        }
        return calls;
    }

    /** Whether somebody was told of each action that it is to come to. */
    boolean isAnswered() {
        return action != null && (undo != null || !isUndone);
    }

    /** Why clicks came to nothing. */
    List<String> refusals() {
        return refusals;
    }

    void recordRefusal(String why) {
        refusals.add(why);
    }

    private String same(@Nullable String before, String id) {
        if (before != null && !before.equals(id)) {
            throw new IllegalStateException("one yes became two actions on " + target + ": " + before + " and " + id);
        }
        return id;
    }
}
