package dev.gleaner.local.feed;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.bill.FocusBillRenderer;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.output.BucketFile;
import dev.gleaner.local.estate.output.DescribeInstancesRenderer;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import dev.gleaner.local.estate.trail.TrailLogFile;
import dev.gleaner.local.feed.cloud.ProgressPrinter;
import dev.gleaner.local.feed.cloud.SimulatedCloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A run without AWS: responses and trail are recorded in folders. Nothing can be acted on. */
final class RecordedCloud implements SimulatedCloud {

    private final FeederFolder folder;
    private final ProgressPrinter progress;

    RecordedCloud(FeederFolder folder, ProgressPrinter progress) {
        this.folder = folder;
        this.progress = progress;
    }

    @Override
    public EstateIdentities build(EstateTimeline estateTimeline, Instant now) throws IOException {
        EstateIdentities identities = EstateIdentities.made(estateTimeline.estate());
        record(estateTimeline, identities, now);
        return identities;
    }

    @Override
    public void deliverBills(EstateTimeline estateTimeline, EstateIdentities identities, Instant until)
            throws IOException {
        // There also if there is nothing to bill: a start waits until it has been read.
        Path bills = Files.createDirectories(folder.run().bills());
        for (BucketFile file : new FocusBillRenderer(estateTimeline, identities, "").render(until)) {
            // Manifests name files in a bucket.
            if (!file.key().endsWith(".json")) {
                Path path = bills.resolve(file.key());
                Files.createDirectories(path.getParent());
                Files.write(path, file.bytes());
            }
        }
    }

    @Override
    public void deliverTrail(List<TrailLogFile> trail) throws IOException {
        Path trailFolder = Files.createDirectories(folder.run().generatedTrail());
        int done = 0;
        for (TrailLogFile file : trail) {
            folder.writeOnce(trailFolder.resolve(file.key()), file.bytes());
            progress.printPercent("trail", ++done, trail.size());
        }
    }

    /** Buckets and VPCs are not recorded. */
    @Override
    public Estate visiblePartOf(Estate estate) {
        return estate.instancesAlone();
    }

    /** Records a new response, so that the inventory continues. */
    @Override
    public Set<String> running(EstateTimeline estateTimeline, Instant now) throws IOException {
        EstateIdentities identities = EstateIdentities.made(estateTimeline.estate());
        record(estateTimeline, identities, now);
        return estateTimeline.estate().instances().stream()
                .filter(estateInstance -> estateTimeline.wasRunningAt(estateInstance, now))
                .map(identities::id)
                .collect(Collectors.toSet());
    }

    /** Does nothing: without actions nothing is checked before one. */
    @Override
    public void putHourlyMetrics(
            EstateTimeline estateTimeline,
            EstateIdentities identities,
            Instant from,
            Instant to,
            Predicate<EstateInstance> running) {}

    private void record(EstateTimeline estateTimeline, EstateIdentities identities, Instant now) throws IOException {
        Path inventory = Files.createDirectories(folder.run().recordedInventory());
        for (DescribeInstancesRenderer.RegionAnswer answer :
                new DescribeInstancesRenderer(estateTimeline, identities).at(now)) {
            folder.write(inventory.resolve(answer.account()).resolve(answer.region() + ".json"), answer.json());
        }
    }
}
