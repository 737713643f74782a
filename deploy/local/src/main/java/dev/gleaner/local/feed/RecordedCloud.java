package dev.gleaner.local.feed;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.Identities;
import dev.gleaner.local.estate.Replay;
import dev.gleaner.local.estate.Resource;
import dev.gleaner.local.estate.inventory.DescribeAnswer;
import dev.gleaner.local.estate.inventory.DescribeAnswers;
import dev.gleaner.local.estate.trail.TrailFile;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** No AWS at all: what it would have answered and delivered lies in folders. Nothing can be stopped in it. */
final class RecordedCloud implements Cloud {

    private final FeedFolder folder;
    private final ProgressLine progress;

    RecordedCloud(FeedFolder folder, ProgressLine progress) {
        this.folder = folder;
        this.progress = progress;
    }

    @Override
    public Identities build(Replay replay, Instant now) throws IOException {
        Identities identities = Identities.made(replay.estate());
        record(replay, identities, now);
        return identities;
    }

    @Override
    public void deliver(List<TrailFile> trail) throws IOException {
        folder.makeFolder(FeedFolder.TRAIL);
        int done = 0;
        for (TrailFile file : trail) {
            folder.writeOnce(FeedFolder.TRAIL + "/" + file.key(), file.bytes());
            progress.part("trail", ++done, trail.size());
        }
    }

    /** Nobody lists buckets and VPCs here. */
    @Override
    public Estate seen(Estate estate) {
        return estate.instancesAlone();
    }

    /** Asks anew and records the answer, so that the inventory goes on. */
    @Override
    public Set<String> running(Replay replay, Instant now) throws IOException {
        Identities identities = Identities.made(replay.estate());
        record(replay, identities, now);
        return replay.estate().resources().stream()
                .filter(resource -> replay.ranAt(resource, now))
                .map(identities::id)
                .collect(Collectors.toSet());
    }

    /** Nobody asks for it: nothing is done here that would be looked at again before. */
    @Override
    public void measured(Replay replay, Identities identities, Instant from, Instant to, Predicate<Resource> running) {}

    private void record(Replay replay, Identities identities, Instant now) throws IOException {
        folder.makeFolder(FeedFolder.INVENTORY);
        for (DescribeAnswer answer : new DescribeAnswers(replay, identities).at(now)) {
            folder.write(
                    "%s/%s/%s.json".formatted(FeedFolder.INVENTORY, answer.account(), answer.region()), answer.json());
        }
    }
}
