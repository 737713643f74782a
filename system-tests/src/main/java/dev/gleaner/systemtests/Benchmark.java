package dev.gleaner.systemtests;

import java.util.List;

/** A command that measures one figure. */
public interface Benchmark {

    /** Its name on the command line. */
    String name();

    /** What the figure means, in a sentence. */
    String summary();

    /** Prints its table and returns the figure; the arguments are those after its name. */
    Figure run(List<String> arguments) throws Exception;

    /**
     * A number with its unit.
     *
     * @param isFailure whether it counts what must never happen, and did
     */
    record Figure(String number, String unit, boolean isFailure) {

        /** What is measured. */
        public Figure(String number, String unit) {
            this(number, unit, false);
        }

        /** How often something happened that must never happen. */
        public static Figure violations(long count, String unit) {
            return new Figure(Long.toString(count), unit, count != 0);
        }
    }
}
