package dev.gleaner.collector.aws;

/** For which source the calls of a thread are made. */
public final class SourceContext {

    private static final String NO_SOURCE = "other";
    private static final ThreadLocal<String> SOURCE = ThreadLocal.withInitial(() -> NO_SOURCE);

    private SourceContext() {}

    /** Whatever is asked meanwhile is asked for this source. */
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
