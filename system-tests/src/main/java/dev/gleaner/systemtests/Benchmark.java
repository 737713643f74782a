package dev.gleaner.systemtests;

import java.util.List;

/** One figure that one command gives. */
public interface Benchmark {

    /** Its name on the command line. */
    String name();

    /** What the figure says, in a sentence. */
    String summary();

    /** Prints its table and returns the figure; the arguments are those after its name. */
    Figure run(List<String> arguments) throws Exception;

    /** A number with its unit. */
    record Figure(String number, String unit) {}
}
