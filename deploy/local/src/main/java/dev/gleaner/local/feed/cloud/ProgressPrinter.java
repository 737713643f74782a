package dev.gleaner.local.feed.cloud;

import java.io.PrintStream;

/** Prints progress for users and the launcher: {@code progress: metrics 43 %}. */
public final class ProgressPrinter {

    private final PrintStream out;
    private String last = "";

    public ProgressPrinter(PrintStream out) {
        this.out = out;
    }

    /** Prints a percentage when it has changed. */
    public void printPercent(String what, long done, long whole) {
        print(what + " " + (whole == 0 ? 100 : done * 100 / whole) + " %");
    }

    public void print(String line) {
        if (!line.equals(last)) {
            last = line;
            out.println("progress: " + line);
            out.flush();
        }
    }
}
