package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.CounterSample;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.prefix.ContentHistory;
import dev.gleaner.analyzer.profile.prefix.OpenAccessHour.ObjectEvent;
import dev.gleaner.analyzer.profile.prefix.ReportCheck;
import dev.gleaner.analyzer.profile.reuse.ObjectRead;
import dev.gleaner.analyzer.profile.reuse.ReadHistory;
import dev.gleaner.analyzer.profile.training.CheckpointHistory;
import dev.gleaner.analyzer.profile.training.HostLaunch;
import dev.gleaner.analyzer.profile.volume.VolumeIoHistory;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.CheckpointWrites;
import dev.gleaner.contracts.signal.proto.Flow;
import dev.gleaner.contracts.signal.proto.IncompleteUploads;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.Talker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Adds signals about listed resources to their profiles. */
public final class InventoryProfileUpdater {

    private static final int LONGEST_NAME = 1024;
    private static final int SECONDS_PER_HOUR = 3600;
    private static final long MINUTE_MILLIS = 60_000;

    /** The last minute of the year 9999; hours of later ones would overflow in the end. */
    private static final long LATEST_MINUTE = 4_223_371_679L;

    /** Above what any volume or network can do in an hour, bytes; sums stay far below the limit of a long. */
    private static final double MOST_PER_PERIOD = 1e17;

    /** Slashes of the deepest folder below its prefix that a signal tells. */
    private static final int DEEPEST_FOLDER = 3;

    /** Between the endpoint and the name of a variant in its ARN. */
    private static final String VARIANT = "/variant/";

    private static final Set<String> LOG_BYTES = Set.of(LogGroupSnapshot.BYTES);

    private InventoryProfileUpdater() {}

    /** Whether a signal reports the deletion of a resource. */
    public static boolean isEnd(Signal signal) {
        Change change = signal.getChanged().getChange();
        return signal.hasChanged() && (change == Change.DELETED || change == Change.TERMINATED);
    }

    /** Throws when a listing, a deletion, an access or a flow is invalid. */
    public static void check(Signal signal) throws MalformedSignalException {
        if (signal.hasInventory()) {
            check(signal.getObservedAt() > 0, "an inventory needs a time");
            check(
                    !signal.getAccount().isEmpty() && !signal.getRegion().isEmpty(),
                    "an inventory needs an account and a region");
            check(
                    areParallel(signal.getInventory().getUploads()),
                    "incomplete uploads need columns of the same length");
            for (PrefixSize size : signal.getInventory().getPrefixesList()) {
                ReportCheck.check(size);
            }
        } else if (signal.hasChanged()) {
            check(signal.getChanged().getTime() > 0, "a change needs a time");
        } else if (signal.hasFlow()) {
            check(signal.getFlow());
        } else if (signal.hasCheckpointWrites()) {
            check(signal.getCheckpointWrites());
        } else if (hasMetrics(signal)) {
            check(isName(signal.getMetricSet().getPart()), "metrics need a part of one line");
            for (Metric metric : SignalMetrics.of(signal)) {
                check(metric);
            }
        } else {
            check(signal.getAccess());
        }
    }

    /** The earliest hour that a signal is about. */
    public static Hour earliest(Signal signal) {
        if (signal.hasAccess()) {
            return Hour.of(signal.getAccess().getObjectsList().stream()
                    .mapToLong(ObjectAccess::getTime)
                    .min()
                    .orElse(signal.getObservedAt()));
        }
        if (signal.hasFlow()) {
            return Hour.of(signal.getFlow().getFrom());
        }
        if (signal.hasCheckpointWrites()) {
            return signal.getCheckpointWrites().getMinutesList().stream()
                    .map(InventoryProfileUpdater::hourOfMinute)
                    .min(Comparator.naturalOrder())
                    .orElseGet(() -> Hour.knowing(signal.getObservedAt()));
        }
        if (hasMetrics(signal)) {
            return SignalMetrics.of(signal).stream()
                    .flatMap(metric -> hours(metric).stream())
                    .min(Comparator.naturalOrder())
                    .orElseGet(() -> Hour.knowing(signal.getObservedAt()));
        }
        return Hour.knowing(signal.hasChanged() ? signal.getChanged().getTime() : signal.getObservedAt());
    }

    /** Folds a listing or, without facts, a deletion; returns how many were too late. */
    public static <F extends InventoryFacts> int foldListing(
            InventoryProfile<F, ?> inventoryProfile, long time, @Nullable F facts, @Nullable Hour closed) {
        if (isLate(Hour.knowing(time), closed)) {
            return 1;
        }
        inventoryProfile.see(time, facts);
        return 0;
    }

