package dev.gleaner.collector.source.flowlog;

import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.checkpoint.Checkpoints;
import dev.gleaner.collector.files.BucketStore;
import dev.gleaner.collector.files.FileStore;
import dev.gleaner.collector.files.FolderStore;
import dev.gleaner.collector.files.OnePlace;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.progress.ProgressOwner;
import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.publish.Publisher;
import dev.gleaner.collector.source.CatchUp;
import dev.gleaner.collector.source.Source;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.whereabouts.Whereabouts;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** VPC flow logs that lie in a folder, or are delivered to a bucket. */
@ApplicationScoped
class FlowLogSource implements Source {

    private static final String NAME = "flow-logs";

    /** Flows are gathered for 10 minutes, and delivered within 5 to 10 more; nothing of that is promised. */
    private static final Duration DELIVERY = Duration.ofMinutes(30);

    private final FlowLogsConfig config;
    private final Whereabouts whereabouts;
    private final ProgressOwner progress;
    private final Clock clock;
    private final Optional<CatchUp<FlowGathering>> catchUp;

    FlowLogSource(
            FlowLogsConfig config,
            AwsClients aws,
            Whereabouts whereabouts,
            ProgressOwner progress,
            Publisher publisher,
            Checkpoints checkpoints,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        this.whereabouts = whereabouts;
        this.progress = progress;
        this.clock = clock;
        FlowReader reader = new FlowReader(
                whereabouts, config.format(), Math.toIntExact(config.fileLimit().asLongValue()));
        this.catchUp = store(config, aws)
                .map(store -> new CatchUp<>(NAME, store, reader, publisher, checkpoints, meters, clock));
    }

    private static Optional<FileStore> store(FlowLogsConfig config, AwsClients aws) {
        return OnePlace.of(
                "collector.flow-logs",
                config.folder(),
                folder -> new FolderStore(folder, FlowFile::isLog),
                config.s3(),
                place -> new BucketStore(aws, place, FlowFile::isLog));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean enabled() {
        return catchUp.isPresent();
    }

    @Override
    public Duration interval() {
        return config.interval();
    }

    /** Lists until nothing is new: only then everything until the start of that listing has been read. */
    @Override
    public void poll() {
        whereabouts.awaitFirstListings(NAME, config.inventoryPatience());
        try {
            Instant started;
            CatchUp.Pass pass;
            do {
                started = clock.instant();
                pass = catchUp.orElseThrow().pass();
            } while (pass.unread() > 0 && pass.complete());
            if (pass.complete()) {
                advance(pass.files(), started.minus(DELIVERY));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't list what collector.flow-logs names", e);
        }
    }

    /** A bucket goes up to now, less the delivery; a folder, which somebody filled, up to its newest file. */
    private void advance(List<StoredFile> files, Instant listed) {
        List<FlowFile.Delivery> deliveries = files.stream()
                .map(file -> FlowFile.delivery(file.path()))
                .flatMap(Optional::stream)
                .toList();
        Optional<Instant> newest =
                deliveries.stream().map(FlowFile.Delivery::time).max(Instant::compareTo);
        newest.map(time -> config.s3().isPresent() ? listed : time)
                .ifPresent(through -> deliveries.stream()
                        .map(delivery -> new Stretch(NAME, delivery.account(), delivery.region()))
                        .distinct()
                        .forEach(stretch -> progress.advance(stretch, through)));
    }
}
