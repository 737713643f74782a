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
import org.jspecify.annotations.Nullable;

/** The AWS stand-in, whose instances can be stopped behind the estate's back: it says itself what runs. */
final class StandInCloud implements Cloud {

    private final AwsClients clients;
    private final StandIn standIn;
    private final TrailBucket bucket;
    private final @Nullable StandInGate gate;
    private BucketSizes sizes;

    /** @param gate through which all others come; absent where they need none */
    StandInCloud(AwsClients clients, @Nullable StandInGate gate, ProgressLine progress) {
        this.clients = clients;
        this.gate = gate;
        this.standIn = new StandIn(clients, progress);
        this.bucket = new TrailBucket(clients, progress);
        this.sizes = new BucketSizes(clients, List.of());
    }

    @Override
    public Identities build(Replay replay, Instant now) throws IOException, InterruptedException {
        Identities identities = standIn.build(replay, now);
        sizes = new BucketSizes(clients, replay.estate().buckets());
        sizes.putAround(now);
        return identities;
    }

    @Override
    public void deliver(List<TrailFile> trail) {
        bucket.fill(trail);
    }

    @Override
    public void open() throws IOException {
        if (gate != null) {
            gate.open();
        }
    }

    @Override
    public Set<String> running(Replay replay, Instant now) {
        return standIn.running(replay.estate().resources().stream()
                .map(Resource::region)
                .distinct()
                .toList());
    }

    @Override
    public void measured(Replay replay, Identities identities, Instant from, Instant to, Predicate<Resource> running) {
        new HourlyPoints(replay, identities, clients).put(from, to, running);
        sizes.putAround(to);
    }
}