    /** Folds prefixes of a report of S3 Inventory; returns how many were older than the report in use. */
    public static int foldReport(
            ContentHistory contents, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        Hour hour = Hour.knowing(signal.getObservedAt());
        timeline.seen(closed != null && isLate(hour, closed) ? closed.plus(1) : hour);
        int late = 0;
        for (PrefixSize size : signal.getInventory().getPrefixesList()) {
            late += contents.put(signal.getObservedAt(), size, closed);
        }
        return late;
    }

    /**
     * Folds accesses for the ages of the objects; returns how many were too late.
     *
     * @param prefix of the signal
     */
    public static int foldContents(
            ContentHistory contents,
            ProfileTimeline timeline,
            String prefix,
            Access access,
            boolean isWrite,
            @Nullable Hour closed) {
        int late = 0;
        for (ObjectAccess object : access.getObjectsList()) {
            Hour hour = Hour.of(object.getTime());
            if (isLate(hour, closed)) {
                late++;
            } else {
                timeline.seen(hour);
                contents.add(
                        hour,
                        object.getKeyHash(),
                        folder(prefix, access, object.getFolder()),
                        new ObjectEvent(
                                CounterSample.id(object.getEventId(), object.getKeyHash()),
                                object.getTime(),
                                object.getBytes(),
                                isWrite),
                        closed);
            }
        }
        return late;
    }

    /** An object is directly in its folder unless that is the deepest one that is told. */
    private static String folder(String prefix, Access access, int number) {
        if (number == 0) {
            return prefix;
        }
        String folder = access.getFolders(number - 1);
        boolean isDeepest = folder.chars().filter(letter -> letter == '/').count() >= DEEPEST_FOLDER;
        return isDeepest ? prefix + folder : ContentHistory.exact(prefix + folder);
    }

    /** Folds accesses on one route; returns how many were too late. */
    public static int foldAccesses(
            HourlyCounterHistory counters,
            ProfileTimeline timeline,
            CounterKey counterKey,
            Access access,
            @Nullable Hour closed) {
        Map<Hour, List<CounterSample>> hours = new TreeMap<>();
        int late = 0;
        for (ObjectAccess object : access.getObjectsList()) {
            Hour hour = Hour.of(object.getTime());
            if (isLate(hour, closed)) {
                late++;
            } else {
                long id = CounterSample.id(object.getEventId(), object.getKeyHash());
                hours.computeIfAbsent(hour, key -> new ArrayList<>())
                        .add(new CounterSample(
                                id, CounterSample.quarter(object.getTime()), counterKey, object.getBytes()));
            }
        }
        hours.forEach((hour, transfers) -> {
            timeline.usedIn(hour);
            counters.put(hour, transfers);
        });
        return late;
    }

    /** Folds accesses that read objects of one part, to know how often these are read again. Late ones do not count. */
    public static void foldReads(ReadHistory history, String prefix, Access access, @Nullable Hour closed) {
        List<ObjectRead> reads = new ArrayList<>();
        for (ObjectAccess object : access.getObjectsList()) {
            if (!isLate(Hour.of(object.getTime()), closed)) {
                reads.add(new ObjectRead(
                        CounterSample.id(object.getEventId(), object.getKeyHash()),
                        object.getKeyHash(),
                        object.getBytes(),
                        object.getTime()));
            }
        }
        history.put(prefix, reads, closed);
    }

    /** Folds the bytes that a file of flow logs has of one route and hour; returns how many were too late. */
    public static int foldFlow(
            HourlyCounterHistory counters,
            ProfileTimeline timeline,
            CounterKey counterKey,
            Signal signal,
            @Nullable Hour closed) {
        Flow flow = signal.getFlow();
        Hour hour = Hour.of(flow.getFrom());
        if (isLate(hour, closed)) {
            return 1;
        }
        // A file has one sum for each hour and route, however often it is read.
        String origin = signal.getPlace().getName() + '\n' + counterKey.part() + '\n' + counterKey.region();
        long id = CounterSample.id(origin, flow.getFrom());
        Map<String, Long> talkers = new TreeMap<>();
        for (Talker talker : flow.getTalkersList()) {
            talkers.merge(
                    talker.getResource().isEmpty() ? talker.getInterface() : talker.getResource(),
                    talker.getBytes(),
                    Long::sum);
        }
        timeline.usedIn(hour);
        counters.put(
                hour,
                new CounterSample(id, CounterSample.quarter(flow.getFrom()), counterKey, flow.getBytes()),
                talkers);
        return 0;
    }

