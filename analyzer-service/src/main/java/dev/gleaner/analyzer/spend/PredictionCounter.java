package dev.gleaner.analyzer.spend;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Predictions;
import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import dev.gleaner.contracts.spend.SpendRecord;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts predictions and tokens by service and day: reported ones, of which each report counts once, and those that CloudWatch measures
 * on a resource, of which an hour's newest value counts. Of measured ones a day is published as a whole, once the source of the metric is
 * complete beyond its end: a part of them would make each prediction seem dearer. For the same reason the first day on which a resource
 * was measured does not count: the collector asked, or the resource came into being, within it.
 *
 * <p>When a day has been whole for a week, its hours are added up, and what is measured for it later is ignored. A resource that is listed
 * later is measured for the time before too: of days that have been whole for longer its hours are kept. Days of months that are no
 * longer kept are deleted; what was published of them stays. Not thread-safe.
 */
final class PredictionCounter {

    private static final TypeReference<Map<String, Count>> COUNTS = new TypeReference<>() {};
    /** Most metrics are of these, and none of them counts predictions. */
    private static final String INSTANCES = "arn:aws:ec2:";

    /** Sum of the reports of a service and day. */
    private static final String REPORTED = "u\n";

    /** That a report was counted, by service, day and hash of its id. Its counts are in the sum. */
    private static final String COUNTED = "v\n";

    /** All reports of a service and day by their ids, as earlier versions wrote them. Divided at the next report for that day. */
    private static final String REPORTS_IN_ONE_ROW = "q\n";

    private static final String MEASURED = "n\n";
    private static final String PUBLISHED = "r\n";
    private static final String WHOLE = "w\n";
    private static final long DAY_MILLIS = 86_400_000;

    /** Reports of a service and day that are told apart; more are rejected. A service of which seven processes report each minute has as many. */
    static final int REPORTS = 10_000;

    /** Rows of old reports that are deleted at a time. */
    private static final int DELETED_AT_ONCE = 5_000;

    /** Of metrics in namespaces of AWS. With shorter ones a row would have no bound. Source: CloudWatch User Guide, "Resolution". */
    private static final int SHORTEST_PERIOD = 60;

    private static final byte[] IS_COUNTED = {1};

    /** Days after which the hours of a whole day are added up: CloudWatch may correct a value meanwhile. */
    private static final int OPEN_DAYS = 7;

    /** In the place of metric, part, period and hour. */
    private static final String ADDED_UP = "|all";

    private final StateStore store;
    private final int months;
    private final OwnersByDay owners;

    /** The first day that is not whole, by source, account and region. */
    private final Map<String, Long> wholeUntil = new HashMap<>();

    /** The first day of which there is a measurement, by resource. */
    private final Map<String, Long> measuredSince = new HashMap<>();

    /** Days of which the hours are to be added up, by source, account and region. */
    private final Map<String, Range> closing = new HashMap<>();

    /** Rows of measurements that changed since the last call of {@link #publish}: there may be more to come for them. */
    private final Set<String> written = new HashSet<>();

    /** The newest day of which there is a count. */
    private long newest = Long.MIN_VALUE;

    /** The newest month for which older ones were deleted; null before the first time. */
    private @Nullable LocalDate deletedFor;

    /** Services and days of which the reports are to be deleted. */
    private final Deque<String> oldReports = new ArrayDeque<>();

    /** First days of the months to be published. */
    private final Set<LocalDate> changed = new HashSet<>();

    /** Whether all months are to be published: their owners may have changed, or it is not known what was published. */
    private boolean isAllChanged = true;

    /**
     * Continues from the store.
     *
     * @param months of which counts are kept, back from the newest one
     */
    PredictionCounter(StateStore store, int months, OwnersByDay owners) {
        this.store = store;
        this.months = months;
        this.owners = owners;
        store.scan(
                WHOLE,
                (key, row) -> wholeUntil.put(
                        key.substring(WHOLE.length()), Long.valueOf(new String(row, StandardCharsets.US_ASCII))));
        store.scan(MEASURED, (key, row) -> {
            Arn resource = Arn.parse(name(key, MEASURED));
            measuredSince.merge(resource.root().toString(), day(key), Math::min);
            newest = Math.max(newest, day(key));
        });
        store.scan(REPORTED, (key, row) -> newest = Math.max(newest, day(key)));
        store.scan(REPORTS_IN_ONE_ROW, (key, row) -> newest = Math.max(newest, day(key)));
    }

