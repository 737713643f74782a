package dev.gleaner.local.feed;

import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.EstateSeries;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.local.feed.cloud.ProgressPrinter;
import dev.gleaner.local.feed.cloud.SimulatedCloud;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Delivers the history of an estate whose cloud has been built, then its measurements in real time. */
final class EstateReplayer {

    /** The longest window of CloudWatch metrics that the actuator checks again before an action: that of the rule about idle instances. */
    private static final Duration RECHECKED = Duration.ofDays(7);

    /** The window of a host whose GPUs are idle, in whole hours, with the hour before, of which the network counts. */
    private static final Duration RECHECKED_BY_MINUTES = Duration.ofHours(3);

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

    private final FeederFolder folder;
    private final EstateTimeline estateTimeline;
    private final EstateIdentities identities;
    private final SimulatedCloud cloud;
    private final MetricStreamFeed metrics;
    private final NvidiaSmiFeed gpuFeed;
    private final PredictionsFeed predictions;
    private final SimulatedBillFeed simulatedBills;
    private final ProgressPrinter progress;
    private final Clock clock;
    private FeederState state;
    private Instant hoursPut = Instant.MIN;
    private Instant newestPut = Instant.MIN;
    private Instant gpusDeliveredUntil = Instant.MIN;
    private Instant predictionsDeliveredUntil = Instant.MIN;

    EstateReplayer(
            FeederFolder folder,
            FeederState state,
            LoadedEstate loaded,
            Feeds feeds,
            ProgressPrinter progress,
            Clock clock) {
        this.folder = folder;
        this.state = state;
        this.estateTimeline = loaded.timeline();
        this.identities = loaded.identities();
        this.cloud = loaded.cloud();
        this.metrics = feeds.metrics();
        this.gpuFeed = feeds.gpus();
        this.predictions = feeds.predictions();
        this.simulatedBills = feeds.simulatedBills();
        this.progress = progress;
        this.clock = clock;
    }

    /** How measurements, and bills of simulated days, are delivered. */
    record Feeds(
            MetricStreamFeed metrics,
            NvidiaSmiFeed gpus,
            PredictionsFeed predictions,
            SimulatedBillFeed simulatedBills) {}

    /** An estate in the cloud that holds it. */
    record LoadedEstate(EstateTimeline timeline, EstateIdentities identities, SimulatedCloud cloud) {}

    FeederState state() {
        return state;
    }

    /**
     * Delivers to CloudWatch the hours of the last week and the newest minutes, and then all points up to now that were not delivered before:
     * the actuator asks CloudWatch as soon as there are findings.
     */
    void loadHistory() throws IOException, InterruptedException {
        // The instances that run now do not determine the past; the events of the estate do.
        Instant target = measuredUntil();
        gpusDeliveredUntil = gpuReadingsFrom(state.delivered(), target);
        // A day that was delivered in part is delivered again: a report with the same id counts once.
        predictionsDeliveredUntil = state.delivered().truncatedTo(ChronoUnit.DAYS);
        Instant hour = target.truncatedTo(ChronoUnit.HOURS);
        hoursPut = hour.minus(RECHECKED);
        newestPut = hour.minus(RECHECKED_BY_MINUTES.minusHours(1));
        progress.print("metrics of CloudWatch");
        putHoursBeforeTheEstate(hoursPut);
        putHours(newestPut, estateInstance -> true);
        putHours(target, estateInstance -> !isReadByMinutes(estateInstance));
        putNewest(target, estateInstance -> true);
        deliver(target, estateInstance -> true);
    }

    /** Everything of the history is delivered. */
    void markLoaded() throws IOException {
        state = state.loaded(true);
        folder.write(state);
        progress.print("loaded");
    }

    /**
     * Delivers the measurements since the last call, of the instances that are running in the cloud; those of GPUs each
     * minute.
     */
    void deliverNewMeasurements() throws IOException, InterruptedException {
        Instant target = measuredUntil();
        Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        boolean hasGpus = !estateTimeline.estate().cards().isEmpty();
        if (target.isAfter(state.delivered()) || (hasGpus && minute.isAfter(gpusDeliveredUntil))) {
            Set<String> running = cloud.running(estateTimeline, clock.instant());
            Predicate<EstateInstance> runs = estateInstance -> running.contains(identities.id(estateInstance));
            deliver(target, runs);
            deliverGpuReadings(minute, runs);
            putHours(target, runs.and(estateInstance -> !isReadByMinutes(estateInstance)));
            putNewest(target, runs);
        }
    }