    /** Whether a signal has values of metrics. */
    public static boolean hasMetrics(Signal signal) {
        return signal.hasMetric() || signal.hasMetricSet();
    }

    /** Whether a signal has hours of metrics of a type of gateways. Shorter periods would be counted beside them. */
    public static boolean hasGatewayMetrics(Signal signal, GatewayType type) {
        Set<String> metrics = type.metrics();
        return SignalMetrics.of(signal).stream().anyMatch(metric -> isHourly(metric, metrics));
    }

    /**
     * Folds the metrics of a gateway by hour and metric; returns how many were too late. A repeated hour replaces the one
     * that is known if it has more bytes.
     */
    public static int foldGatewayMetrics(
            HourlyCounterHistory counters,
            ProfileTimeline timeline,
            GatewayType type,
            Signal signal,
            @Nullable Hour closed) {
        Set<String> metrics = type.metrics();
        return foldBytes(counters, timeline, signal, metric -> isHourly(metric, metrics), closed);
    }

    /** Whether a signal has hours of the bytes that a log group takes in. Shorter periods would be counted beside them. */
    public static boolean hasLogBytes(Signal signal) {
        return SignalMetrics.of(signal).stream().anyMatch(InventoryProfileUpdater::isLogBytes);
    }

    /** Folds the bytes that a log group takes in by hour, like those of a gateway; returns how many were too late. */
    public static int foldLogBytes(
            HourlyCounterHistory counters, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        return foldBytes(counters, timeline, signal, InventoryProfileUpdater::isLogBytes, closed);
    }

    /** Whether a signal has hours of the invocations of a variant of an inference endpoint, or of the load of its processors. */
    public static boolean hasVariantMetrics(Signal signal) {
        return !variant(signal).isEmpty()
                && SignalMetrics.of(signal).stream()
                        .anyMatch(metric -> isHourly(metric, InferenceEndpointSnapshot.METRICS));
    }

    /**
     * Folds the metrics of a variant of an inference endpoint by hour, each variant being a part; returns how many were too late. A
     * repeated hour replaces the one that is known if its value is larger. Of the load the largest value of an hour is kept too.
     */
    public static int foldVariantMetrics(
            HourlyCounterHistory counters, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        String variant = variant(signal);
        int late = 0;
        for (Metric metric : SignalMetrics.of(signal)) {
            if (isHourly(metric, InferenceEndpointSnapshot.METRICS)) {
                late += foldHours(
                        counters,
                        timeline,
                        CounterKey.ofMetric(variant, metric.getMetric()),
                        metric,
                        closed,
                        metric::getSum);
            }
            if (isHourly(metric, InferenceEndpointSnapshot.WITH_MAXIMUM)) {
                // Too late at the same time as the sums, which are counted. Rounded up, as the rules need an upper
                // limit.
                foldHours(
                        counters,
                        timeline,
                        CounterKey.ofMetric(variant, InferenceEndpointSnapshot.nameOfMaximum(metric.getMetric())),
                        metric,
                        closed,
                        point -> Math.ceil(metric.getMaximum(point)));
            }
        }
        return late;
    }

    /** Whether a signal has metrics of an Auto Scaling group. */
    public static boolean hasGroupMetrics(Signal signal) {
        return SignalMetrics.of(signal).stream()
                .anyMatch(metric -> ScalingGroupSnapshot.METRICS.contains(metric.getMetric()));
    }

    /**
     * Folds the metrics of an Auto Scaling group, in periods that divide an hour; returns how many of them were too late. A repeated period
     * counts once.
     */
    public static int foldGroupMetrics(
            HourlyCounterHistory counters, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        int late = 0;
        for (Metric metric : SignalMetrics.of(signal)) {
            boolean isLoad = metric.getMetric().equals(ScalingGroupSnapshot.CPU);
            if (!isLoad && !metric.getMetric().equals(ScalingGroupSnapshot.IN_SERVICE)) {
                continue;
            }
            for (int i = 0; i < metric.getIndexCount(); i++) {
                long time = metric.getStart() + 1000L * metric.getIndex(i) * metric.getPeriod();
                Hour hour = Hour.of(time);
                if (isLate(hour, closed)) {
                    late++;
                } else if (isLoad) {
                    long load = (long) Math.ceil(metric.getMean(i) * ScalingGroupSnapshot.HUNDREDTHS);
                    timeline.usedIn(hour);
                    counters.put(
                            hour,
                            List.of(
                                    numbered(ScalingGroupSnapshot.CPU_SUM, time, load),
                                    numbered(ScalingGroupSnapshot.CPU_PERIODS, time, 1),
                                    numbered(ScalingGroupSnapshot.CPU_MAXIMUM, hour.startMillis(), load)));
                } else {
                    long number = (long) Math.ceil(metric.getMaximum(i));
                    timeline.usedIn(hour);
                    counters.put(
                            hour,
                            List.of(numbered(ScalingGroupSnapshot.IN_SERVICE_MAXIMUM, hour.startMillis(), number)));
                }
            }
        }
        return late;
    }

