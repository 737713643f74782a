package dev.gleaner.systemtests.crash;

import dev.gleaner.systemtests.crash.agent.HaltOrders;
import dev.gleaner.systemtests.crash.agent.HaltPoint;
import dev.gleaner.systemtests.environment.ActionScenario;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A cell of the matrix: a point of an action or of its undo. */
record CrashMatrixCell(ActionScenario scenario, boolean isUndo, HaltPoint point) {

    /** All points of these actions and of their undos. */
    static List<CrashMatrixCell> of(List<ActionScenario> scenarios) {
        List<CrashMatrixCell> all = new ArrayList<>();
        for (ActionScenario scenario : scenarios) {
            for (boolean isUndo : scenario.undo().isPresent() ? List.of(false, true) : List.of(false)) {
                for (HaltPoint point : points(scenario)) {
                    all.add(new CrashMatrixCell(scenario, isUndo, point));
                }
            }
        }
        return all;
    }

    /** An action that is refused comes to no intent. */
    private static Set<HaltPoint> points(ActionScenario scenario) {
        return scenario.condition() == ActionScenario.Condition.REPORTED_WORK
                ? EnumSet.of(HaltPoint.REPORTED, HaltPoint.CLAIMED, HaltPoint.RECORDED, HaltPoint.PUBLISHED)
                : EnumSet.complementOf(EnumSet.of(HaltPoint.REPORTED));
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
     * Whether an action that is suspended here keeps others from reaching that point: there is one publisher, an action that has been
     * rechecked holds the budgets, which an undo does not need, and no further report of work is read while one is suspended.
     */
    boolean blocks(CrashMatrixCell other) {
        return switch (point) {
            case RECORDED, PUBLISHED -> other.point() == HaltPoint.RECORDED || other.point() == HaltPoint.PUBLISHED;
            case RECHECKED -> !isUndo && other.point() != HaltPoint.CLAIMED;
            case REPORTED -> other.scenario() == scenario;
            case CLAIMED, INTENT, CALLED, OBSERVED -> false;
        };
    }

    /** The subject of a halt order. The publisher gets audit entries, whose kind distinguishes the action from its undo. */
    String subject(CrashCase crashCase) {
        String what = switch (point) {
            case REPORTED -> HaltOrders.WORK;
            case RECORDED, PUBLISHED -> isUndo ? "undone" : crashCase.end();
            case CLAIMED, RECHECKED, INTENT, CALLED, OBSERVED -> operation().name();
        };
        return HaltOrders.subject(crashCase.target().toString(), what);
    }

    /** How many passes of the point to skip, for a random step of this seed; audit entries have no steps. */
    int passes(CrashCase crashCase, Random random) {
        return switch (point) {
            case REPORTED, RECORDED, PUBLISHED -> 0;
            case CLAIMED, RECHECKED, INTENT, CALLED, OBSERVED -> random.nextInt(steps(crashCase));
        };
    }

    /** An action that is undone in its quarantine does not reach later steps, and one that is refused only begins its first one. */
    private int steps(CrashCase crashCase) {
        return !isUndo && scenario.hasQuarantine() && crashCase.isUndone()
                ? QuarantineExpirer.STEPS_BEFORE
                : Math.max(1, operation().calls().size());
    }
}
