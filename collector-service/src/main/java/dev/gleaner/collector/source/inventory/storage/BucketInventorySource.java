package dev.gleaner.collector.source.inventory.storage;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccount;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.collector.source.AccountRegionExecutor;
import dev.gleaner.collector.source.GetMetricDataBudget;
import dev.gleaner.collector.source.PolledSource;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.collector.source.inventory.ListingPublisher;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;

/** Lists the buckets of every account in every configured region. The absence of a bucket is not reported. */
@ApplicationScoped
class BucketInventorySource implements PolledSource {

    static final String NAME = ResourceKind.BUCKET.listing().name();

    private static final String PLACE = "s3:ListBuckets";

    /** Limit of S3. With a page size S3 also returns the region of each bucket. */
    private static final int PAGE = 1000;

    private final InventoryConfig config;
    private final RateLimitedAwsClients aws;
    private final AccountRegionExecutor accountRegionExecutor;
    private final BucketSizeReader sizes;
    private final IncompleteUploadReader uploads;
    private final ListingPublisher listings;
    private final SourceMeters meters;
    private final Clock clock;

    BucketInventorySource(
            InventoryConfig config,
            RateLimitedAwsClients aws,
            AccountRegionExecutor accountRegionExecutor,
            ListingPublisher listings,
            GetMetricDataBudget budget,
            SourceMeters meters,
            Clock clock) {
        this.config = config;
        this.aws = aws;
        this.accountRegionExecutor = accountRegionExecutor;
        this.sizes = new BucketSizeReader(
                where -> aws.cloudWatch(where), budget, new AccessDeniedRecorder(NAME, meters::unavailable), clock);
        this.uploads = new IncompleteUploadReader(
                config.buckets(), new AccessDeniedRecorder(NAME, meters::unavailable), clock);
        this.listings = listings;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public Polling polling() {
        boolean isEnabled = config.enabled()
                && config.buckets().enabled()
                && config.folder().isEmpty()
                && !aws.regions().isEmpty();
        return new Polling(NAME, isEnabled, config.buckets().interval());
    }

    @Override
    public void poll() {
        accountRegionExecutor.forEachAccount(NAME, this::poll);
    }

    private void poll(AwsAccount account) {
        // Valid at least as of the time before the first request.
        Instant asOf = clock.instant();
        BucketInventoryReader reader =
                new BucketInventoryReader(aws.s3(account), new AccessDeniedRecorder(NAME, meters::unavailable));
        Map<String, List<Bucket>> byRegion = buckets(account).stream().collect(Collectors.groupingBy(reader::region));
        aws.regions()
                .forEach(region -> accountRegionExecutor.tryRead(
                        NAME,
                        new AwsAccountRegion(account, region),
                        awsAccountRegion ->
                                take(awsAccountRegion, byRegion.getOrDefault(region, List.of()), reader, asOf)));
    }

    private List<Bucket> buckets(AwsAccount account) {
        List<Bucket> buckets = new ArrayList<>();
        AwsPaginator.forEachPage(
                token -> aws.s3(account)
                        .listBuckets(request -> request.maxBuckets(PAGE).continuationToken(token)),
                ListBucketsResponse::continuationToken,
                page -> buckets.addAll(page.buckets()));
        return buckets;
    }

    private void take(
            AwsAccountRegion awsAccountRegion, List<Bucket> buckets, BucketInventoryReader reader, Instant asOf) {
        String account = awsAccountRegion.account().id();
        String region = awsAccountRegion.region();
        Map<String, BucketSizeReader.BucketSize> known = sizes.readSizes(
                awsAccountRegion, buckets.stream().map(Bucket::name).toList());
        List<Signal> signals = new ArrayList<>();
        for (Bucket bucket : buckets) {
            reader.read(bucket).ifPresent(inventory -> {
                BucketSizeReader.BucketSize size =
                        known.getOrDefault(bucket.name(), BucketSizeReader.BucketSize.UNKNOWN);
                size.standardBytes().ifPresent(inventory::setSizeInStorage);
                size.objects().ifPresent(inventory::setObjects);
                uploads.read(aws.s3(awsAccountRegion.account()), bucket.name()).ifPresent(inventory::setUploads);
                signals.add(signal(account, region, bucket.name(), inventory, asOf));
            });
        }
        listings.publish(new SourceScope(NAME, account, region), asOf, buckets.size(), signals);
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