    /** Folds the number of instances in the listing of an Auto Scaling group, as it is needed where CloudWatch does not have it. */
    public static void foldGroupSize(
            HourlyCounterHistory counters, ProfileTimeline timeline, Signal listing, @Nullable Hour closed) {
        Hour hour = Hour.knowing(listing.getObservedAt());
        if (!isLate(hour, closed)) {
            long number = listing.getInventory().getScalingGroup().getInstancesCount();
            timeline.seen(hour);
            counters.put(hour, List.of(numbered(ScalingGroupSnapshot.LISTED_MAXIMUM, hour.startMillis(), number)));
        }
    }

    /** A value of a route, of which the largest one with the same number counts, and those of different numbers add up. */
    private static CounterSample numbered(CounterKey route, long number, long value) {
        return new CounterSample(CounterSample.id(route.metric(), number), 0, route, value);
    }

    /** The name in {@code endpoint/NAME/variant/VARIANT}; empty if the resource is no variant. */
    private static String variant(Signal signal) {
        Arn resource = Arn.parse(signal.getResource());
        String before = resource.root().resource() + VARIANT;
        return resource.resource().startsWith(before) ? resource.resource().substring(before.length()) : "";
    }

    private static int foldBytes(
            HourlyCounterHistory counters,
            ProfileTimeline timeline,
            Signal signal,
            Predicate<Metric> isFolded,
            @Nullable Hour closed) {
        String part = signal.getMetricSet().getPart();
        int late = 0;
        for (Metric metric : SignalMetrics.of(signal)) {
            if (!isFolded.test(metric)) {
                continue;
            }
            late += foldHours(
                    counters, timeline, CounterKey.ofMetric(part, metric.getMetric()), metric, closed, metric::getSum);
        }
        return late;
    }

    /**
     * Folds one value of each hour of a metric.
     *
     * @param value of a point by its place
     */
    private static int foldHours(
            HourlyCounterHistory counters,
            ProfileTimeline timeline,
            CounterKey route,
            Metric metric,
            @Nullable Hour closed,
            IntToDoubleFunction value) {
        int late = 0;
        for (int i = 0; i < metric.getIndexCount(); i++) {
            Hour hour = Hour.of(metric.getStart() + metric.getIndex(i) * Hour.MILLIS);
            if (isLate(hour, closed)) {
                late++;
            } else {
                long id = CounterSample.id(route.part() + '\n' + route.metric(), hour.startMillis());
                timeline.usedIn(hour);
                counters.put(hour, List.of(new CounterSample(id, 0, route, Math.round(value.applyAsDouble(i)))));
            }
        }
        return late;
    }

    private static boolean isLogBytes(Metric metric) {
        return isHourly(metric, LOG_BYTES);
    }

    private static boolean isHourly(Metric metric, Set<String> names) {
        return names.contains(metric.getMetric()) && metric.getPeriod() * 1000L == Hour.MILLIS;
    }

    /** Folds the I/O of a volume; returns how many hours of it were too late. */
    public static int foldVolumeUse(
            VolumeIoHistory history, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        Set<Hour> late = new HashSet<>();
        for (Metric metric : SignalMetrics.of(signal)) {
            VolumeIoHistory.VolumeMetric name = VolumeIoHistory.VolumeMetric.named(metric.getMetric());
            if (name != null) {
                for (Hour hour : hours(metric)) {
                    if (isLate(hour, closed)) {
                        late.add(hour);
                    } else {
                        timeline.usedIn(hour);
                        history.put(hour, name, metric);
                    }
                }
            }
        }
        return late.size();
    }

    /** Folds minutes in which a training run was saved; returns how many were too late. */
    public static int foldCheckpoints(
            CheckpointHistory history, ProfileTimeline timeline, CheckpointWrites writes, @Nullable Hour closed) {
        HostLaunch launch =
                new HostLaunch(writes.getType(), writes.getMarket(), writes.getPlatform(), writes.getTenancy());
        int late = 0;
        for (long minute : writes.getMinutesList()) {
            Hour hour = hourOfMinute(minute);
            if (isLate(hour, closed)) {
                late++;
            } else {
                timeline.usedIn(hour);
                history.put(writes.getRun(), minute, launch);
            }
        }
        return late;
    }

