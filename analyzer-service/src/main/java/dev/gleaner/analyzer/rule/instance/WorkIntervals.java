package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.instance.InstanceHours;
import dev.gleaner.analyzer.profile.instance.InstanceParts;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Optional;

/**
 * When CPU, network and volumes of an instance were at work in the last hours, by five minutes. An hour that has ended is at work as a whole or
 * not at all, as {@link WorkHours} defines it: its parts only show until when. In the hour that has begun each part counts by itself.
 */
final class WorkIntervals {

    private static final Duration LENGTH = Duration.ofHours(1).dividedBy(InstanceHours.PARTS);

    private final InstanceParts parts;
    private final BitSet atWork = new BitSet();

    private WorkIntervals(InstanceParts parts) {
        this.parts = parts;
    }

    /**
     * Of some hours.
     *
     * @param disk the parts with many operations on volumes
     * @param network bytes an hour from which an hour is at work
     * @param through the moment up to which they are known
     */
    static WorkIntervals of(WorkHours work, InstanceParts parts, BitSet disk, double network, Instant through) {
        WorkIntervals workParts = new WorkIntervals(parts);
        for (int first = 0; first < parts.size(); first += InstanceHours.PARTS) {
            Hour hour = parts.from().plus(first / InstanceHours.PARTS);
            boolean hasEnded = !hour.end().isAfter(through);
            if (!hasEnded || work.isMeasuredAtWork(hour)) {
                workParts.mark(first, work, disk, network, hasEnded);
            }
        }
        return workParts;
    }

    /** Marks the parts of an hour that are at work by themselves; if none of an hour at work is, all of them. */
    private void mark(int first, WorkHours work, BitSet disk, double network, boolean isAtWork) {
        int end = first + InstanceHours.PARTS;
        double bytes = 0;
        for (int part = first; part < end; part++) {
            bytes += parts.networkBytes(part);
        }
        for (int part = first; part < end; part++) {
            boolean transfers = bytes >= network && parts.networkBytes(part) >= network / InstanceHours.PARTS;
            if (transfers || disk.get(part) || work.isWork(parts.cpuMean(part), parts.cpuMaximum(part))) {
                atWork.set(part);
            }
        }
        if (isAtWork && atWork.get(first, end).isEmpty()) {
            atWork.set(first, end);
        }
    }

    /**
     * End of the last part at work that began at a moment or later; empty if none was. Work of a part that began earlier may have ended
     * before that moment.
     */
    Optional<Instant> lastWork(Instant since) {
        int last = atWork.length();
        return last == 0 || start(last - 1).isBefore(since) ? Optional.empty() : Optional.of(start(last));
    }

    /** End of the last part that is measured; empty if none is. */
    Optional<Instant> measuredThrough() {
        for (int part = parts.size() - 1; part >= 0; part--) {
            if (parts.isMeasured(part)) {
                return Optional.of(start(part + 1));
            }
        }
        return Optional.empty();
    }

    /** Share of the whole parts between two moments that are measured, 0 to 1; 0 if there is none. */
    double coverage(Instant since, Instant until) {
        int expected = 0;
        int measured = 0;
        for (int part = 0; part < parts.size(); part++) {
            if (!start(part).isBefore(since) && !start(part + 1).isAfter(until)) {
                expected++;
                measured += parts.isMeasured(part) ? 1 : 0;
            }
        }
        return expected == 0 ? 0 : (double) measured / expected;
    }

    private Instant start(int part) {
        return parts.from().start().plus(LENGTH.multipliedBy(part));
    }
}
