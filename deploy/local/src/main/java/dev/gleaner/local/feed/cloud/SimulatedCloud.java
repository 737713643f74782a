package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.EstateInstance;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.local.estate.trail.TrailLogFile;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What stands for AWS: where what an estate has is listed, its trail lies, and its last day can be asked for. */
public interface SimulatedCloud {

    /** What of an estate can be seen in it. */
    default Estate visiblePartOf(Estate estate) {
        return estate;
    }

    /** Forgets all and takes an estate as it is then. */
    EstateIdentities build(EstateTimeline estateTimeline, Instant now) throws IOException, InterruptedException;

    /** Takes the trail's log files, oldest first. */
    void deliverTrail(List<TrailLogFile> trail) throws IOException;

    /** All that the estate has stands in it: others may look. */
    default void openToServices() throws IOException {}

    /** Ids of the instances of an estate that run now. */
    Set<String> running(EstateTimeline estateTimeline, Instant now) throws IOException;

    /** Takes what was measured in the hours that start in [from, to), both at the top of an hour. */
    void putHourlyMetrics(
            EstateTimeline estateTimeline,
            EstateIdentities identities,
            Instant from,
            Instant to,
            Predicate<EstateInstance> running);
}