    /**
     * Takes a report.
     *
     * @param place where it was received
     * @throws MalformedSignalException when it is invalid; nothing has changed then
     */
    void accept(Predictions report, Place place) throws MalformedSignalException {
        long day = Math.floorDiv(report.getFrom(), DAY_MILLIS);
        check(!report.getId().isEmpty() && isName(report.getService()), "predictions need an id and a service");
        check(
                report.getUntil() > report.getFrom() && report.getUntil() <= (day + 1) * DAY_MILLIS,
                "predictions are reported for a part of one day");
        Count count = new Count(
                report.hasPredictions() ? report.getPredictions() : null,
                report.hasInputTokens() ? report.getInputTokens() : null,
                report.hasOutputTokens() ? report.getOutputTokens() : null);
        check(count.isNotNegative(), "predictions are not negative");
        check(isKept(day), "predictions are older than analyzer.spend.months allows");
        String of = report.getService() + "\n" + day;
        divide(of);
        Reports reports = Reports.read(store.get(REPORTED + of));
        String counted = countedKey(of, report.getId());
        if (store.get(counted) != null) {
            return;
        }
        check(
                reports.number() < REPORTS,
                "the service " + report.getService() + " has " + REPORTS + " reports for " + LocalDate.ofEpochDay(day)
                        + ", the most that are counted; [" + place.getOffset() + "] of " + place.getName()
                        + " is not, with id "
                        + report.getId() + ": send fewer reports, of longer periods");
        store.put(counted, IS_COUNTED);
        store.put(REPORTED + of, Json.bytes(reports.plus(count)));
        newest = Math.max(newest, day);
        changed.add(month(day));
    }

    /** Replaces the row of an earlier version with all reports of a service and day. */
    private void divide(String of) {
        byte[] row = store.get(REPORTS_IN_ONE_ROW + of);
        if (row != null) {
            Map<String, Count> reports = read(row);
            reports.keySet().forEach(id -> store.put(countedKey(of, id), IS_COUNTED));
            store.put(REPORTED + of, Json.bytes(new Reports(reports.size(), Count.sum(reports))));
            store.put(REPORTS_IN_ONE_ROW + of, null);
        }
    }

    /** Of constant length, whatever id the service gives. 16 bytes of a hash do not collide among so few reports. */
    private static String countedKey(String of, String id) {
        String hash = Json.sha256(id.getBytes(StandardCharsets.UTF_8));
        return COUNTED + of + "\n" + hash.substring(hash.length() - 64, hash.length() - 32);
    }

    /** Takes what CloudWatch measured on a resource; metrics that count nothing of it are ignored. */
    void accept(Signal signal) {
        if (signal.getResource().startsWith(INSTANCES)) {
            return;
        }
        for (Metric metric : SignalMetrics.of(signal)) {
            CountedMetric counted = CountedMetric.of(metric.getMetric());
            if (counted != null
                    && metric.getPeriod() >= SHORTEST_PERIOD
                    && metric.getSumCount() == metric.getIndexCount()) {
                accept(signal.getResource(), signal.getMetricSet().getPart(), counted, metric);
            }
        }
    }

    /** Takes note of the days of which the sources have sent everything. */
    void accept(Progress progress) {
        for (SourceProgress report : progress.getSourcesList()) {
            if (!CountedMetric.isMeasuredBy(report.getSource())) {
                continue;
            }
            String scope = scope(report.getSource(), report.getAccount(), report.getRegion());
            long day = Math.floorDiv(report.getThrough() + 1, DAY_MILLIS);
            Long before = wholeUntil.get(scope);
            if (before == null || day > before) {
                wholeUntil.put(scope, day);
                store.put(WHOLE + scope, Long.toString(day).getBytes(StandardCharsets.US_ASCII));
                isAllChanged = isAllChanged || before == null;
                if (before != null) {
                    closing.merge(scope, new Range(before - OPEN_DAYS, day - OPEN_DAYS), Range::plus);
                    LongStream.range(before, day)
                            .mapToObj(PredictionCounter::month)
                            .forEach(changed::add);
                }
            }
        }
    }

    /** Lets everything be counted anew by the present owners of the resources. */
    void reallocate() {
        isAllChanged = true;
    }

    /** Whether something changed since the last publication. */
    boolean isUnpublished() {
        return isAllChanged || !changed.isEmpty();
    }

