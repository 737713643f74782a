package dev.gleaner.analyzer.profile;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One hour of event time, as its number since 1970. */
public record Hour(long number) implements Comparable<Hour> {

    /** Length in milliseconds. */
    public static final long MILLIS = 3_600_000L;

    /** Hours of a day. */
    public static final int PER_DAY = 24;

    /** Hours of a month, as AWS counts them where it states monthly costs. */
    public static final int PER_MONTH = 730;

    /** After all hours; can be stored in four bytes. */
    public static final Hour MAX = new Hour(Integer.MAX_VALUE);

    /** The hour that a moment (epoch milliseconds) lies in. */
    public static Hour of(long millis) {
        return new Hour(Math.floorDiv(millis, MILLIS));
    }

    /** The hour that a moment lies in. */
    public static Hour of(Instant time) {
        return of(time.toEpochMilli());
    }

    /** The hour of a stored number; null for none. */
    public static @Nullable Hour stored(@Nullable Long number) {
        return number == null ? null : new Hour(number);
    }

    /** The number to store of an hour; null for none. */
    public static @Nullable Long stored(@Nullable Hour hour) {
        return hour == null ? null : hour.number();
    }

    /** The first hour by whose end something of that moment (epoch milliseconds) is known; its end is inclusive. */
    public static Hour knowing(long millis) {
        return of(millis - 1);
    }

    /** The last hour that has ended at a moment (epoch milliseconds). */
    public static Hour endedAt(long millis) {
        return of(millis).plus(-1);
    }

    /** The hour that many hours later. */
    public Hour plus(long hours) {
        return new Hour(number + hours);
    }

    /** Number of the UTC day since 1970. */
    public long day() {
        return Math.floorDiv(number, PER_DAY);
    }

    /** Hour of the UTC day, from 0. */
    public int ofDay() {
        return (int) Math.floorMod(number, (long) PER_DAY);
    }

    /** Whether this is an earlier hour. */
    public boolean isBefore(Hour other) {
        return number < other.number;
    }

    /**
     * Whether signals about this hour are no longer accepted.
     *
     * @param closed the newest hour for which they are not; null if there is none yet
     */
    public boolean isLate(@Nullable Hour closed) {
        return closed != null && !closed.isBefore(this);
    }

    /** First moment. */
    public Instant start() {
        return Instant.ofEpochMilli(startMillis());
    }

    /** First moment, epoch milliseconds. */
    public long startMillis() {
        return number * MILLIS;
    }

    /** First moment after it. */
    public Instant end() {
        return Instant.ofEpochMilli(endMillis());
    }

    /** First moment after it, epoch milliseconds. */
    public long endMillis() {
        return (number + 1) * MILLIS;
    }

    @Override
    public int compareTo(Hour other) {
        return Long.compare(number, other.number);
    }
}
