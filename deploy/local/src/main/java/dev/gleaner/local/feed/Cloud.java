package dev.gleaner.local.feed;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.Identities;
import dev.gleaner.local.estate.Replay;
import dev.gleaner.local.estate.Resource;
import dev.gleaner.local.estate.trail.TrailFile;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What stands for AWS: where what an estate has is listed, its trail lies, and its last day can be asked for. */
interface Cloud {

    /** What of an estate can be seen in it. */
    default Estate seen(Estate estate) {
        return estate;
    }

    /** Forgets all and takes an estate as it is then. */
    Identities build(Replay replay, Instant now) throws IOException, InterruptedException;

    /** Takes the trail's log files, oldest first. */
    void deliver(List<TrailFile> trail) throws IOException;

    /** All that the estate has stands in it: others may look. */
    default void open() throws IOException {}

    /** Ids of the instances of an estate that run now. */
    Set<String> running(Replay replay, Instant now) throws IOException;

    /** Takes what was measured in the hours that start in [from, to), both at the top of an hour. */
    void measured(Replay replay, Identities identities, Instant from, Instant to, Predicate<Resource> running);
}
