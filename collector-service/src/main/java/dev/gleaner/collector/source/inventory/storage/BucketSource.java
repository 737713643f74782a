package dev.gleaner.collector.source.inventory.storage;

import dev.gleaner.collector.aws.Answer;
import dev.gleaner.collector.aws.AwsClients;
import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.source.Source;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.collector.source.inventory.ListingPublisher;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.Inventory;
import dev.gleaner.contracts.signal.Place;
import dev.gleaner.contracts.signal.Signal;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.model.Bucket;

/** Lists the buckets of every configured region. What is not in a listing is not said to be gone. */
@ApplicationScoped
class BucketSource implements Source {

    static final String NAME = "inventory-buckets";

    private static final String PLACE = "s3:ListBuckets";

    /** With a number, which is the most that S3 takes, it answers by pages and with the region of each bucket. */
    private static final int PAGE = 1000;

    private final InventoryConfig config;
    private final AwsClients aws;
    private final BucketSizes sizes;
    private final ListingPublisher listings;
    private final SourceMeters meters;
    private final Clock clock;

    BucketSource(InventoryConfig config, AwsClients aws, ListingPublisher listings, SourceMeters meters, Clock clock) {
        this.config = config;
        this.aws = aws;
        this.sizes = new BucketSizes(aws::cloudWatch, new Refusals(meters), clock);
        this.listings = listings;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean enabled() {
        return config.enabled()
                && config.buckets().enabled()
                && config.folder().isEmpty()
                && !aws.regions().isEmpty();
    }

    @Override
    public Duration interval() {
        return config.buckets().interval();
    }

    @Override
    public void poll() {
        // True at least for the time before the first page was asked for.
        Instant asOf = clock.instant();
        String account = Answer.of(aws.sts().getCallerIdentity()).account();
        BucketReader reader = new BucketReader(aws.s3(), new Refusals(meters));
        List<Bucket> buckets = new ArrayList<>();
        Answer.of(aws.s3()
                .listBucketsPaginator(request -> request.maxBuckets(PAGE))
                .buckets()
                .subscribe(buckets::add));
        Map<String, List<Bucket>> byRegion = buckets.stream().collect(Collectors.groupingBy(reader::region));
        aws.regions().forEach(region -> poll(account, region, byRegion.getOrDefault(region, List.of()), reader, asOf));
    }

    /** One region that fails does not keep the others from being read. */
    private void poll(String account, String region, List<Bucket> buckets, BucketReader reader, Instant asOf) {
        try {
            take(account, region, buckets, reader, asOf);
        } catch (RuntimeException e) {
            meters.unavailable(NAME);
            Log.errorf("Buckets of %s can't be read; the next poll tries again: %s", region, e.getMessage());
        }
    }

    private void take(String account, String region, List<Bucket> buckets, BucketReader reader, Instant asOf) {
        Map<String, Long> bytes =
                sizes.of(region, buckets.stream().map(Bucket::name).toList());
        List<Signal> signals = new ArrayList<>();
        for (Bucket bucket : buckets) {
            reader.read(bucket).ifPresent(inventory -> {
                if (bytes.containsKey(bucket.name())) {
                    inventory.setSizeInStorage(bytes.get(bucket.name()));
                }
                signals.add(signal(account, region, bucket.name(), inventory, asOf));
            });
        }
        listings.publish(new Stretch(NAME, account, region), asOf, buckets.size(), signals);
    }

    /** The ARN of a bucket has neither account nor region. */
    private static Signal signal(
            String account, String region, String bucket, Inventory.Builder inventory, Instant asOf) {
        return Signal.newBuilder()
                .setResource(Arn.bucket(bucket).toString())
                .setSource(NAME)
                .setAccount(account)
                .setRegion(region)
                .setObservedAt(asOf.toEpochMilli())
                .setPlace(Place.newBuilder().setName(PLACE))
                .setInventory(inventory)
                .build();
    }
}
