package dev.gleaner.analyzer.profile.gpu;

import dev.gleaner.analyzer.profile.Hour;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Optional;

/**
 * The readings of the GPUs of a host by minute, up to the newest moment up to which each of them was read. Its GPUs are those that were
 * read in the last hours.
 */
public final class GpuMinutes {

    private static final int PER_HOUR = 60;
    private static final int SECONDS_PER_MINUTE = 60;

    /** Hours of which it is cheaper to read all rows than one after another. */
    private static final int MANY = 4;

    private final GpuHistory history;
    private final GpuHourRows hourRows;
    private final BitSet slots;
    private final Instant through;

    /**
     * Of readings.
     *
     * @param slots numbers of the GPUs that are read
     * @param through the last reading of the GPU that was read longest ago
     */
    GpuMinutes(GpuHistory history, GpuHourRows hourRows, BitSet slots, Instant through) {
        this.history = history;
        this.hourRows = hourRows;
        this.slots = slots;
        this.through = through;
    }

    /** Number of the GPUs that are read. */
    public int gpus() {
        return slots.cardinality();
    }

    /** The newest moment up to which each GPU was read. */
    public Instant through() {
        return through;
    }

    /** The last reading of an active GPU in the hours that are kept. */
    public Optional<Instant> lastWork() {
        return history.lastWork(Hour.of(through));
    }

    /** The last reading of a GPU that was active or held by a process, in the hours that are kept. */
    public Optional<Instant> lastProcess() {
        return history.lastProcess(Hour.of(through));
    }

    /** The last reading that does not show whether a GPU was active, in the hours that are not final. */
    public Optional<Instant> lastUnknown() {
        return history.lastUnknown(Hour.of(through));
    }

    /** Whole minutes from a moment to the newest one. */
    public int since(Instant moment) {
        return (int) Math.max(0, Duration.between(moment, through).toMinutes());
    }

    /** Whether a GPU was active in the last minutes. */
    public boolean worked(int minutes) {
        Instant since = through.minus(Duration.ofMinutes(minutes));
        for (long number = last(); number >= Hour.of(since).number(); number--) {
            int second = hourRows.get(number).lastWork();
            if (second >= 0) {
                return new Hour(number).start().plusSeconds(second).isAfter(since);
            }
        }
        return false;
    }

    /** Whether a process held a GPU in the last minutes, without using it after that. */
    public boolean wasHeld(int minutes) {
        Instant since = through.minus(Duration.ofMinutes(minutes));
        for (long number = last(); number >= Hour.of(since).number(); number--) {
            OpenGpuHour hour = hourRows.get(number);
            if (hour.lastProcess() >= 0) {
                return hour.lastProcess() > hour.lastWork()
                        && new Hour(number)
                                .start()
                                .plusSeconds(hour.lastProcess())
                                .isAfter(since);
            }
        }
        return false;
    }

    /** Reads the hours in which the last minutes lie, and a whole one before them; only hours that are not final. */
    public Span read(int minutes) {
        long first = Hour.of(through.minus(Duration.ofMinutes(minutes))).number() - 1;
        if (last() - first > MANY) {
            hourRows.numbers();
        }
        Span span = new Span(new Hour(first).start());
        for (long number = first; number <= last(); number++) {
            span.add(hourRows.get(number), (int) (number - first));
        }
        return span;
    }

    /** The number of the hour after the newest moment: another GPU may have been read in it already. */
    private long last() {
        return Hour.of(through).number() + 1;
    }

    /** Some hours up to the newest moment. */
    public final class Span {

        private final Instant start;
        private final BitSet covered = new BitSet();
        private int first = -1;
        private int lastActivity = -1;

        private Span(Instant start) {
            this.start = start;
        }

        private void add(OpenGpuHour hour, int index) {
            hour.minutes(slots).stream().forEach(minute -> covered.set(index * PER_HOUR + minute));
            int offset = index * PER_HOUR * SECONDS_PER_MINUTE;
            int activity = Math.max(hour.lastWork(), hour.lastUnknown());
            lastActivity = activity < 0 ? lastActivity : offset + activity;
            first = first < 0 && hour.first() >= 0 ? offset + hour.first() : first;
        }

        /**
         * The end of the minute of the last reading in these hours of a GPU that was, or may have been, active; without any, the first
         * reading.
         */
        public Instant idleSince() {
            return lastActivity >= 0
                    ? start.plusSeconds(lastActivity + SECONDS_PER_MINUTE)
                    : start.plusSeconds(Math.max(0, first));
        }

        /** How many of the last whole minutes have a reading of each GPU. */
        public int covered(int minutes) {
            int end = (int) Duration.between(start, through).toMinutes();
            return covered.get(Math.max(0, end - minutes), end).cardinality();
        }
    }
}
