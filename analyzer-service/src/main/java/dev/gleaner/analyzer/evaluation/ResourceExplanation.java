package dev.gleaner.analyzer.evaluation;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.gpu.GpuState;
import dev.gleaner.analyzer.profile.gpu.HourlyGpuWindow;
import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.CounterSum;
import dev.gleaner.analyzer.profile.instance.CpuMaximaHistogram;
import dev.gleaner.analyzer.profile.instance.InstanceDays;
import dev.gleaner.analyzer.profile.instance.InstanceHours;
import dev.gleaner.analyzer.profile.instance.InstanceMetric;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a resource, and the verdict of each rule with its reasons.
 *
 * @param born when it was first created, listed or measured
 * @param hour the end of the evaluated hour, which is the newest one; null when none was evaluated yet
 * @param finalThrough the end of the last hour whose verdict is final
 * @param facts what was known of it at the end of the evaluated hour; its fields depend on the kind of the resource
 * @param busiestHours the busiest hour of each of the last 62 final days that has points of CPU, oldest first; only of instances
 * @param cpuMaxima CPU in the last 14 final days; only of instances, and null if none of these days has points
 * @param traffic bytes to and from it in the hours that the rules look back
 */
public record ResourceExplanation(
        String resource,
        @Nullable Instant born,
        @Nullable Instant hour,
        @Nullable Instant finalThrough,
        @Nullable Object facts,
        List<Track> metrics,
        List<BusiestHour> busiestHours,
        @Nullable CpuMaxima cpuMaxima,
        List<GpuTrack> gpus,
        List<Flow> traffic,
        List<Opinion> rules,
        List<SourceWatermark.View> sources) {

    /** The explanation of a resource that was not evaluated yet. */
    static ResourceExplanation notEvaluated(String resource, List<SourceWatermark.View> sources) {
        return new ResourceExplanation(
                resource, null, null, null, null, List.of(), List.of(), null, List.of(), List.of(), List.of(), sources);
    }

    /** Adds what another kind knows of the same resource; of values that both have, this one's are kept. */
    ResourceExplanation merge(ResourceExplanation other) {
        return new ResourceExplanation(
                resource,
                born != null ? born : other.born,
                hour != null ? hour : other.hour,
                finalThrough != null ? finalThrough : other.finalThrough,
                facts != null ? facts : other.facts,
                concat(metrics, other.metrics),
                concat(busiestHours, other.busiestHours),
                cpuMaxima != null ? cpuMaxima : other.cpuMaxima,
                concat(gpus, other.gpus),
                concat(traffic, other.traffic),
                concat(rules, other.rules),
                sources);
    }

    private static <T> List<T> concat(List<T> one, List<T> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    /**
     * The hours of a metric that the rules look back, oldest first; null for an hour without a point.
     *
     * @param from start of the first one
     */
    public record Track(
            String metric,
            Instant from,
            double coverage,
            List<@Nullable Float> mean,
            List<@Nullable Float> maximum,
            List<@Nullable Double> sum) {

        /** Bytes in and out; how many in each direction is not kept. */
        private static final String NETWORK = InstanceMetric.NETWORK_IN.metric() + "+Out";

        /** CPU, and the sum of both directions of the network. */
        public static List<Track> of(InstanceHours hours) {
            return List.of(
                    new Track(
                            InstanceMetric.CPU.metric(),
                            hours.from().start(),
                            coverage(hours, hours::hasCpu),
                            column(hours, hours::hasCpu, index -> (float) hours.cpuMean(index)),
                            column(hours, hours::hasCpu, index -> (float) hours.cpuMaximum(index)),
                            List.of()),
                    new Track(
                            NETWORK,
                            hours.from().start(),
                            coverage(hours, hours::hasNetwork),
                            List.of(),
                            List.of(),
                            column(hours, hours::hasNetwork, hours::networkBytes)));
        }

        private static double coverage(InstanceHours hours, IntPredicate isPresent) {
            return (double) IntStream.range(0, hours.hours()).filter(isPresent).count() / hours.hours();
        }

        private static <T> List<@Nullable T> column(InstanceHours hours, IntPredicate isPresent, IntFunction<T> value) {
            List<@Nullable T> column = new ArrayList<>();
            for (int index = 0; index < hours.hours(); index++) {
                column.add(isPresent.test(index) ? value.apply(index) : null);
            }
            return column;
        }
    }

    /**
     * The busiest hour of a UTC day.
     *
     * @param percent its mean CPU, in steps of 0.5 %
     */
    public record BusiestHour(LocalDate day, double percent) {

        public static List<BusiestHour> of(InstanceDays days) {
            return IntStream.range(0, InstanceDays.DAYS)
                    .filter(days::isMeasured)
                    .mapToObj(index -> new BusiestHour(LocalDate.ofEpochDay(days.from() + index), days.busiest(index)))
                    .toList();
        }
    }

    /**
     * Percentiles of the maxima of CPU in five minutes, each as the upper end of its range of 5 %.
     *
     * @param p50 percent
     * @param p95 percent
     * @param p99 percent
     * @param days that have points
     */
    public record CpuMaxima(int p50, int p95, int p99, int days) {

        public static @Nullable CpuMaxima of(InstanceDays days) {
            CpuMaximaHistogram maxima = days.maxima();
            return maxima.isEmpty()
                    ? null
                    : new CpuMaxima(
                            maxima.percentile(50), maxima.percentile(95), maxima.percentile(99), days.daysOfMaxima());
        }
    }

    /**
     * The hours of a GPU that the rules look back, oldest first; null for an hour without a reading.
     *
     * @param uuid of the GPU
     * @param name of its model; empty when it is not known
     * @param from start of the first hour
     * @param coverage part of the hours in which it was read, 0 to 1
     * @param state the highest state of any reading of the hour, in the order idle, held by a process, unknown, active
     * @param utilization mean, percent; null also when no reading contained it
     * @param memoryUsed maximum, bytes; null also when no reading contained it
     */
    public record GpuTrack(
            String uuid,
            String name,
            Instant from,
            double coverage,
            List<@Nullable GpuState> state,
            List<@Nullable Float> utilization,
            List<@Nullable Long> memoryUsed) {

        public static GpuTrack of(HourlyGpuWindow gpu, Hour from) {
            List<@Nullable GpuState> state = new ArrayList<>();
            List<@Nullable Float> utilization = new ArrayList<>();
            List<@Nullable Long> memoryUsed = new ArrayList<>();
            int read = 0;
            for (int hour = 0; hour < gpu.hours(); hour++) {
                boolean isRead = gpu.isRead(hour);
                read += isRead ? 1 : 0;
                state.add(isRead ? gpu.state(hour) : null);
                utilization.add(gpu.hasUtilization(hour) ? (float) gpu.utilization(hour) : null);
                memoryUsed.add(gpu.memoryUsed(hour) >= 0 ? gpu.memoryUsed(hour) : null);
            }
            double coverage = (double) read / gpu.hours();
            return new GpuTrack(gpu.uuid(), gpu.name(), from.start(), coverage, state, utilization, memoryUsed);
        }
    }

    /**
     * Bytes on one route.
     *
     * @param part of the resource: a prefix, a NAT gateway; {@code *} for all beyond the limit of parts
     * @param region at the other end; null when it is not known
     * @param hours in which there was any traffic
     */
    public record Flow(String part, @Nullable String region, long bytes, int hours) {

        public static List<Flow> of(Map<CounterKey, CounterSum> traffic) {
            List<Flow> flows = new ArrayList<>();
            traffic.forEach((counterKey, counterSum) -> flows.add(new Flow(
                    counterKey.part(),
                    counterKey.isKnown() ? counterKey.region() : null,
                    counterSum.bytes(),
                    counterSum.hours())));
            return flows;
        }
    }

    /**
     * The verdict of one rule.
     *
     * @param verdict {@code nothing}, {@code insufficient} or {@code found}
     * @param because the reason of {@code nothing}
     * @param finding id of the open finding, final or provisional
     */
    public record Opinion(
            String resource,
            String rule,
            String verdict,
            @Nullable String because,
            List<String> missing,
            List<Evidence> evidence,
            List<Remedy> remedies,
            @Nullable String finding) {}
}
