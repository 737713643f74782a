package dev.gleaner.systemtests.crash;

import dev.gleaner.systemtests.crash.agent.HaltOrders;
import dev.gleaner.systemtests.crash.agent.HaltPoint;
import dev.gleaner.systemtests.environment.ActionScenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A cell of the matrix: a point of an action or of its undo. */
record CrashMatrixCell(ActionScenario scenario, boolean isUndo, HaltPoint point) {

    /** All points of these actions and of their undos. */
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

    /** Whether it is reached while people undo, and not while they approve. */
    boolean isReachedWhileUndoing() {
        return isUndo && !scenario.hasQuarantine();
    }

    /** Whether few seeds reach it, and late in the approval phase, so that it must take precedence. */
    boolean isRare() {
        return isUndo && scenario.hasQuarantine();
    }

    /** Whether a seed reaches it. */
    boolean isReachedBy(CrashCase crashCase) {
        return crashCase.scenario().equals(scenario) && (!isUndo || crashCase.isUndone());
    }

    /**
     * Whether an action that is suspended here keeps others from reaching that point: there is one publisher, and an action that
     * has been rechecked holds the budgets, which an undo does not need.
     */
    boolean blocks(CrashMatrixCell other) {
        return switch (point) {
            case RECORDED, PUBLISHED -> other.point() == HaltPoint.RECORDED || other.point() == HaltPoint.PUBLISHED;
            case RECHECKED -> !isUndo && other.point() != HaltPoint.CLAIMED;
            case CLAIMED, INTENT, CALLED, OBSERVED -> false;
        };
    }

    /** The subject of a halt order. The publisher gets audit entries, whose kind distinguishes the action from its undo. */
    String subject(CrashCase crashCase) {
        String what = switch (point) {
            case RECORDED, PUBLISHED -> isUndo ? "undone" : "observed";
            case CLAIMED, RECHECKED, INTENT, CALLED, OBSERVED -> operation().name();
        };
        return HaltOrders.subject(crashCase.target().toString(), what);
    }

    /** How many passes of the point to skip, for a random step of this seed; audit entries have no steps. */
    int passes(CrashCase crashCase, Random random) {
        return switch (point) {
            case RECORDED, PUBLISHED -> 0;
            case CLAIMED, RECHECKED, INTENT, CALLED, OBSERVED -> random.nextInt(steps(crashCase));
        };
    }

    /** An action that is undone in its quarantine does not reach later steps. */
    private int steps(CrashCase crashCase) {
        return !isUndo && scenario.hasQuarantine() && crashCase.isUndone()
                ? QuarantineExpirer.STEPS_BEFORE
                : operation().calls().size();
    }
}
