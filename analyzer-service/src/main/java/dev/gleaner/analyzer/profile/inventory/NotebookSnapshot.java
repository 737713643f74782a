package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.CounterSample;
import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.history.HourlyMetrics;
import dev.gleaner.analyzer.profile.history.MetricSignals;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a notebook instance at the end of an hour: when it was opened or started, by CloudTrail, and the load that an agent on
 * it publishes. That CloudTrail has no call counts only for the hours for which the trail was complete, which are kept for that reason.
 */
public record NotebookSnapshot(InventorySnapshot<NotebookSnapshot.NotebookFacts, HourlyCounterHistory> listed)
        implements ListedInput {

    private static final String CPU = "SageMakerNotebookInstances cpu_usage_active";
    private static final String GPU = "SageMakerNotebookInstances nvidia_smi_utilization_gpu";
    private static final Set<String> METRICS = Set.of(CPU, GPU);
    private static final CounterKey VISITS = CounterKey.ofMetric("", "visits");
    private static final CounterKey TRAIL_HOURS = CounterKey.ofMetric("", "hours of the trail");

    /**
     * Records that the trail was complete for an hour, which is about to become final, of a listed notebook instance.
     *
     * @param isReported whether the trail is known to have been there. Otherwise it was, if it had a call of the notebook instance or was there
     *     in the hour before
     */
    public static void observeTrail(
            InventoryProfile<NotebookFacts, HourlyCounterHistory> notebook, Hour hour, boolean isReported) {
        Map<CounterKey, CounterSum> lately = notebook.history().counted(hour, 2);
        if (isReported || lately.containsKey(VISITS) || lately.containsKey(TRAIL_HOURS)) {
            long id = CounterSample.id(TRAIL_HOURS.metric(), hour.startMillis());
            notebook.history().put(hour, List.of(new CounterSample(id, 0, TRAIL_HOURS, 1)));
        }
    }

    @Override
    public @Nullable String notApplicable(int hours) {
        NotebookFacts facts = facts();
        String reason = listed.notApplicable(hours);
        return reason == null && facts != null && !facts.runs() ? "it is " + facts.state() : reason;
    }

    /** What it looked like; null when it was not seen yet or is gone. */
    public @Nullable NotebookFacts facts() {
        return listed.facts();
    }

    /** How often it was opened, started or created in the last hours, the evaluated one included. */
    public long visits(int hours) {
        return counted(VISITS, hours).bytes();
    }

    /** For how many of the last hours the trail was complete. An hour that is not final yet is evaluated only where it is. */
    public int hoursOfTrail(int hours) {
        Hour closed = listed.listed().closed();
        int open = closed == null ? hours : (int) Math.max(0, Math.min(hours, hour().number() - closed.number()));
        return open + (open == hours ? 0 : counted(TRAIL_HOURS, hours).hours());
    }

    /** The load of the busiest minute of each of the last hours that are known, ascending; percent, rounded up. */
    public long[] cpuMaxima(int hours) {
        return listed.history().sortedHours(hour(), hours, CounterKey.ofMetric("", CPU));
    }

    /** The same of the GPUs. */
    public long[] gpuMaxima(int hours) {
        return listed.history().sortedHours(hour(), hours, CounterKey.ofMetric("", GPU));
    }

    private CounterSum counted(CounterKey counter, int hours) {
        return listed.history().counted(hour(), hours).getOrDefault(counter, CounterSum.NONE);
    }

    /** Calls that open or start a notebook instance, and the largest load of each hour. */
    public static final class Use implements MetricSignals<HourlyCounterHistory> {

        private static final Set<Change> VISIT = EnumSet.of(Change.OPENED, Change.STARTED, Change.CREATED);

        @Override
        public boolean includes(Signal signal) {
            return signal.hasChanged()
                    ? VISIT.contains(signal.getChanged().getChange())
                    : SignalMetrics.of(signal).stream().anyMatch(metric -> HourlyMetrics.isHourly(metric, METRICS));
        }

        @Override
        public void check(Metric metric) throws MalformedSignalException {
            MetricSignals.super.check(metric);
            if (METRICS.contains(metric.getMetric())) {
                MalformedSignalException.unless(
                        metric.getMaximumCount() == metric.getIndexCount(), "the columns of a metric differ in length");
                MalformedSignalException.unless(
                        metric.getMaximumList().stream().allMatch(load -> load >= 0 && load <= MOST_PER_PERIOD),
                        "a metric has no valid value");
            }
        }

        @Override
        public int fold(HourlyCounterHistory counters, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
            if (signal.hasChanged()) {
                long time = signal.getChanged().getTime();
                Hour hour = Hour.of(time);
                if (hour.isLate(closed)) {
                    return 1;
                }
                timeline.usedIn(hour);
                long id = CounterSample.id(signal.getChanged().getEventId(), time);
                counters.put(hour, List.of(new CounterSample(id, 0, VISITS, 1)));
                return 0;
            }
            int late = 0;
            for (Metric metric : SignalMetrics.of(signal)) {
                if (HourlyMetrics.isHourly(metric, METRICS)) {
                    late += HourlyMetrics.put(
                            counters,
                            timeline,
                            CounterKey.ofMetric("", metric.getMetric()),
                            metric,
                            point -> Math.ceil(metric.getMaximum(point)),
                            closed);
                }
            }
            return late;
        }
    }

    /**
     * A notebook instance of SageMaker as listed (stored as JSON; names are never reused).
     *
     * @param tags all of them; null where they could not be read
     * @param state {@code InService}, {@code Stopped}, ... as SageMaker names it
     * @param type {@code ml.t3.medium}; empty if not known
     * @param volumeSize bytes; null if not known
     * @param created epoch milliseconds; null if not known
     * @param modified last change, also the last start or stop, epoch milliseconds; null if not known
     * @param owner the controller that would create it again; empty if none
     */
    public record NotebookFacts(
            String account,
            String region,
            @Nullable Map<String, String> tags,
            String state,
            String type,
            @Nullable Long volumeSize,
            @Nullable Long created,
            @Nullable Long modified,
            String owner)
            implements InventoryFacts {

        private static final String IN_SERVICE = "InService";

        public NotebookFacts {
            tags = tags == null ? null : Collections.unmodifiableMap(new TreeMap<>(tags));
        }

        /** The facts in a listing. */
        public static NotebookFacts of(Signal listing) {
            Inventory inventory = listing.getInventory();
            return new NotebookFacts(
                    listing.getAccount(),
                    listing.getRegion(),
                    InventoryFacts.tags(inventory),
                    inventory.getState(),
                    inventory.getType(),
                    inventory.hasSize() ? inventory.getSize() : null,
                    inventory.hasCreated() ? inventory.getCreated() : null,
                    inventory.hasModified() ? inventory.getModified() : null,
                    inventory.getOwner());
        }

        /** Whether its instance runs, and is billed. */
        public boolean runs() {
            return state.equals(IN_SERVICE);
        }
    }
}
