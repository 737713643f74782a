package dev.gleaner.collector.source.inventory;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.collector.progress.ProgressPublisher;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.whereabouts.Listed;
import dev.gleaner.collector.whereabouts.Port;
import dev.gleaner.collector.whereabouts.Whereabouts;
import dev.gleaner.contracts.signal.proto.Signal;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.Instance;

/** Answers of DescribeInstances that lie in a folder. Each is as of the time at which its file was written. */
@ApplicationScoped
class InventoryFolderSource implements PolledSource {

    private final InventoryConfig config;
    private final Optional<Path> folder;
    private final KafkaPublisher publisher;
    private final ProgressPublisher progress;
    private final Whereabouts whereabouts;
    private final SourceMeters meters;
    private final Clock clock;

    /** Read in this run. A start reads everything again, which says nothing new: the listings keep their times. */
    private final Set<RecordedFile> read = new HashSet<>();

    InventoryFolderSource(
            InventoryConfig config,
            KafkaPublisher publisher,
            ProgressPublisher progress,
            Whereabouts whereabouts,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        this.folder = config.folder().map(path -> path.toAbsolutePath().normalize());
        this.publisher = publisher;
        this.progress = progress;
        this.whereabouts = whereabouts;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public String name() {
        return Listing.INSTANCES;
    }

    @Override
    public boolean enabled() {
        return config.enabled() && folder.isPresent();
    }

    @Override
    public Duration interval() {
        return config.interval();
    }

    @Override
    public void prepare() {
        whereabouts.expect(name());
    }

    @Override
    public void poll() {
        try {
            Path root = folder.orElseThrow();
            List<RecordedFile> files = RecordedFile.below(root);
            read.retainAll(files);
            files.stream().filter(file -> !read.contains(file)).forEach(file -> take(root, file));
            whereabouts.complete(name());
        } catch (IOException e) {
            throw new UncheckedIOException("can't list the folder of collector.inventory.folder", e);
        }
    }

    /** One file that can't be read does not keep the others from being read. */
    private void take(Path root, RecordedFile file) {
        String place = root.relativize(file.path()).toString();
        try {
            take(place, file, Files.readAllBytes(file.path()));
            read.add(file);
        } catch (IOException e) {
            meters.unavailable(Listing.INSTANCES);
            Log.errorf(
                    "File %s of %s can't be read; the next poll tries again: %s",
                    place, Listing.INSTANCES, e.getMessage());
        }
    }

    private void take(String place, RecordedFile file, byte[] content) {
        try {
            publish(RecordedAnswer.read(content), place, asOf(file));
        } catch (UnreadableAnswerException e) {
            publisher.publishDeadLetters(List.of(
                    DeadLetterFactory.of(Listing.INSTANCES, place, -1, DeadLetterExcerpt.of(content), e.reason())));
            meters.deadLetters(Listing.INSTANCES, 1);
        }
        meters.files(Listing.INSTANCES, 1);
    }

    /** Nothing is known of the future, whatever a clock or {@code touch} said. */
    private Instant asOf(RecordedFile file) {
        Instant now = clock.instant();
        return file.written().isAfter(now) ? now : file.written();
    }

    private void publish(List<RecordedInstance> instances, String place, Instant asOf) {
        List<Signal> signals = new ArrayList<>();
        Map<Listing, List<Instance>> listings = new LinkedHashMap<>();
        for (RecordedInstance recorded : instances) {
            Listing listing = new Listing(Listing.INSTANCES, place, recorded.account(), recorded.region(), asOf);
            signals.add(InstanceMapper.signal(listing, recorded.instance()));
            listings.computeIfAbsent(listing, key -> new ArrayList<>()).add(recorded.instance());
        }
        publisher.publishInventory(signals);
        meters.records(Listing.INSTANCES, instances.size());
        meters.signals(Listing.INSTANCES, signals.size());
        listings.forEach((listing, shown) -> {
            whereabouts.replace(
                    place + " " + listing.account() + " " + listing.region(), listed(listing.region(), shown));
            progress.advance(listing.stretch(), listing.asOf());
        });
    }

    private static Listed listed(String region, List<Instance> instances) {
        Set<String> addresses = new HashSet<>();
        List<Port> ports = new ArrayList<>();
        for (Instance instance : instances) {
            addresses.addAll(InstanceMapper.addresses(instance));
            ports.addAll(InstancePorts.of(region, instance));
        }
        return Listed.ofInstances(region, addresses).with(ports);
    }
}
