package dev.gleaner.local.report;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Scanner;

/** Output for a user: permanent lines, and a progress line that is overwritten on a terminal. */
public final class TerminalOutput {

    private static final Duration RARELY = Duration.ofSeconds(5);

    /** Until the same line is printed again off a terminal, to show that the program still waits. */
    private static final Duration UNCHANGED = Duration.ofSeconds(30);

    private static final int WIDTH = 118;

    private final PrintStream out;
    private final boolean terminal;
    private final Clock clock;
    private final Instant started;
    private Instant lastProgress = Instant.EPOCH;
    private String shown = "";

    public TerminalOutput(PrintStream out, boolean terminal) {
        this(out, terminal, Clock.systemUTC());
    }

    TerminalOutput(PrintStream out, boolean terminal, Clock clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** Standard output. The scripts pass whether it is a terminal, since not all versions of Java can tell. */
    public static TerminalOutput standard() {
        return new TerminalOutput(System.out, Boolean.getBoolean("gleaner.terminal"));
    }

    /** Prints a permanent line. */
    public void printLine(String line) {
        clear();
        out.println(line);
    }

    /** Shows the current step with the elapsed seconds; without a terminal, prints a line every few seconds if it has changed. */
    public void showProgress(String what) {
        Instant now = clock.instant();
        long seconds = Duration.between(started, now).toSeconds();
        if (terminal) {
            String line = "  [%3d s] %s".formatted(seconds, what);
            out.print("\r\033[K" + line.substring(0, Math.min(WIDTH, line.length())));
            out.flush();
            shown = what;
        } else if (!now.isBefore(lastProgress.plus(what.equals(shown) ? UNCHANGED : RARELY))) {
            out.printf("  [%3d s] %s%n", seconds, what);
            lastProgress = now;
            shown = what;
        }
    }

    /** Asks a question; only {@code y} is a yes, and the end of the input is a no. */
    public boolean askYesNo(String question) {
        clear();
        out.print(question + " [y/N] ");
        out.flush();
        Scanner answer = new Scanner(System.in, StandardCharsets.UTF_8);
        return answer.hasNextLine() && answer.nextLine().strip().equalsIgnoreCase("y");
    }

    private void clear() {
        if (terminal && !shown.isEmpty()) {
            out.print("\r\033[K");
            shown = "";
        }
    }
}
