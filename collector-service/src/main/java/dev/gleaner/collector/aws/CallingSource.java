package dev.gleaner.collector.aws;

/** The source on whose behalf the current thread calls AWS. */
public final class CallingSource {

    private static final String NO_SOURCE = "other";
    private static final ThreadLocal<String> SOURCE = ThreadLocal.withInitial(() -> NO_SOURCE);

    private CallingSource() {}

    /** Attributes all calls of this work to this source. */
    public static void runAs(String source, Runnable work) {
        String before = SOURCE.get();
        SOURCE.set(source);
        try {
            work.run();
        } finally {
            SOURCE.set(before);
        }
    }

    static String currentSource() {
        return SOURCE.get();
    }
}