    private static Hour hourOfMinute(long minute) {
        return Hour.of(minute * MINUTE_MILLIS);
    }

    private static void check(CheckpointWrites writes) throws MalformedSignalException {
        check(!writes.getRun().isEmpty() && isName(writes.getRun()), "checkpoints need a run of one line");
        check(isName(writes.getType()) && isName(writes.getMarket()), "checkpoints need names of one line");
        check(isName(writes.getPlatform()) && isName(writes.getTenancy()), "checkpoints need names of one line");
        for (long minute : writes.getMinutesList()) {
            check(minute > 0 && minute <= LATEST_MINUTE, "a checkpoint needs a time");
        }
    }

    /** The hours that the periods of a metric touch. */
    private static Set<Hour> hours(Metric metric) {
        Set<Hour> hours = new TreeSet<>();
        long period = metric.getPeriod() * 1000L;
        for (int index : metric.getIndexList()) {
            long from = metric.getStart() + index * period;
            hours.add(Hour.of(from));
            hours.add(Hour.of(from + period - 1));
        }
        return hours;
    }

    private static void check(Metric metric) throws MalformedSignalException {
        check(metric.getSumCount() == metric.getIndexCount(), "the columns of a metric differ in length");
        check(
                metric.getPeriod() > 0 && metric.getPeriod() <= SECONDS_PER_HOUR,
                "the period of a metric must be between a second and an hour");
        check(metric.getStart() > 0, "a metric needs a start");
        for (int point = 0; point < metric.getIndexCount(); point++) {
            check(metric.getIndex(point) >= 0, "a metric has a negative index");
            check(metric.getSum(point) >= 0 && metric.getSum(point) <= MOST_PER_PERIOD, "a metric has no valid sum");
        }
        if (ScalingGroupSnapshot.METRICS.contains(metric.getMetric())) {
            check(
                    metric.getMeanCount() == metric.getIndexCount()
                            && metric.getMaximumCount() == metric.getIndexCount(),
                    "the columns of a metric differ in length");
            check(
                    metric.getMeanList().stream().allMatch(InventoryProfileUpdater::isValid)
                            && metric.getMaximumList().stream().allMatch(InventoryProfileUpdater::isValid),
                    "a metric has no valid value");
        }
    }

    /** No number is not 0. */
    private static boolean isValid(double value) {
        return value >= 0 && value <= MOST_PER_PERIOD;
    }

    private static void check(Flow flow) throws MalformedSignalException {
        check(isName(flow.getSourceClass()) && isName(flow.getDestinationClass()), "a flow needs names of one line");
        check(flow.getFrom() > 0 && flow.getUntil() > flow.getFrom(), "a flow needs a time and an end after it");
        check(flow.getUntil() <= Hour.of(flow.getFrom()).endMillis(), "a flow lies within one hour");
        check(flow.getBytes() >= 0, "a flow has a negative size");
        for (Talker talker : flow.getTalkersList()) {
            check(
                    isName(talker.getInterface()) && isName(talker.getResource()) && talker.getBytes() >= 0,
                    "a talker needs a name of one line and bytes");
        }
    }

    private static void check(Access access) throws MalformedSignalException {
        for (String folder : access.getFoldersList()) {
            check(isName(folder), "an access needs folders of one line");
        }
        check(isName(access.getReader()) && isName(access.getReaderRegion()), "an access needs names of one line");
        for (ObjectAccess object : access.getObjectsList()) {
            check(object.getTime() > 0 && !object.getEventId().isEmpty(), "an access needs a time and an event id");
            check(object.getBytes() >= 0, "an access has a negative size");
            check(
                    object.getFolder() >= 0 && object.getFolder() <= access.getFoldersCount(),
                    "an access names a folder that is not there");
        }
    }

    private static boolean areParallel(IncompleteUploads uploads) {
        int rows = uploads.getAgeDaysCount();
        return uploads.getUploadsCount() == rows
                && uploads.getBytesCount() == rows
                && uploads.getMeasuredCount() == rows;
    }

    private static boolean isName(String name) {
        return name.length() <= LONGEST_NAME && name.indexOf('\n') < 0;
    }

    private static boolean isLate(Hour hour, @Nullable Hour closed) {
        return closed != null && !closed.isBefore(hour);
    }

    private static void check(boolean holds, String reason) throws MalformedSignalException {
        if (!holds) {
            throw new MalformedSignalException(reason);
        }
    }
}
