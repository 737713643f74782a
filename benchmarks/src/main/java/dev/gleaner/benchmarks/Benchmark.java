package dev.gleaner.benchmarks;

/** One figure that one command gives. */
public interface Benchmark {

    /** Its name on the command line. */
    String name();

    /** What the figure says, in a sentence. */
    String summary();

    /** Prints its table and returns the figure. */
    Figure run() throws Exception;

    /** A number with its unit. */
    record Figure(String number, String unit) {}
}
