package dev.gleaner.local.estate.series;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * A time: RFC 3339 ({@code 2026-07-20T09:00:00Z}), or an ISO 8601 duration before the end of the estate ({@code -P9D},
 * {@code -P1DT6H}), so that a file never becomes outdated.
 */
public record EstateTime(@JsonValue String text) {

    @JsonCreator
    public EstateTime {
        try {
            resolve(text, Instant.EPOCH);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("neither a time nor a duration before the end: " + text, e);
        }
    }

    /** A time before the end. */
    public static EstateTime before(Duration age) {
        return new EstateTime(age.isZero() ? "-PT0S" : "-" + age);
    }

    /** The time in an estate with this end. */
    public Instant resolve(Instant end) {
        return resolve(text, end);
    }

    private static Instant resolve(String text, Instant end) {
        return text.startsWith("-P") ? end.plus(Duration.parse(text)) : Instant.parse(text);
    }
}
