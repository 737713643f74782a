package dev.gleaner.collector.source.gpu.smi;

import dev.gleaner.collector.source.InvalidInputException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Parses nvidia-smi's timestamps, {@code 2026/07/14 09:00:44.742}, which are in the host's local time without a zone.
 * In the hour that is repeated when clocks are set back, a time that jumps back belongs to the second pass.
 */
final class HostTimestampParser {

    private static final DateTimeFormatter FORM = new DateTimeFormatterBuilder()
            .appendPattern("uuuu/MM/dd HH:mm:ss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    /** Lines of several GPUs are not strictly ordered; clocks are set back by more than this. */
    private static final Duration JITTER = Duration.ofMinutes(10);

    private final ZoneId zone;
    private final boolean secondPass;
    private @Nullable Instant previous;

    HostTimestampParser(ZoneId zone) {
        this(zone, false);
    }

    private HostTimestampParser(ZoneId zone, boolean secondPass) {
        this.zone = zone;
        this.secondPass = secondPass;
    }

    /** A parser that assigns all ambiguous times to the second pass. */
    static HostTimestampParser ofSecondPass(ZoneId zone) {
        return new HostTimestampParser(zone, true);
    }

    /** The time in milliseconds. Lines must be parsed in their order. */
    Instant read(String text) throws InvalidInputException {
        try {
            ZonedDateTime first = LocalDateTime.parse(text, FORM).atZone(zone);
            boolean jumped =
                    secondPass || (previous != null && first.toInstant().isBefore(previous.minus(JITTER)));
            Instant time = (jumped ? first.withLaterOffsetAtOverlap() : first).toInstant();
            previous = time;
            return Instant.ofEpochMilli(time.toEpochMilli());
        } catch (DateTimeException e) {
            throw new InvalidInputException("timestamp is not of the form 2026/07/14 09:00:44.742");
        }
    }
}
