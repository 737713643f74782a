package dev.gleaner.collector.aws;

/** For which source the calls of a thread are made. */
public final class Asking {

    private static final String NOBODY = "other";
    private static final ThreadLocal<String> SOURCE = ThreadLocal.withInitial(() -> NOBODY);

    private Asking() {}

    /** Whatever is asked meanwhile is asked for this source. */
    public static void as(String source, Runnable work) {
        String before = SOURCE.get();
        SOURCE.set(source);
        try {
            work.run();
        } finally {
            SOURCE.set(before);
        }
    }

    static String source() {
        return SOURCE.get();
    }
}
