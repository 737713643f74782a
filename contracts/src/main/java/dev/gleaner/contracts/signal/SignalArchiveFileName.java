package dev.gleaner.contracts.signal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content of a file of the archive, by its name:
 * {@code 2026/11/25/15/signals-00007-00000000000000001234-00000000000000001300.pb.zst}.
 *
 * @param hour in which the broker received its signals
 * @param partition of {@code gleaner.signals}
 * @param first offset of its first signal
 * @param last offset of its last signal
 */
public record SignalArchiveFileName(Instant hour, int partition, long first, long last) {

    /** By partition and first offset; of files with the same first offset the longest comes first. */
    public static final Comparator<SignalArchiveFileName> ORDER = Comparator.comparingInt(
                    SignalArchiveFileName::partition)
            .thenComparingLong(SignalArchiveFileName::first)
            .thenComparing(Comparator.comparingLong(SignalArchiveFileName::last).reversed());

    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("uuuu/MM/dd/HH", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Pattern PATH =
            Pattern.compile("(?:.*/)?(\\d{4}/\\d{2}/\\d{2}/\\d{2})/signals-(\\d{5})-(\\d{20})-(\\d{20})\\.pb\\.zst");

    public SignalArchiveFileName {
        if (partition < 0 || first < 0 || last < first) {
            throw new IllegalArgumentException("not a range of a partition: " + first + " to " + last);
        }
        hour = hour.truncatedTo(ChronoUnit.HOURS);
    }

    /** Parses a path; empty when it is not that of a file of the archive. */
    public static Optional<SignalArchiveFileName> of(String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SignalArchiveFileName(
                    hour(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Long.parseLong(matcher.group(3)),
                    Long.parseLong(matcher.group(4))));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Path below the folder or prefix of the archive. */
    public String path() {
        return String.format(
                Locale.ROOT, "%s/signals-%05d-%020d-%020d.pb.zst", HOUR.format(hour), partition, first, last);
    }

    private static Instant hour(String text) {
        String[] parts = text.split("/", -1);
        return LocalDateTime.of(
                        Integer.parseInt(parts[0]),
                        Integer.parseInt(parts[1]),
                        Integer.parseInt(parts[2]),
                        Integer.parseInt(parts[3]),
                        0)
                .toInstant(ZoneOffset.UTC);
    }
}
