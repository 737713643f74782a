package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.gpu.GpuLimits;
import dev.gleaner.analyzer.profile.gpu.GpuReading;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Activity;
import dev.gleaner.contracts.signal.proto.Card;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.contracts.signal.proto.Changed;
import dev.gleaner.contracts.signal.proto.Gpu;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns signals about instances into what a profile keeps. */
public final class InstanceProfileUpdater {

    private static final int SECONDS_PER_HOUR = 3600;
    private static final int SECONDS_PER_MINUTE = 60;

    private InstanceProfileUpdater() {}

    /** Whether a profile keeps anything of such a signal. */
    public static boolean isKept(Signal signal) {
        return switch (signal.getBodyCase()) {
            case METRIC -> isKept(signal.getMetric());
            case METRIC_SET -> isAnyKept(signal.getMetricSet().getMetricsList());
            case CHANGED -> kind(signal.getChanged()).isPresent();
            case INVENTORY, GPU, ACTIVITY -> true;
            case ACCESS,
                    FLOW,
                    COST,
                    PROGRESS,
                    CHECKPOINT_WRITES,
                    BILLED_CHARGES,
                    BILL_STATEMENT,
                    PREDICTIONS,
                    API_COST,
                    SERVICE_FLOW,
                    BODY_NOT_SET -> false;
        };
    }

    /**
     * Says what is wrong with a signal that is kept. Of several metrics only those are checked that are kept; one that
     * cannot be makes the whole signal malformed.
     *
     * @throws MalformedSignalException when it cannot be
     */
    public static void check(Signal signal) throws MalformedSignalException {
        switch (signal.getBodyCase()) {
            case METRIC, METRIC_SET -> {
                for (Metric metric : SignalMetrics.of(signal)) {
                    if (isKept(metric)) {
                        check(metric);
                    }
                }
            }
            case CHANGED ->
                MalformedSignalException.unless(
                        !signal.getChanged().getEventId().isEmpty()
                                && signal.getChanged().getTime() > 0,
                        "a change needs an event id and a time");
            case INVENTORY ->
                MalformedSignalException.unless(
                        !signal.getInventory().getState().isEmpty() && signal.getObservedAt() > 0,
                        "an inventory needs a state and a time");
            case GPU -> check(signal.getGpu());
            case ACTIVITY -> check(signal.getActivity());
            case ACCESS,
                    FLOW,
                    COST,
                    PROGRESS,
                    CHECKPOINT_WRITES,
                    BILLED_CHARGES,
                    BILL_STATEMENT,
                    PREDICTIONS,
                    API_COST,
                    SERVICE_FLOW,
                    BODY_NOT_SET -> MalformedSignalException.unless(false, "not about an instance");
        }
    }

    /**
     * Folds a checked signal.
     *
     * @param gpuLimits by which a reading of a GPU becomes a state
     * @param closed the last hour that is final for the resource's account and region, whether it is judged already or
     *     not; null for none
     * @param settled the last hour whose points can no longer be replaced; null for none
     * @return how many of its points, changes or listings came too late for that
     */
    public static int fold(
            InstanceProfile profile,
            Signal signal,
            GpuLimits gpuLimits,
            @Nullable Hour closed,
            @Nullable Hour settled) {
        return switch (signal.getBodyCase()) {
            case METRIC, METRIC_SET -> fold(profile, SignalMetrics.of(signal), closed, settled);
            case CHANGED -> fold(profile, signal.getChanged(), closed);
            case INVENTORY -> fold(profile, listing(signal), closed);
            case GPU -> fold(profile, signal.getSource(), signal.getGpu(), gpuLimits, closed);
            case ACTIVITY -> fold(profile, signal.getActivity(), closed);
            case ACCESS,
                    FLOW,
                    COST,
                    PROGRESS,
                    CHECKPOINT_WRITES,
                    BILLED_CHARGES,
                    BILL_STATEMENT,
                    PREDICTIONS,
                    API_COST,
                    SERVICE_FLOW,
                    BODY_NOT_SET -> 0;
        };
    }

