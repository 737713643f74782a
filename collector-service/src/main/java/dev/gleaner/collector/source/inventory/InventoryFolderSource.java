package dev.gleaner.collector.source.inventory;

import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.network.NetworkInterface;
import dev.gleaner.collector.network.NetworkListing;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceEnvironment;
import dev.gleaner.contracts.signal.proto.Signal;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.Instance;

/** Responses of DescribeInstances in a folder. Each is valid as of the time at which its file was written. */
@ApplicationScoped
class InventoryFolderSource implements PolledSource {

    private final InventoryConfig config;
    private final Optional<Path> folder;
    private final ListingPublisher listingPublisher;
    private final NetworkLocator networkLocator;
    private final SourceEnvironment environment;

    /** Files read since the start. After a restart everything is read again, with the same times. */
    private final Set<RecordedFile> read = new HashSet<>();

    InventoryFolderSource(
            InventoryConfig config,
            ListingPublisher listingPublisher,
            NetworkLocator networkLocator,
            SourceEnvironment environment) {
        this.config = config;
        this.folder = config.folder().map(path -> path.toAbsolutePath().normalize());
        this.listingPublisher = listingPublisher;
        this.networkLocator = networkLocator;
        this.environment = environment;
    }

    @Override
    public Polling polling() {
        return new Polling(InstanceMapper.SOURCE, config.enabled() && folder.isPresent(), config.interval());
    }

    @Override
    public void prepare() {
        networkLocator.expectListing(InstanceMapper.SOURCE);
    }

    @Override
    public void poll() {
        try {
            Path root = folder.orElseThrow();
            List<RecordedFile> files = RecordedFile.below(root);
            read.retainAll(files);
            files.stream().filter(file -> !read.contains(file)).forEach(file -> take(root, file));
            networkLocator.completeListing(InstanceMapper.SOURCE);
        } catch (IOException e) {
            throw new UncheckedIOException("can't list the folder of collector.inventory.folder", e);
        }
    }

    /** A file that can't be read does not affect the others. */
    private void take(Path root, RecordedFile file) {
        String place = root.relativize(file.path()).toString();
        try {
            take(place, file, Files.readAllBytes(file.path()));
            read.add(file);
        } catch (IOException e) {
            environment.meters().unavailable(InstanceMapper.SOURCE);
            Log.errorf(
                    "File %s of %s can't be read; the next poll tries again: %s",
                    place, InstanceMapper.SOURCE, e.getMessage());
        }
    }

    private void take(String place, RecordedFile file, byte[] content) {
        try {
            publish(DescribeInstancesParser.read(content), place, asOf(file));
        } catch (InvalidInputException e) {
            environment
                    .publisher()
                    .publishDeadLetters(List.of(DeadLetterFactory.create(
                            InstanceMapper.SOURCE, place, -1, DeadLetterExcerpt.of(content), e.reason())));
            environment.meters().deadLetters(InstanceMapper.SOURCE, 1);
        }
        environment.meters().files(InstanceMapper.SOURCE, 1);
    }

    /** Limited to now, in case a file has a time in the future. */
    private Instant asOf(RecordedFile file) {
        Instant now = environment.clock().instant();
        return file.written().isAfter(now) ? now : file.written();
    }

    private void publish(List<DescribeInstancesParser.RecordedInstance> instances, String place, Instant asOf) {
        List<Signal> signals = new ArrayList<>();
        Map<RegionListing, List<Instance>> listings = new LinkedHashMap<>();
        for (DescribeInstancesParser.RecordedInstance recorded : instances) {
            RegionListing listing =
                    new RegionListing(InstanceMapper.SOURCE, place, recorded.account(), recorded.region(), asOf);
            signals.add(InstanceMapper.signal(listing, recorded.instance()));
            listings.computeIfAbsent(listing, key -> new ArrayList<>()).add(recorded.instance());
        }
        listingPublisher.publish(InstanceMapper.SOURCE, signals);
        environment.meters().records(InstanceMapper.SOURCE, instances.size());
        listings.forEach((listing, shown) -> {
            networkLocator.replace(
                    place + " " + listing.account() + " " + listing.region(), listed(listing.region(), shown));
            environment.progress().advance(listing.scope(), listing.asOf());
        });
    }

    private static NetworkListing listed(String region, List<Instance> instances) {
        Set<String> addresses = new HashSet<>();
        List<NetworkInterface> ports = new ArrayList<>();
        for (Instance instance : instances) {
            addresses.addAll(InstanceMapper.addresses(instance));
            ports.addAll(InstanceMapper.interfaces(region, instance));
        }
        return NetworkListing.ofInstances(region, addresses).withInterfaces(ports);
    }

    /**
     * A file with a recorded response; equal as long as the file was not written again.
     *
     * @param written in milliseconds, like all times
     */
    record RecordedFile(Path path, long size, Instant written) {

        /** All {@code *.json} files below a folder, the newest last, so that it overrides older ones. */
        static List<RecordedFile> below(Path folder) throws IOException {
            List<RecordedFile> files = new ArrayList<>();
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && path.toString().endsWith(".json")) {
                        files.add(of(path, attributes));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
            files.sort(Comparator.comparing(RecordedFile::written).thenComparing(RecordedFile::path));
            return files;
        }

        private static RecordedFile of(Path path, BasicFileAttributes attributes) {
            Instant written = attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MILLIS);
            return new RecordedFile(path, attributes.size(), written);
        }
    }
}
