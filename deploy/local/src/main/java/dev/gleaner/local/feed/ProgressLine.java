package dev.gleaner.local.feed;

import java.io.PrintStream;

/** Lines that a person and the launcher read: {@code progress: metrics 43 %}. */
final class ProgressLine {

    private final PrintStream out;
    private String last = "";

    ProgressLine(PrintStream out) {
        this.out = out;
    }

    /** A part of a whole, said when the per cent change. */
    void part(String what, long done, long whole) {
        say(what + " " + (whole == 0 ? 100 : done * 100 / whole) + " %");
    }

    void say(String line) {
        if (!line.equals(last)) {
            last = line;
            out.println("progress: " + line);
            out.flush();
        }
    }
}
