package dev.gleaner.gpu.smi;

import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits the output of nvidia-smi by minute, each part with the header line. */
final class MinuteSplitter {

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss.SSS");
    private static final int MINUTE = "2026/07/14 09:00".length();

    /** More lines than a minute ever has, to bound memory if the timestamps do not advance. */
    private static final int MAX_LINES = 20_000;

    private final Clock clock;
    private final List<String> lines = new ArrayList<>();
    private String header = "";
    private boolean stamp;
    private String minute = "";

    /** The clock is used if the output has no column for the time. */
    MinuteSplitter(Clock clock) {
        this.clock = clock;
    }

    /** Whether the header line has come. Lines before it are messages of nvidia-smi. */
    boolean hasBegun() {
        return !header.isEmpty();
    }

    /** Adds a line; returns the previous minute when the line begins a new one. */
    Optional<String> add(String line) {
        Optional<SmiHeader> found = SmiHeader.of(line);
        if (found.isPresent()) {
            stamp = !found.get().has(SmiColumn.TIMESTAMP);
            header = stamp ? "timestamp, " + line : line;
            return Optional.empty();
        }
        String stamped = stamp ? now() + ", " + line : line;
        String next = stamped.substring(0, Math.min(MINUTE, stamped.length()));
        Optional<String> over = next.equals(minute) && lines.size() < MAX_LINES ? Optional.empty() : rest();
        minute = next;
        lines.add(stamped);
        return over;
    }

    /** The lines that have not been returned yet; empty when there are none. */
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
