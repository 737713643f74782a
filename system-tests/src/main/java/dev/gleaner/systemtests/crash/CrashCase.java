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

/** One seed: a target, its action, and how often people click. Its number determines everything. */
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
    private final Surrender surrender;

    private final List<String> refusals = new CopyOnWriteArrayList<>();

    private volatile @Nullable String plan;
    private volatile @Nullable String action;
    private volatile @Nullable String undo;
    private volatile boolean isGivenUp;

    private CrashCase(ActionScenario scenario, Arn target, Surrender surrender, Random random) {
        this.surrender = surrender;
        this.scenario = scenario;
        this.target = target;
        this.finding = finding(scenario, target);
        this.clicks = Math.max(scenario.approvers(), 1 + random.nextInt(MOST_CLICKS));
        this.redeliveries = random.nextInt(3);
        this.isUndone = scenario.undo().isPresent() && random.nextInt(3) > 0;
        this.isUndoneInQuarantine = random.nextBoolean();
    }

    /** What a person gives up who is answered with 503 because the database is frozen. */
    enum Surrender {
        NOTHING,
        APPROVAL,
        UNDO;

        /** Two seeds of ten. They move on by one with each pass through the scenarios, so that ten passes reach them all. */
        static Surrender of(int number, int scenarios) {
            return switch ((number % scenarios + number / scenarios) % 10) {
                case 3 -> APPROVAL;
                case 7 -> UNDO;
                default -> NOTHING;
            };
        }
    }

    /** Consecutive numbers go through all scenarios. */
    static CrashCase of(int number, List<ActionScenario> scenarios, Function<ActionScenario, Arn> targets) {
        Random random = new Random(number);
        // The first random number hardly depends on a small seed.
        random.nextLong();
        ActionScenario scenario = scenarios.get(number % scenarios.size());
        return new CrashCase(scenario, targets.apply(scenario), Surrender.of(number, scenarios.size()), random);
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
                null,
                null,
                null,
                0,
                null,
                List.of());
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

    /** The state in which its action ends if nothing is wrong. */
    String end() {
        return isAtWork() ? "refused" : "observed";
    }

    /** Whether someone reports to be at work on its target before people approve. */
    boolean isAtWork() {
        return scenario.condition() == ActionScenario.Condition.REPORTED_WORK;
    }

    int clicks() {
        return clicks;
    }

    int redeliveries() {
        return redeliveries;
    }

    /** Whether somebody undoes the action. */
    boolean isUndone() {
        return isUndone;
    }

    /** Whether somebody undoes the action during its quarantine, and not after it has ended. */
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

    /** The id of the action; null if no response to an approval named it. */
    @Nullable
    String action() {
        return action;
    }

    /** Records the action that a response names; throws if an earlier response named another one. */
    void recordAction(String id) {
        action = same(action, id);
    }

    /** The id of the undo; null if nobody requested one. */
    @Nullable
    String undo() {
        return undo;
    }

    void recordUndo(String id) {
        undo = same(undo, id);
    }

    /** The ids of all actions that responses named. */
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

    /** The mutating calls that its actions may make, each of them once. */
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

    /** Whether its person asks for this only while the database is frozen, and gives it up then. */
    boolean surrenders(Surrender what) {
        // An undo in quarantine is asked for at another time.
        return surrender == what && (what != Surrender.UNDO || (isUndone && !scenario.hasQuarantine()));
    }

    /** Its person was answered with 503, and does not ask again. */
    void giveUp() {
        isGivenUp = true;
    }

    /** Whether its person was answered with 503 and did not ask again, so that nothing of it may be done. */
    boolean isGivenUp(Surrender what) {
        return isGivenUp && surrender == what;
    }

    /** Whether responses named each action that this seed requests, or said of one that it is not done. */
    boolean isAnswered() {
        return isGivenUp(Surrender.APPROVAL)
                || (action != null && (undo != null || !isUndone || isGivenUp(Surrender.UNDO)));
    }

    /** Responses that rejected a decision. */
    List<String> refusals() {
        return refusals;
    }

    void recordRefusal(String response) {
        refusals.add(response);
    }

    private String same(@Nullable String before, String id) {
        if (before != null && !before.equals(id)) {
            throw new IllegalStateException(
                    "one decision became two actions on " + target + ": " + before + " and " + id);
        }
        return id;
    }
}
