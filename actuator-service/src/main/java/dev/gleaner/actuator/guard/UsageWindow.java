package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.aws.evidence.InstanceUsage;
import dev.gleaner.contracts.finding.IdlenessLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The use of an instance in a window that ends now, compared with limits. Periods that have not ended count as work, but not as known: their
 * values still change.
 */
final class UsageWindow {

    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration HOUR = Duration.ofHours(1);

    private final IdlenessLimits limits;
    private final Instant now;
    private final InstanceUsage usage;
    private final Duration delay;

    /** Bytes in and out of the periods in which either is known. */
    private final NavigableMap<Instant, Double> bytes;

    /**
     * Compares what was read.
     *
     * @param usage by the periods of the window, bytes of up to an hour before too, and CPU of the last minutes
     * @param delay longest time after which CloudWatch has the values of five minutes
     */
    UsageWindow(IdlenessLimits limits, Instant now, InstanceUsage usage, Duration delay) {
        this.limits = limits;
        this.now = now;
        this.usage = usage;
        this.delay = delay;
        this.bytes = new TreeMap<>(usage.traffic().in());
        usage.traffic().out().forEach((at, out) -> bytes.merge(at, out, Double::sum));
    }

    /** Why the instance is not known to be idle, for a person; empty if it is. */
    Optional<String> objection() {
        return tooFewOfCpu()
                .or(() -> inAnyPeriod(usage.cpu().mean(), limits.busy(), "busy", limits.periodText()))
                .or(this::tooFewOfNetwork)
                .or(this::tooManyBytes)
                .or(this::atWork)
                .or(this::meanTooHigh)
                .or(this::lastMinutes);
    }

    private Optional<String> tooFewOfCpu() {
        return tooFew("CPU use", usage.cpu().mean(), usage.cpu().maximum());
    }

    private Optional<String> tooFewOfNetwork() {
        return tooFew("network traffic", usage.traffic().in(), usage.traffic().out());
    }

    /** The periods that CloudWatch has to have, by now: all hours but the current one, all five minutes before its delay. */
    private Optional<String> tooFew(String what, Map<Instant, Double> one, Map<Instant, Double> other) {
        Instant end = isFine() ? startOf(now.minus(delay)) : current();
        List<Instant> due = Stream.iterate(from(), at -> at.isBefore(end), at -> at.plus(limits.period()))
                .toList();
        long there = due.stream()
                .filter(at -> one.containsKey(at) && other.containsKey(at))
                .count();
        return Guard.Refusing.refuseIf(
                due.isEmpty() || there < limits.coverage() * due.size(),
                "CloudWatch has only " + there + " of the last " + due.size() + " "
                        + (isFine() ? "five-minute periods" : "hours") + " of " + what);
    }

    private Optional<String> inAnyPeriod(Map<Instant, Double> values, double limit, String word, String period) {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .filter(value -> !value.getKey().isBefore(from()) && !(value.getValue() < limit))
                        .findFirst()
                        .map(value -> use(word, period, value.getKey(), value.getValue()));
    }

    private static String use(String word, String period, Instant at, double percent) {
        return "it was " + word + " in the " + period + " from " + at + ": CPU " + percent + " %";
    }