    /** Publishes what changed since the last call. */
    void publish(SpendSink sink) {
        deleteOldReports();
        if (!isUnpublished()) {
            written.clear();
            return;
        }
        deleteOld();
        addUp();
        written.clear();
        Set<String> current = new HashSet<>();
        Map<Month, SortedMap<LocalDate, Count>> sums = new TreeMap<>(Month.ORDER);
        addReported(sums);
        addMeasured(sums);
        months(sums).forEach(counts -> publish(counts, current, sink));
        List<String> gone = new ArrayList<>();
        store.scan(PUBLISHED, (rowKey, row) -> {
            String key = rowKey.substring(PUBLISHED.length());
            LocalDate month = LocalDate.parse(key.substring(key.lastIndexOf('|') + 1));
            if (!current.contains(key) && isDue(month.toEpochDay())) {
                gone.add(key);
            }
        });
        isAllChanged = false;
        changed.clear();
        for (String key : gone) {
            store.put(PUBLISHED + key, null);
            sink.removePart(key);
        }
    }

    /** Of days before the last one that may be shown, which a resource that was measured for long needs as its first one. */
    private void deleteOld() {
        if (newest == Long.MIN_VALUE || month(newest).equals(deletedFor)) {
            return;
        }
        deletedFor = month(newest);
        List<String> old = new ArrayList<>();
        for (String prefix : List.of(REPORTS_IN_ONE_ROW, MEASURED)) {
            store.scan(prefix, (key, row) -> {
                if (!isKept(day(key) + 1)) {
                    old.add(key);
                }
            });
        }
        old.forEach(key -> store.put(key, null));
        oldReports.clear();
        store.scan(REPORTED, (key, row) -> {
            if (!isKept(day(key) + 1)) {
                oldReports.add(key.substring(REPORTED.length()));
            }
        });
    }

    /** Some at a time: of a service with many reports a month has some hundred thousand. The sum goes last, so that a restart finds the rest. */
    private void deleteOldReports() {
        int deleted = 0;
        while (!oldReports.isEmpty() && deleted < DELETED_AT_ONCE) {
            String of = oldReports.getFirst();
            List<StateStore.Row> rows = store.next(COUNTED + of + "\n", null, DELETED_AT_ONCE);
            rows.forEach(row -> store.put(row.key(), null));
            deleted += rows.size() + 1;
            if (rows.size() < DELETED_AT_ONCE) {
                store.put(REPORTED + of, null);
                oldReports.removeFirst();
            }
        }
    }

    /** Replaces the hours of days that have now been whole for long by their sum. */
    private void addUp() {
        if (closing.isEmpty()) {
            return;
        }
        Range all = closing.values().stream().reduce(Range::plus).orElseThrow();
        Map<String, Map<String, Count>> sums = new HashMap<>();
        store.scan(MEASURED, (key, row) -> {
            if (!all.contains(day(key)) || written.contains(key)) {
                return;
            }
            Map<String, Count> values = read(row);
            CountedMetric counted = counted(values);
            if (counted != null) {
                Range range = closing.get(scope(counted, Arn.parse(name(key, MEASURED))));
                if (range != null && range.contains(day(key)) && !isAddedUp(values)) {
                    sums.put(key, Map.of(counted.name() + ADDED_UP, Count.sum(values)));
                }
            }
        });
        closing.clear();
        sums.forEach((key, sum) -> store.put(key, Json.bytes(sum)));
    }

    private static boolean isAddedUp(Map<String, Count> values) {
        return values.size() == 1 && values.keySet().iterator().next().endsWith(ADDED_UP);
    }

    private void accept(String resource, String part, CountedMetric counted, Metric metric) {
        Arn arn = Arn.parse(resource);
        String root = arn.root().toString();
        for (int i = 0; i < metric.getIndexCount(); i++) {
            long time = metric.getStart() + metric.getIndex(i) * (metric.getPeriod() * 1000L);
            long day = Math.floorDiv(time, DAY_MILLIS);
            String key = MEASURED + resource + "\n" + day;
            long slot = Math.floorMod(time, DAY_MILLIS) / (metric.getPeriod() * 1000L);
            Map<String, Count> values = read(store.get(key));
            if (!isKept(day) || isAddedUp(values)) {
                continue;
            }
            Count count = counted.count(Math.round(metric.getSum(i)));
            String name = counted.name() + "|" + part + "|" + metric.getPeriod() + "|" + slot;
            if (!count.equals(values.put(name, count))) {
                store.put(key, Json.bytes(values));
                written.add(key);
                Long first = measuredSince.get(root);
                if (first == null || day < first) {
                    measuredSince.put(root, day);
                    // The day that was the first one so far has one before it.
                    changed.add(month(first == null ? day : first));
                }
                if (isWhole(arn, counted, day)) {
                    changed.add(month(day));
                }
                newest = Math.max(newest, day);
            }
        }
    }

