package dev.gleaner.test.process;

import java.util.Locale;

/** Tells who reads a build's output which kind of part runs, whatever logging the tests configure. */
public final class StartupMessage {

    private StartupMessage() {}

    @SuppressWarnings("AnnotateFormatMethod")
    public static void print(String format, Object... values) {
        System.out.println("[test-support] " + String.format(Locale.ROOT, format, values));
    }
}
