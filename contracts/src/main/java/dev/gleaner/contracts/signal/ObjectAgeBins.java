package dev.gleaner.contracts.signal;

import java.util.Arrays;
import java.util.List;

/**
 * The steps by which ages of objects are counted, in whole days: those at which lifecycle rules act (30, 60, 90, 180, 365),
 * and the least times that storage classes bill, with some between. An object of 30 days is not below the step 30: a rule
 * that acts after 30 days takes it.
 */
public final class ObjectAgeBins {

    /** The step of what is older than all others. */
    public static final int OLDEST = Integer.MAX_VALUE;

    private static final int[] STEPS = {
        1, 3, 7, 14, 30, 60, 90, 120, 150, 180, 270, 365, 545, 730, 1095, 1825, 3650, OLDEST
    };

    private ObjectAgeBins() {}

    /** All steps, ascending. */
    public static List<Integer> steps() {
        return Arrays.stream(STEPS).boxed().toList();
    }

    /** Which step an age belongs to: the first that is above it; an age below 0 counts as 0. */
    public static int indexOf(long days) {
        int index = 0;
        while (days >= STEPS[index] && STEPS[index] != OLDEST) {
            index++;
        }
        return index;
    }
}
