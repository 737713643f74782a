package dev.gleaner.collector.source.cloudtrail.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;

/** Parses times of events: RFC 3339, also with a blank instead of the T, and without a zone, which means UTC. */
final class EventTimeParser {

    private static final DateTimeFormatter FORM = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffsetId()
            .toFormatter();

    /** {@code 2026-03-01T13:00:00Z}, the form of CloudTrail. */
    private static final int PLAIN = 20;

    private EventTimeParser() {}

    /** Parses exactly the form of CloudTrail; empty for any other text, which may still be a time. */
    static Optional<Instant> plain(byte[] bytes, int from, int to) {
        boolean formed = to - from == PLAIN
                && bytes[from + 4] == '-'
                && bytes[from + 7] == '-'
                && bytes[from + 10] == 'T'
                && bytes[from + 13] == ':'
                && bytes[from + 16] == ':'
                && bytes[from + 19] == 'Z';
        int century = formed ? two(bytes, from) : -1;
        int year = formed ? two(bytes, from + 2) : -1;
        return century < 0 || year < 0 ? Optional.empty() : plain(100 * century + year, bytes, from);
    }

    private static Optional<Instant> plain(int year, byte[] bytes, int from) {
        try {
            LocalDateTime time = LocalDateTime.of(
                    year,
                    two(bytes, from + 5),
                    two(bytes, from + 8),
                    two(bytes, from + 11),
                    two(bytes, from + 14),
                    two(bytes, from + 17));
            return Optional.of(time.toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Two digits as a number; out of the range of any date part for other characters. */
    private static int two(byte[] bytes, int at) {
        int tens = bytes[at] - '0';
        int ones = bytes[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : 10 * tens + ones;
    }

    static Optional<Instant> parse(String text) {
        try {
            TemporalAccessor time = FORM.parseBest(
                    text.strip().replace(' ', 'T').replaceFirst("TUTC$", "Z"),
                    OffsetDateTime::from,
                    LocalDateTime::from);
            return Optional.of(
                    time instanceof OffsetDateTime offset
                            ? offset.toInstant()
                            : LocalDateTime.from(time).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
