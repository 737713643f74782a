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

    /** A number with its unit. */
    record Figure(String number, String unit) {}
}