    private @Nullable ServiceSource measuredBy(String resource, long day, Map<String, Count> values) {
        CountedMetric counted = counted(values);
        Arn arn = Arn.parse(resource);
        if (counted == null || !isWhole(arn, counted, day)) {
            return null;
        }
        // Metrics of an endpoint are those of its variants.
        String service = owners.asOf(arn.root().toString(), day).service();
        return service == null ? null : new ServiceSource(service, counted.source);
    }

    private boolean isWhole(Arn resource, CountedMetric counted, long day) {
        return day > measuredSince.getOrDefault(resource.root().toString(), Long.MAX_VALUE)
                && day < wholeUntil.getOrDefault(scope(counted, resource), Long.MIN_VALUE);
    }

    private static @Nullable CountedMetric counted(Map<String, Count> values) {
        return values.keySet().stream()
                .map(key -> CountedMetric.valueOf(key.substring(0, key.indexOf('|'))))
                .findFirst()
                .orElse(null);
    }

    /** Whether the month of a day is to be published. */
    private boolean isDue(long day) {
        return isKept(day) && (isAllChanged || changed.contains(month(day)));
    }

    /** Whether a day is within the months that are kept, back from the newest count. */
    private boolean isKept(long day) {
        return newest == Long.MIN_VALUE || month(day).isAfter(month(newest).minusMonths(months));
    }

    private static LocalDate month(long day) {
        return LocalDate.ofEpochDay(day).withDayOfMonth(1);
    }

    private static long day(String rowKey) {
        return Long.parseLong(rowKey.substring(rowKey.lastIndexOf('\n') + 1));
    }

    /** The resource or service of a row. */
    private static String name(String rowKey, String prefix) {
        return rowKey.substring(prefix.length(), rowKey.lastIndexOf('\n'));
    }

    private static String scope(CountedMetric counted, Arn resource) {
        return scope(counted.progress, resource.account(), resource.region());
    }

    private static String scope(String source, String account, String region) {
        return String.join("|", source, account, region);
    }

    private void addReported(Map<Month, SortedMap<LocalDate, Count>> sums) {
        store.scan(REPORTED, (key, row) -> {
            if (isDue(day(key))) {
                addReported(name(key, REPORTED), day(key), Reports.read(row).sum(), sums);
            }
        });
        store.scan(REPORTS_IN_ONE_ROW, (key, row) -> {
            if (isDue(day(key))) {
                addReported(name(key, REPORTS_IN_ONE_ROW), day(key), Count.sum(read(row)), sums);
            }
        });
    }

    private static void addReported(
            String service, long day, Count count, Map<Month, SortedMap<LocalDate, Count>> sums) {
        add(new ServiceSource(service, SpendRecord.Predictions.REPORTED), day, count, sums);
    }

    private void addMeasured(Map<Month, SortedMap<LocalDate, Count>> sums) {
        store.scan(MEASURED, (key, row) -> {
            long day = day(key);
            if (isDue(day)) {
                Map<String, Count> counts = read(row);
                ServiceSource of = measuredBy(name(key, MEASURED), day, counts);
                if (of != null) {
                    add(of, day, Count.sum(counts), sums);
                }
            }
        });
    }

    private static void add(ServiceSource of, long day, Count count, Map<Month, SortedMap<LocalDate, Count>> sums) {
        sums.computeIfAbsent(new Month(of, month(day)), absent -> new TreeMap<>())
                .merge(LocalDate.ofEpochDay(day), count, Count::plus);
    }

    private static List<SpendRecord.Predictions> months(Map<Month, SortedMap<LocalDate, Count>> sums) {
        List<SpendRecord.Predictions> found = new ArrayList<>();
        sums.forEach((key, days) -> {
            List<SpendRecord.Predictions.DayCount> counts = new ArrayList<>();
            days.forEach((day, count) -> counts.add(new SpendRecord.Predictions.DayCount(
                    day, count.predictions(), count.inputTokens(), count.outputTokens())));
            found.add(new SpendRecord.Predictions(key.of().service(), key.of().source(), key.first(), counts));
        });
        return found;
    }

