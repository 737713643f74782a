package dev.gleaner.local.feed;

import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.local.feed.cloud.SimulatedCloud;
import dev.gleaner.local.runtime.SimulatedDaysRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Delivers bills in which what was carried out became so days earlier, if somebody asks for it, and again after a start, whose bills are those of
 * the estate.
 */
final class SimulatedBillFeed {

    private final FeederFolder folder;
    private final EstateTimeline estateTimeline;
    private final EstateIdentities identities;
    private final SimulatedCloud cloud;
    private @Nullable SimulatedDaysRequest delivered;

    /** @param estateTimeline of the estate without the actions */
    SimulatedBillFeed(
            FeederFolder folder, EstateTimeline estateTimeline, EstateIdentities identities, SimulatedCloud cloud) {
        this.folder = folder;
        this.estateTimeline = estateTimeline;
        this.identities = identities;
        this.cloud = cloud;
    }

    void deliverIfAsked(Instant now) throws IOException {
        Optional<SimulatedDaysRequest> asked =
                SimulatedDaysRequest.read(folder.run().simulatedDays());
        if (asked.isPresent() && !asked.get().equals(delivered)) {
            cloud.deliverBillsOfEarlierChanges(
                    estateTimeline, identities, now, Duration.ofDays(asked.get().days()));
            asked.get().write(folder.run().simulatedBills());
            delivered = asked.get();
        }
    }
}
