package dev.gleaner.systemtests.crash;

import dev.gleaner.systemtests.crash.agent.HaltOrders;
import dev.gleaner.systemtests.crash.agent.HaltPoint;
import dev.gleaner.systemtests.environment.ActionScenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A point of an action, or of its undo. */
record CrashMatrixCell(ActionScenario scenario, boolean isUndo, HaltPoint point) {

    /** Every point of every action and of every undo. */
    static List<CrashMatrixCell> of(List<ActionScenario> scenarios) {
        List<CrashMatrixCell> all = new ArrayList<>();
        for (ActionScenario scenario : scenarios) {
            for (boolean isUndo : scenario.undo().isPresent() ? List.of(false, true) : List.of(false)) {
                for (HaltPoint point : HaltPoint.values()) {
                    all.add(new CrashMatrixCell(scenario, isUndo, point));
                }
            }
        }
        return all;
    }

    ActionScenario.Operation operation() {
        return isUndo ? scenario.undo().orElseThrow() : scenario.action();
    }

    /** Whether it is reached while people take back, and not while they approve. */
    boolean isReachedWhileUndoing() {
        return isUndo && !scenario.hasQuarantine();
    }

    /** Whether few seeds come by it, and late in the time that it shares with what people approve: it is not to miss them. */
    boolean isRare() {
        return isUndo && scenario.hasQuarantine();
    }

    /** Whether what this seed does comes by it. */
    boolean isReachedBy(CrashCase crashCase) {
        return crashCase.scenario().equals(scenario) && (!isUndo || crashCase.isUndone());
    }

    /**
     * Whether no other action may come to that point while one stands still at this one: there is one publisher, and what was
     * rechecked holds the budgets, which taking back does not need.
     */
    boolean blocks(CrashMatrixCell other) {
        return switch (point) {
            case RECORDED, PUBLISHED -> other.point() == HaltPoint.RECORDED || other.point() == HaltPoint.PUBLISHED;
            case RECHECKED -> !isUndo && other.point() != HaltPoint.CLAIMED;
            case CLAIMED, INTENT, CALLED, OBSERVED -> false;
        };
    }

    /** What the publisher sees of it are audit entries, whose kind tells the two apart. */
    String subject(CrashCase crashCase) {
        String what = switch (point) {
            case RECORDED, PUBLISHED -> isUndo ? "undone" : "observed";
            case CLAIMED, RECHECKED, INTENT, CALLED, OBSERVED -> operation().name();
        };
        return HaltOrders.subject(crashCase.target().toString(), what);
    }

    /** Any step that this seed comes to; what is recorded and published is so in any case. */
    int passes(CrashCase crashCase, Random random) {
        return switch (point) {
            case RECORDED, PUBLISHED -> 0;
            case CLAIMED, RECHECKED, INTENT, CALLED, OBSERVED -> random.nextInt(steps(crashCase));
        };
    }

    /** What is taken back while it rests comes no further. */
    private int steps(CrashCase crashCase) {
        return !isUndo && scenario.hasQuarantine() && crashCase.isUndone()
                ? QuarantineExpirer.STEPS_BEFORE
                : operation().calls().size();
    }
}