    private Optional<String> atWork() {
        Map<Instant, String> atWork = workByPeriod();
        Instant resting = current().minus(limits.rest());
        return atWork.entrySet().stream()
                .filter(work -> limits.workPeriods() == 0 || !work.getKey().isBefore(resting))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> Guard.Refusing.refuseIf(
                        atWork.size() > limits.workPeriods(),
                        "it was at work in " + atWork.size() + " " + (isFine() ? "periods" : "hours") + " of the last "
                                + limits.windowText() + ", of which "
                                + limits.workPeriods() + " are allowed: " + String.join("; ", atWork.values())));
    }

    /** What shows that a period of the window was at work, in the order of time. */
    private Map<Instant, String> workByPeriod() {
        Map<Instant, String> atWork = new TreeMap<>();
        bytes.tailMap(from(), true).forEach((at, moved) -> {
            if (transfers(at, moved)) {
                atWork.put(
                        at,
                        String.format(
                                Locale.ROOT,
                                "it moved %.0f bytes over the network in the %s from %s; %.0f in an hour count as work",
                                moved,
                                limits.periodText(),
                                at,
                                limits.busyBytes()));
            }
        });
        addAll(atWork, usage.cpu().mean(), limits.workMean(), "at work");
        addAll(atWork, usage.cpu().maximum(), limits.peak(), "at a peak");
        return atWork;
    }

    private void addAll(Map<Instant, String> atWork, Map<Instant, Double> values, double limit, String word) {
        values.forEach((at, percent) -> {
            if (!at.isBefore(from()) && !(percent < limit)) {
                atWork.put(at, use(word, limits.periodText(), at, percent));
            }
        });
    }

    /** Whether a period is a part, of at least its share, of an hour with too many bytes. */
    private boolean transfers(Instant at, double moved) {
        long parts = HOUR.toMillis() / limits.period().toMillis();
        return !(moved < limits.busyBytes() / parts)
                && Stream.iterate(at, first -> first.minus(limits.period()))
                        .limit(parts)
                        .anyMatch(first -> !(sum(first, first.plus(HOUR)) < limits.busyBytes()));
    }

    /** By whole periods, and by the last ones with the period that has not ended. */
    private Optional<String> tooManyBytes() {
        Double limit = limits.dayBytes();
        if (limit == null) {
            return Optional.empty();
        }
        Duration most = limits.window().compareTo(DAY) < 0 ? limits.window() : DAY;
        Instant last = current().minus(most);
        return Stream.iterate(from(), first -> !first.isAfter(last), first -> first.plus(limits.period()))
                .map(first -> sum(first, first.equals(last) ? Instant.MAX : first.plus(most)))
                .filter(moved -> !(moved < limit))
                .findFirst()
                .map(moved -> String.format(
                        Locale.ROOT,
                        "it moved %.0f bytes over the network within %d hours; %.0f count as work",
                        moved,
                        most.toHours(),
                        limit));
    }

    private Optional<String> meanTooHigh() {
        Double limit = limits.mean();
        if (limit == null) {
            return Optional.empty();
        }
        double mean = usage.cpu().mean().entrySet().stream()
                .filter(value -> !value.getKey().isBefore(from()))
                .collect(Collectors.averagingDouble(Map.Entry::getValue));
        return Guard.Refusing.refuseIf(
                !(mean < limit),
                String.format(
                        Locale.ROOT,
                        "its mean CPU over the last %s is %.1f %%; it is idle below %.1f %%",
                        limits.windowText(),
                        mean,
                        limit));
    }

    /**
     * In a window of hours a single five minutes counts from the limit of a busy hour on: what wakes up for a moment each hour is not at
     * work.
     */
    private Optional<String> lastMinutes() {
        Optional<Instant> until = usage.lately().mean().keySet().stream()
                .filter(usage.lately().maximum()::containsKey)
                .max(Instant::compareTo)
                .map(start -> start.plus(IdlenessLimits.FINE));
        if (until.isEmpty() || until.get().isBefore(now.minus(delay))) {
            return Optional.of("CloudWatch has no CPU use of the last " + delay.toMinutes() + " minutes"
                    + until.map(end -> ": its newest is until " + end).orElse(""));
        }
        return latelyAt("at work", usage.lately().mean(), isFine() ? limits.workMean() : limits.busy())
                .or(() -> latelyAt("at a peak", usage.lately().maximum(), limits.peak()));
    }

    private Optional<String> latelyAt(String word, Map<Instant, Double> values, double limit) {
        Instant since = now.minus(InstanceUsage.Reader.LATELY);
        return new TreeMap<>(values)
                .tailMap(since.minus(IdlenessLimits.FINE)).entrySet().stream()
                        .filter(value -> !(value.getValue() < limit))
                        .findFirst()
                        .map(value -> use(word, "five minutes", value.getKey(), value.getValue()));
    }

    private double sum(Instant first, Instant end) {
        return bytes.subMap(first, true, end, false).values().stream()
                .mapToDouble(value -> value)
                .sum();
    }

    private boolean isFine() {
        return limits.period().equals(IdlenessLimits.FINE);
    }

    /** Start of the first period of the window. */
    private Instant from() {
        return current().minus(limits.window());
    }

    /** Start of the period that has not ended. */
    private Instant current() {
        return startOf(now);
    }

    private Instant startOf(Instant moment) {
        return Instant.ofEpochMilli(moment.toEpochMilli()
                - Math.floorMod(moment.toEpochMilli(), limits.period().toMillis()));
    }
}
