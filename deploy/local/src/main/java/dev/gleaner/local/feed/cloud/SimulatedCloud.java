package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateCommitments;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.local.estate.trail.TrailLogFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What replaces AWS in a local run: it lists the resources of an estate, stores its trail, and returns the metrics of
 * its last day.
 */
public interface SimulatedCloud {

    /** The part of an estate that it can list. */
    default Estate visiblePartOf(Estate estate) {
        return estate;
    }

    /** Deletes everything and builds the estate as it is at a time. */
    EstateIdentities build(EstateTimeline estateTimeline, Instant now) throws IOException, InterruptedException;

    /**
     * Replaces everything by what was kept under a key: the estate as it is at a time, with all that was delivered for it; empty if nothing is
     * kept.
     */
    default Optional<EstateIdentities> restore(String key, EstateTimeline estateTimeline, Instant now) {
        return Optional.empty();
    }

    /** Keeps everything under a key. */
    default void keep(String key, EstateIdentities identities) {}

    /** Cancels capacity reservations of the estate that was built. */
    default void cancel(List<EstateCommitments.CapacityReservation> reservations) {}

    /** Stores the log files of the trail, oldest first. */
    void deliverTrail(List<TrailLogFile> trail) throws IOException;

    /** Stores the reports of S3 Inventory. */
    default void deliverInventoryReports(EstateTimeline estateTimeline) {}

    /** Stores the flow logs of the VPCs. */
    default void deliverFlowLogs(EstateTimeline estateTimeline, EstateIdentities identities) {}

    /** Stores the server access logs of the buckets that have them. */
    default void deliverAccessLogs(EstateTimeline estateTimeline, EstateIdentities identities) {}

    /** Stores the bills for the hours up to a time over the earlier ones. */
    void deliverBills(EstateTimeline estateTimeline, EstateIdentities identities, Instant until) throws IOException;

    /**
     * Stores the bills for the hours up to now over the earlier ones, as if all that it shows other than the estate has it had become so
     * earlier by that much.
     *
     * @throws UnsupportedOperationException if nothing can become other than the estate has it
     */
    default void deliverBillsOfEarlierChanges(
            EstateTimeline estateTimeline, EstateIdentities identities, Instant now, Duration earlier) {
        throw new UnsupportedOperationException("nothing is carried out without an AWS stand-in");
    }

    /** Accepts connections of the services; called when the estate is complete. */
    default void openToServices() throws IOException {}

    /** The ids of the instances of an estate that are running. */
    Set<String> running(EstateTimeline estateTimeline, Instant now) throws IOException;

    /** Stores the measurements of the hours that start in [from, to), both at the start of an hour. */
    void putHourlyMetrics(
            EstateTimeline estateTimeline,
            EstateIdentities identities,
            Instant from,
            Instant to,
            Predicate<EstateInstance> running);

    /** The same of hours before those that it returns of each instance. */
    default void putEarlierHours(
            EstateTimeline estateTimeline,
            EstateIdentities identities,
            Instant from,
            Instant to,
            Predicate<EstateInstance> which) {}

    /** Stores the measurements of each five minutes that start in [from, to). */
    default void putMinutes(
            EstateTimeline estateTimeline,
            EstateIdentities identities,
            Instant from,
            Instant to,
            Predicate<EstateInstance> running) {}

    /** Stores the CPU of the five minutes that end at a time. */
    default void putNewestCpu(
            EstateTimeline estateTimeline,
            EstateIdentities identities,
            Instant to,
            Predicate<EstateInstance> running) {}
}
