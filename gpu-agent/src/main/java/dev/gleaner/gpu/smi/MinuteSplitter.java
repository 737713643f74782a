package dev.gleaner.gpu.smi;

import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts what nvidia-smi prints into outputs of a minute each, with the header line first. */
final class MinuteSplitter {

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss.SSS");
    private static final int MINUTE = "2026/07/14 09:00".length();

    /** More than the lines of a minute ever are; memory stays bounded if the time stands still. */
    private static final int MOST = 20_000;

    private final Clock clock;
    private final List<String> lines = new ArrayList<>();
    private String header = "";
    private boolean stamp;
    private String minute = "";

    /** The clock gives the time where nvidia-smi has no column for it. */
    MinuteSplitter(Clock clock) {
        this.clock = clock;
    }

    /** Whether a header line has come, above which nvidia-smi says what is wrong. */
    boolean hasBegun() {
        return !header.isEmpty();
    }

    /** Takes a line; returns the minute before it once that is over. */
    Optional<String> add(String line) {
        Optional<SmiHeader> found = SmiHeader.of(line);
        if (found.isPresent()) {
            stamp = !found.get().has(SmiColumn.TIMESTAMP);
            header = stamp ? "timestamp, " + line : line;
            return Optional.empty();
        }
        String stamped = stamp ? now() + ", " + line : line;
        String next = stamped.substring(0, Math.min(MINUTE, stamped.length()));
        Optional<String> over = next.equals(minute) && lines.size() < MOST ? Optional.empty() : rest();
        minute = next;
        lines.add(stamped);
        return over;
    }

    /** What has not been returned yet, if there is any. */
    Optional<String> rest() {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        String output = header + "\n" + String.join("\n", lines) + "\n";
        lines.clear();
        return Optional.of(output);
    }

    private String now() {
        return TIMESTAMP.format(LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
    }
}