    private void publish(SpendRecord.Predictions counts, Set<String> current, SpendSink sink) {
        String key = counts.topicKey();
        current.add(key);
        byte[] hash = BillRepository.hash(counts);
        if (!Arrays.equals(hash, store.get(PUBLISHED + key))) {
            store.put(PUBLISHED + key, hash);
            sink.publishPart(counts);
        }
    }

    private static Map<String, Count> read(byte @Nullable [] row) {
        return row == null
                ? new TreeMap<>()
                : new TreeMap<>(Json.mapper().convertValue(Json.read(row, Object.class), COUNTS));
    }

    private static boolean isName(String service) {
        return !service.isBlank() && service.indexOf('\n') < 0 && service.indexOf('|') < 0;
    }

    private static void check(boolean isValid, String problem) throws MalformedSignalException {
        if (!isValid) {
            throw new MalformedSignalException(problem);
        }
    }

    /** The owner of a resource as of a day. */
    interface OwnersByDay {
        CostOwner asOf(String resource, long day);
    }

    /** Days since the epoch from one up to another one. */
    private record Range(long from, long until) {

        Range plus(Range other) {
            return new Range(Math.min(from, other.from), Math.max(until, other.until));
        }

        boolean contains(long day) {
            return day >= from && day < until;
        }
    }

    private record ServiceSource(String service, String source) {}

    private record Month(ServiceSource of, LocalDate first) {

        private static final Comparator<Month> ORDER = Comparator.comparing((Month month) -> month.of.service())
                .thenComparing(month -> month.of.source())
                .thenComparing(Month::first);
    }

    /** What CloudWatch counts. */
    private enum CountedMetric {
        SAGEMAKER_INVOCATIONS("AWS/SageMaker Invocations", "sagemaker", "get-metric-data-endpoints"),
        REQUESTS("AWS/ApplicationELB RequestCount", "load-balancer", "get-metric-data-requests"),
        BEDROCK_INVOCATIONS("AWS/Bedrock Invocations", "bedrock", "get-metric-data-models"),
        BEDROCK_INPUT_TOKENS("AWS/Bedrock InputTokenCount", "bedrock", "get-metric-data-models"),
        BEDROCK_OUTPUT_TOKENS("AWS/Bedrock OutputTokenCount", "bedrock", "get-metric-data-models");

        private final String metric;
        private final String source;

        /** Source of the collector that states up to when it has sent the metric. */
        private final String progress;

        CountedMetric(String metric, String source, String progress) {
            this.metric = metric;
            this.source = source;
            this.progress = progress;
        }

        static boolean isMeasuredBy(String source) {
            return Arrays.stream(values()).anyMatch(counted -> counted.progress.equals(source));
        }

        static @Nullable CountedMetric of(String metric) {
            for (CountedMetric counted : values()) {
                if (counted.metric.equals(metric)) {
                    return counted;
                }
            }
            return null;
        }

        Count count(long value) {
            return switch (this) {
                case SAGEMAKER_INVOCATIONS, REQUESTS, BEDROCK_INVOCATIONS -> new Count(value, null, null);
                case BEDROCK_INPUT_TOKENS -> new Count(null, value, null);
                case BEDROCK_OUTPUT_TOKENS -> new Count(null, null, value);
            };
        }
    }

    /** What the reports of a service and day add up to. */
    private record Reports(int number, Count sum) {

        Reports plus(Count count) {
            return new Reports(number + 1, sum.plus(count));
        }

        static Reports read(byte @Nullable [] row) {
            return row == null ? new Reports(0, Count.NONE) : Json.read(row, Reports.class);
        }
    }

    /** Counts; what was not counted is null. */
    record Count(
            @Nullable Long predictions,
            @Nullable Long inputTokens,
            @Nullable Long outputTokens) {

        static final Count NONE = new Count(null, null, null);

        boolean isNotNegative() {
            return isNotNegative(predictions) && isNotNegative(inputTokens) && isNotNegative(outputTokens);
        }

        Count plus(Count other) {
            return new Count(
                    plus(predictions, other.predictions),
                    plus(inputTokens, other.inputTokens),
                    plus(outputTokens, other.outputTokens));
        }

        static Count sum(Map<String, Count> counts) {
            return counts.values().stream().reduce(NONE, Count::plus);
        }

        private static boolean isNotNegative(@Nullable Long count) {
            return count == null || count >= 0;
        }

        static @Nullable Long plus(@Nullable Long one, @Nullable Long other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return one + other;
        }
    }
}