    /** Delivers measurements, and the bills that somebody asks for, until the thread is interrupted. */
    void runUntilInterrupted() throws IOException, InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            deliverNewMeasurements();
            simulatedBills.deliverIfAsked(clock.instant());
            Thread.sleep(POLL_INTERVAL.toMillis());
        }
    }

    private void deliver(Instant target, Predicate<EstateInstance> running) throws IOException, InterruptedException {
        Instant from = state.delivered();
        for (Instant at = from; at.isBefore(target); ) {
            Instant next = endOfHour(at, target);
            metrics.deliver(at, next, running);
            if (!next.isBefore(target)) {
                deliverGpuReadingsHourly(next, running);
                deliverPredictions(next);
            } else if (next.equals(next.truncatedTo(ChronoUnit.DAYS))) {
                deliverGpuReadings(next, running);
                deliverPredictions(next);
            }
            state = state.delivered(next);
            folder.write(state);
            progress.printPercent(
                    "metrics",
                    Duration.between(from, next).toSeconds(),
                    Duration.between(from, target).toSeconds());
            at = next;
        }
    }

    /**
     * Delivers the newest hours one by one: the readings of all hosts for an hour have to arrive before the readings of
     * one host end that hour. An earlier hour that is evaluated too soon is corrected with the next hour, but after the
     * newest hour none follows for a long time.
     */
    private void deliverGpuReadingsHourly(Instant until, Predicate<EstateInstance> running)
            throws IOException, InterruptedException {
        while (gpusDeliveredUntil.isBefore(until)) {
            deliverGpuReadings(endOfHour(gpusDeliveredUntil, until), running);
        }
    }

    private void deliverGpuReadings(Instant until, Predicate<EstateInstance> running)
            throws IOException, InterruptedException {
        if (until.isAfter(gpusDeliveredUntil)) {
            gpuFeed.deliver(gpusDeliveredUntil, until, running);
            gpusDeliveredUntil = until;
        }
    }

    /** Services report hours that are over. */
    private void deliverPredictions(Instant until) throws IOException, InterruptedException {
        Instant hour = until.truncatedTo(ChronoUnit.HOURS);
        if (hour.isAfter(predictionsDeliveredUntil)) {
            predictions.deliver(predictionsDeliveredUntil, hour);
            predictionsDeliveredUntil = hour;
        }
    }

    /**
     * Readings of GPUs are delivered by the day: a day that was delivered in part when the feeder stopped is delivered
     * again.
     */
    private static Instant gpuReadingsFrom(Instant from, Instant target) {
        return from.isBefore(target.minus(Duration.ofHours(1))) ? from.truncatedTo(ChronoUnit.DAYS) : from;
    }

    /** The end of the hour of a time, or the target if that is earlier. */
    private static Instant endOfHour(Instant from, Instant target) {
        Instant hourEnd = from.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
        return hourEnd.isBefore(target) ? hourEnd : target;
    }

    /** Of instances with longer series: CloudWatch remembers what a fresh installation has never seen. */
    private void putHoursBeforeTheEstate(Instant until) {
        Map<String, Instant> since = new TreeMap<>();
        for (EstateSeries part : estateTimeline.estate().series()) {
            if (part.start() != null
                    && part.shape() != null
                    && part.metric().source() == EstateMetric.Source.INSTANCE) {
                since.merge(
                        part.resource(),
                        part.start().resolve(estateTimeline.end()),
                        (one, other) -> one.isBefore(other) ? one : other);
            }
        }
        since.forEach((name, start) -> cloud.putEarlierHours(
                estateTimeline,
                identities,
                start.truncatedTo(ChronoUnit.HOURS),
                until,
                instance -> instance.name().equals(name)));
    }

    private void putHours(Instant target, Predicate<EstateInstance> running) {
        Instant hour = target.truncatedTo(ChronoUnit.HOURS);
        if (hour.isAfter(hoursPut)) {
            cloud.putHourlyMetrics(estateTimeline, identities, hoursPut, hour, running);
            hoursPut = hour;
        }
    }

    /** Each five minutes, so that the actuator can tell whether an instance is quiet at the moment, and was for the last hour. */
    private void putNewest(Instant target, Predicate<EstateInstance> running) {
        if (target.isAfter(newestPut)) {
            Instant earliest = target.minus(RECHECKED_BY_MINUTES);
            cloud.putMinutes(
                    estateTimeline,
                    identities,
                    newestPut.isBefore(earliest) ? earliest : newestPut,
                    target,
                    running.and(this::isReadByMinutes));
            cloud.putNewestCpu(
                    estateTimeline,
                    identities,
                    target,
                    running.and(estateInstance -> !isReadByMinutes(estateInstance)));
            newestPut = target;
        }
    }

    /** Whether the GPUs of an instance are read, so that it may be stopped an hour after its work. */
    private boolean isReadByMinutes(EstateInstance estateInstance) {
        return estateTimeline.estate().cards().stream()
                .anyMatch(gpus -> gpus.resource().equals(estateInstance.name()));
    }

    /** The end of the last complete period. */
    private Instant measuredUntil() {
        long now = clock.instant().getEpochSecond();
        Instant over = Instant.ofEpochSecond(now - Math.floorMod(now, EstateSeries.FIVE_MINUTES));
        return over.isBefore(estateTimeline.end()) ? estateTimeline.end() : over;
    }
}