    /** The earliest hour that a signal tells of. */
    public static Hour earliest(Signal signal) {
        if (signal.hasChanged()) {
            return Hour.knowing(signal.getChanged().getTime());
        }
        if (signal.hasMetric() || signal.hasMetricSet()) {
            return SignalMetrics.of(signal).stream()
                    .filter(InstanceProfileUpdater::isKept)
                    .map(InstanceProfileUpdater::earliest)
                    .min(Comparator.naturalOrder())
                    .orElseGet(() -> Hour.knowing(signal.getObservedAt()));
        }
        if (signal.hasGpu()) {
            return Hour.of(signal.getGpu().getCardsList().stream()
                    .flatMap(device -> device.getSamplesList().stream())
                    .mapToLong(CardSample::getTime)
                    .min()
                    .orElse(signal.getObservedAt()));
        }
        if (signal.hasActivity()) {
            return Hour.of(signal.getActivity().getFrom());
        }
        return Hour.knowing(signal.getObservedAt());
    }

    private static Hour earliest(Metric metric) {
        int index = metric.getIndexList().stream().min(Integer::compare).orElse(0);
        return Hour.of(start(metric, index));
    }

    private static boolean isAnyKept(List<Metric> metrics) {
        for (Metric metric : metrics) {
            if (isKept(metric)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isKept(Metric metric) {
        return InstanceMetric.named(metric.getMetric()).isPresent()
                || isMemory(metric)
                || InstanceDisk.METRICS.contains(metric.getMetric());
    }

    private static boolean isMemory(Metric metric) {
        return InstanceMemory.METRICS.contains(metric.getMetric());
    }

    private static int fold(InstanceProfile profile, String source, Gpu gpu, GpuLimits limits, @Nullable Hour closed) {
        int late = 0;
        for (Card device : gpu.getCardsList()) {
            // Of several readings of a second a GPU has one: the greatest values of all.
            Map<Long, GpuReading> readings = new TreeMap<>();
            for (CardSample sample : device.getSamplesList()) {
                if (Hour.of(sample.getTime()).isLate(closed)) {
                    late++;
                } else {
                    GpuReading reading = reading(device, sample, limits);
                    readings.merge(reading.second(), reading, GpuReading::orMore);
                }
            }
            readings.values().forEach(reading -> profile.fold(source, device.getUuid(), device.getName(), reading));
        }
        return late;
    }

    /** A report that began in a final hour changes the hours after it only. A withdrawal that comes when its hour is final changes nothing. */
    private static int fold(InstanceProfile profile, Activity activity, @Nullable Hour closed) {
        if (activity.getWithdrawn()) {
            Hour received = Hour.of(activity.getFrom());
            if (received.isLate(closed)) {
                return 1;
            }
            profile.withdrawReportedWork(received, closed);
            return 0;
        }
        ReportedWork.Report report =
                new ReportedWork.Report(activity.getFrom(), activity.getUntil(), activity.getWhat());
        if (report.lastHour().isLate(closed)) {
            return 1;
        }
        profile.fold(report, closed);
        return 0;
    }

    private static GpuReading reading(Card device, CardSample sample, GpuLimits limits) {
        return new GpuReading(
                Math.floorDiv(sample.getTime(), 1000L),
                limits.state(device, sample),
                use(device, sample),
                sample.hasMemoryUsed() ? sample.getMemoryUsed() : -1,
                sample.hasMemoryTotal() ? sample.getMemoryTotal() : -1);
    }

    private static int fold(
            InstanceProfile profile, List<Metric> metrics, @Nullable Hour closed, @Nullable Hour settled) {
        if (settled != null) {
            profile.settle(settled);
        }
        int late = 0;
        for (Metric metric : metrics) {
            InstanceMetric instanceMetric =
                    InstanceMetric.named(metric.getMetric()).orElse(null);
            if (instanceMetric != null) {
                late += fold(profile, instanceMetric, metric, closed, settled);
            } else if (isMemory(metric)) {
                late += foldMemory(profile, metric, closed);
            } else if (InstanceDisk.METRICS.contains(metric.getMetric())) {
                late += foldDisk(profile, metric, closed);
            }
        }
        return late;
    }

    private static int fold(
            InstanceProfile profile,
            InstanceMetric instanceMetric,
            Metric metric,
            @Nullable Hour closed,
            @Nullable Hour settled) {
        int late = 0;
        List<OpenHour.Point> points = new ArrayList<>(metric.getIndexCount());
        Hour current = null;
        for (int i = 0; i < metric.getIndexCount(); i++) {
            long start = start(metric, metric.getIndex(i));
            Hour hour = Hour.of(start);
            if (hour.isLate(closed)) {
                late++;
                if (isMeasured(metric, i) && isWork(profile.quantizer(), instanceMetric, metric, i)) {
                    profile.foldLateWork(instanceMetric, hour);
                }
            } else if (isMeasured(metric, i)) {
                if (current != null && !current.equals(hour)) {
                    profile.fold(instanceMetric, current, points, current.isLate(settled));
                    points.clear();
                }
                current = hour;
                points.add(point(instanceMetric, metric, i, start, profile.quantizer()));
            }
        }
        if (current != null) {
            profile.fold(instanceMetric, current, points, current.isLate(settled));
        }
        return late;
    }

    /** Whether a point is as high as what any rule takes for work in an hour. */
    private static boolean isWork(HourQuantizer quantizer, InstanceMetric instanceMetric, Metric metric, int i) {
        return instanceMetric == InstanceMetric.CPU
                ? quantizer.isWork(metric.getMean(i), metric.getMaximum(i))
                : quantizer.isWork(metric.getSum(i) * SECONDS_PER_HOUR / metric.getPeriod());
    }

    private static int foldMemory(InstanceProfile profile, Metric metric, @Nullable Hour closed) {
        int late = 0;
        for (int i = 0; i < metric.getIndexCount(); i++) {
            long start = start(metric, metric.getIndex(i));
            if (Hour.of(start).isLate(closed)) {
                late++;
            } else if (metric.getCount(i) > 0 && isUse(metric.getMaximum(i))) {
                profile.foldMemory(start, metric.getMaximum(i));
            }
        }
        return late;
    }

    private static int foldDisk(InstanceProfile profile, Metric metric, @Nullable Hour closed) {
        boolean isReads = metric.getMetric().equals(InstanceDisk.READS);
        int minutes = Math.max(1, metric.getPeriod() / SECONDS_PER_MINUTE);
        int late = 0;
        for (int i = 0; i < metric.getIndexCount(); i++) {
            long start = start(metric, metric.getIndex(i));
            if (Hour.of(start).isLate(closed)) {
                late++;
            } else if (metric.getCount(i) > 0 && isUse(metric.getSum(i))) {
                profile.foldDisk(isReads, start, minutes, metric.getSum(i) / metric.getPeriod());
            }
        }
        return late;
    }

    private static long start(Metric metric, int index) {
        return metric.getStart() + index * 1000L * metric.getPeriod();
    }

    private static OpenHour.Point point(
            InstanceMetric instanceMetric, Metric metric, int i, long start, HourQuantizer quantizer) {
        int minute = (int) (Math.floorMod(start, Hour.MILLIS) / 60_000L);
        int minutes = Math.max(1, metric.getPeriod() / SECONDS_PER_MINUTE);
        float count = (float) metric.getCount(i);
        return instanceMetric == InstanceMetric.CPU
                ? new OpenHour.Point(
                        minute,
                        minutes,
                        count,
                        OpenHour.Point.ofPercent(metric.getMean(i)),
                        quantizer.maximum(metric.getMaximum(i)))
                : new OpenHour.Point(minute, minutes, count, (long) metric.getSum(i), (byte) 0);
    }

    /** A value that is no number, or a use below zero, tells nothing: it is as good as absent. */
    private static boolean isMeasured(Metric metric, int i) {
        return metric.getCount(i) > 0
                && isUse(metric.getMean(i))
                && isUse(metric.getMaximum(i))
                && isUse(metric.getSum(i));
    }

    private static boolean isUse(double value) {
        return Double.isFinite(value) && value >= 0;
    }

    private static int fold(InstanceProfile profile, Changed changed, @Nullable Hour closed) {
        if (Hour.knowing(changed.getTime()).isLate(closed)) {
            return 1;
        }
        Change.Kind kind = kind(changed).orElseThrow();
        profile.fold(new Change(
                changed.getTime(), changed.getEventId(), kind, changed.getAttributesMap(), known(changed.getActor())));
        return 0;
    }

    private static int fold(InstanceProfile profile, Listing listing, @Nullable Hour closed) {
        if (Hour.knowing(listing.time()).isLate(closed)) {
            return 1;
        }
        profile.fold(listing);
        return 0;
    }

    private static Listing listing(Signal signal) {
        Inventory seen = signal.getInventory();
        InstanceFacts facts = new InstanceFacts(
                seen.getState(),
                known(seen.getType()),
                known(seen.getPlatform()),
                known(seen.getTenancy()),
                seen.getMarket(),
                known(seen.getRootDevice()),
                seen.getOwner(),
                seen.getTagsMap());
        return new Listing(
                signal.getObservedAt(),
                facts.hasStopped()
                        ? facts.withStopped(StoppedFacts.of(seen.hasStoppedInstance(), seen.getStoppedInstance()))
                        : facts);
    }

    private static @Nullable String known(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Optional<Change.Kind> kind(Changed changed) {
        return switch (changed.getChange()) {
            case CREATED -> Optional.of(Change.Kind.CREATED);
            case STARTED -> Optional.of(Change.Kind.STARTED);
            case STOPPED -> Optional.of(Change.Kind.STOPPED);
            case TERMINATED, DELETED -> Optional.of(Change.Kind.TERMINATED);
            case INTERRUPTED -> Optional.of(Change.Kind.INTERRUPTED);
            case RESIZED -> Optional.of(Change.Kind.RESIZED);
            case TAGGED -> Optional.of(Change.Kind.TAGGED);
            case UNTAGGED -> Optional.of(Change.Kind.UNTAGGED);
            case LIFECYCLE_SET, OPENED, ATTACHED, DETACHED, CHANGE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    /** Encoding and decoding are work too, which utilization leaves out. */
    private static double use(Card device, CardSample sample) {
        boolean isKnown = sample.hasUtilization() && isUse(sample.getUtilization()) && !device.getMig();
        return isKnown
                ? Math.max(sample.getUtilization(), Math.max(sample.getEncoder(), sample.getDecoder()))
                : Double.NaN;
    }

    private static void check(Gpu gpu) throws MalformedSignalException {
        for (Card device : gpu.getCardsList()) {
            MalformedSignalException.unless(
                    !device.getUuid().isBlank() && device.getUuid().indexOf(' ') < 0, "a GPU needs a UUID");
            MalformedSignalException.unless(
                    device.getSamplesList().stream().allMatch(sample -> sample.getTime() > 0),
                    "a reading needs a time");
        }
    }

    private static void check(Activity activity) throws MalformedSignalException {
        if (activity.getWithdrawn()) {
            MalformedSignalException.unless(activity.getFrom() > 0, "a withdrawal of reports of work needs a time");
            return;
        }
        MalformedSignalException.unless(
                activity.getFrom() > 0 && activity.getUntil() > activity.getFrom(),
                "a report of work needs a time and a later end");
        MalformedSignalException.unless(
                activity.getUntil() - activity.getFrom() <= ReportedWork.LONGEST.toMillis(),
                "a report of work holds for " + ReportedWork.LONGEST + " at most");
    }

    private static void check(Metric metric) throws MalformedSignalException {
        int points = metric.getIndexCount();
        MalformedSignalException.unless(
                metric.getMeanCount() == points
                        && metric.getMaximumCount() == points
                        && metric.getSumCount() == points
                        && metric.getCountCount() == points,
                "the columns of a metric differ in length");
        MalformedSignalException.unless(
                metric.getPeriod() > 0 && metric.getPeriod() <= SECONDS_PER_HOUR,
                "the period of a metric must be between a second and an hour");
        MalformedSignalException.unless(metric.getStart() > 0, "a metric needs a start");
        for (int point = 0; point < points; point++) {
            MalformedSignalException.unless(metric.getIndex(point) >= 0, "a metric has a negative index");
        }
    }
}
