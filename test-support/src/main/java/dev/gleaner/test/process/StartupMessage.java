package dev.gleaner.test.process;

import java.util.Locale;

/** Prints which kind of server runs into the output of the build, independent of the logging of the tests. */
public final class StartupMessage {

    private StartupMessage() {}

    @SuppressWarnings("AnnotateFormatMethod")
    public static void print(String format, Object... values) {
        System.out.println("[test-support] " + String.format(Locale.ROOT, format, values));
    }
}
