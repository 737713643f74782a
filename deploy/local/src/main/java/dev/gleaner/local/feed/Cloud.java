package dev.gleaner.local.feed;

import dev.gleaner.local.estate.Identities;
import dev.gleaner.local.estate.Replay;
import dev.gleaner.local.estate.Resource;
import dev.gleaner.local.estate.trail.TrailFile;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What stands for AWS: where an estate's instances are listed, its trail lies, and its last day can be asked for. */
interface Cloud {

    /** Forgets all and takes the instances of an estate as they are then. */
    Identities build(Replay replay, Instant now) throws IOException, InterruptedException;

    /** Takes the trail's log files, oldest first. */
    void deliver(List<TrailFile> trail) throws IOException;

    /** Ids of the instances of an estate that run now. */
    Set<String> running(Replay replay, Instant now) throws IOException;

    /** Takes what was measured in the hours that start in [from, to), both at the top of an hour. */
    void measured(Replay replay, Identities identities, Instant from, Instant to, Predicate<Resource> running);
}
