package dev.gleaner.test;

import java.util.Locale;

/** Tells who reads a build's output which kind of part runs, whatever logging the tests configure. */
final class Announcement {

    private Announcement() {}

    @SuppressWarnings("AnnotateFormatMethod")
    static void say(String format, Object... values) {
        System.out.println("[test-support] " + String.format(Locale.ROOT, format, values));
    }
}
