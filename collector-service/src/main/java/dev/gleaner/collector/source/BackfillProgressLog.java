package dev.gleaner.collector.source;

import io.quarkus.logging.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Logs the progress of a long backfill: one line every five seconds, none for a backfill that takes less. */
public final class BackfillProgressLog {

    private static final Duration APART = Duration.ofSeconds(5);
    private static final int WIDTH = 20;

    private final String source;
    private final int files;
    private final Clock clock;
    private final Instant start;
    private Instant logged;
    private int read;
    private long records;
    private boolean isLong;

    /** A log for this number of files. */
    public BackfillProgressLog(String source, int files, Clock clock) {
        this.source = source;
        this.files = files;
        this.clock = clock;
        this.start = clock.instant();
        this.logged = start;
    }

    /** Adds files that have been read and whose content Kafka has acknowledged. */
    public void add(int moreFiles, long moreRecords) {
        line(moreFiles, moreRecords).ifPresent(Log::info);
    }

    /** Logs the last line, if there were others. */
    public void end() {
        last().ifPresent(Log::info);
    }

    /** The line to log, if one is due. */
    synchronized Optional<String> line(int moreFiles, long moreRecords) {
        read += moreFiles;
        records += moreRecords;
        Instant now = clock.instant();
        if (read == files || now.isBefore(logged.plus(APART))) {
            return Optional.empty();
        }
        logged = now;
        isLong = true;
        return Optional.of(text() + ", " + left().toSeconds() + " s to go");
    }

    synchronized Optional<String> last() {
        return isLong ? Optional.of(text() + " in " + elapsed().toSeconds() + " s") : Optional.empty();
    }

    private String text() {
        int done = (int) ((long) WIDTH * read / files);
        return String.format(
                Locale.ROOT,
                "Backfill of %s: [%s%s] %d of %d files, %d records, %d records/s",
                source,
                "#".repeat(done),
                "-".repeat(WIDTH - done),
                read,
                files,
                records,
                1000 * records / Math.max(1, elapsed().toMillis()));
    }

    private Duration elapsed() {
        return Duration.between(start, clock.instant());
    }

    /** Assumes that the remaining files have the same average size. */
    private Duration left() {
        return read == 0 ? Duration.ZERO : elapsed().multipliedBy(files - read).dividedBy(read);
    }
}
