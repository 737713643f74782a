package dev.gleaner.collector.listing.kind;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedMetrics;
import dev.gleaner.collector.listing.ListedMetricsConfig;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListedResource;
import dev.gleaner.collector.listing.ListingConfig;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.metric.WantedMetric;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.Gp3Limits;
import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Attachment;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.service.aws.SdkJsonMapper;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;

/** Lists EBS volumes, attached or not. */
@Singleton
public record VolumeListing(RateLimitedAwsClients aws, Config config, MetricsConfig metricsConfig)
        implements KindListing {

    private static final WantedMetric READ_OPS = WantedMetric.of("AWS/EBS", "VolumeReadOps", "Count", "Sum");

    private static final WantedMetric WRITE_OPS = WantedMetric.of("AWS/EBS", "VolumeWriteOps", "Count", "Sum");

    private static final WantedMetric READ_BYTES = WantedMetric.of("AWS/EBS", "VolumeReadBytes", "Bytes", "Sum");

    private static final WantedMetric WRITE_BYTES = WantedMetric.of("AWS/EBS", "VolumeWriteBytes", "Bytes", "Sum");

    /** Minutes, as longer periods hide bursts and cost the same. CloudWatch keeps them for 15 days. */
    public static final MetricQueryPlan PLAN = MetricQueryPlan.of(
            "get-metric-data-volumes", Duration.ofMinutes(1), READ_OPS, WRITE_OPS, READ_BYTES, WRITE_BYTES);

    /** EC2's page limit, or more. */
    private static final int PAGE = 1000;

    private static final long MEBIBYTE = 1L << 20;
    private static final Set<String> PROVISIONED_TYPES = Set.of("io1", "io2");
    private static final String GP3 = "gp3";

    @Override
    public ListingCall listingCall() {
        return new ListingCall(ResourceKind.VOLUME, "ec2:DescribeVolumes");
    }

    @Override
    public ListedRegion list(AwsAccountRegion awsAccountRegion, RegionListing listing, AccessDeniedRecorder denied) {
        List<Signal> signals = AwsPaginator.readAll(
                        token -> aws.ec2(awsAccountRegion)
                                .describeVolumes(
                                        request -> request.maxResults(PAGE).nextToken(token)),
                        DescribeVolumesResponse::nextToken,
                        DescribeVolumesResponse::volumes)
                .stream()
                .map(volume -> signal(listing, volume))
                .toList();
        return ListedRegion.of(signals)
                .with(
                        ListedVolume.class,
                        signals.stream().map(VolumeListing::listed).toList());
    }

    @Override
    public List<ListedMetrics<?>> metrics() {
        return List.of(new ListedMetrics<>(PLAN, metricsConfig, ListedVolume.class, ListedVolume::metricTargets));
    }

    static ListedVolume listed(Signal signal) {
        Inventory volume = signal.getInventory();
        boolean isProvisioned = PROVISIONED_TYPES.contains(volume.getType())
                || (volume.getType().equals(GP3)
                        && (volume.getIops() > Gp3Limits.INCLUDED_IOPS
                                || volume.getThroughput() > Gp3Limits.INCLUDED_THROUGHPUT * MEBIBYTE));
        return new ListedVolume(Arn.parse(signal.getResource()), isProvisioned, volume.getAttachmentsCount() > 0);
    }

    @Override
    public Optional<RecordedListingParser> recordedListingParser() {
        return Optional.of(VolumeListing::recorded);
    }

    private static List<Signal> recorded(JsonNode answer, RegionListing listing) {
        DescribeVolumesResponse response =
                (DescribeVolumesResponse) SdkJsonMapper.build(answer, DescribeVolumesResponse.builder());
        if (!response.hasVolumes() || response.volumes().stream().anyMatch(volume -> volume.volumeId() == null)) {
            throw new IllegalArgumentException("it has no Volumes, or one without VolumeId");
        }
        return response.volumes().stream()
                .map(volume -> signal(listing, volume))
                .toList();
    }

    static Signal signal(RegionListing listing, Volume volume) {
        return listing.signal(
                Arn.volume(listing.region(), listing.account(), volume.volumeId()), inventory(listing, volume));
    }

    private static Inventory inventory(RegionListing listing, Volume volume) {
        Map<String, String> tags = SdkValues.tags(volume.tags());
        Inventory.Builder inventory = Inventory.newBuilder()
                .setState(textOrEmpty(volume.stateAsString()))
                .setType(textOrEmpty(volume.volumeTypeAsString()))
                .putAllTags(tags)
                .setZone(textOrEmpty(volume.availabilityZone()))
                .setOwner(ResourceController.owner(tags))
                .addAllAttachments(volume.attachments().stream()
                        .map(attachment -> attachment(listing, attachment))
                        .toList());
        if (volume.size() != null) {
            inventory.setSize(SdkValues.gibibytes(volume.size()));
        }
        if (volume.createTime() != null) {
            inventory.setCreated(volume.createTime().toEpochMilli());
        }
        if (volume.iops() != null) {
            inventory.setIops(volume.iops());
        }
        if (volume.throughput() != null) {
            inventory.setThroughput(volume.throughput() * MEBIBYTE);
        }
        return inventory.build();
    }

    /** A volume attached by an AWS service such as Fargate has no instance of ours, but counts as attached. */
    private static Attachment attachment(RegionListing listing, VolumeAttachment shown) {
        Attachment.Builder attachment = Attachment.newBuilder()
                .setState(textOrEmpty(shown.stateAsString()))
                .setGoesWithInstance(Boolean.TRUE.equals(shown.deleteOnTermination()));
        if (shown.instanceId() != null) {
            attachment.setInstance(Arn.instance(listing.region(), listing.account(), shown.instanceId())
                    .toString());
        }
        if (shown.attachTime() != null) {
            attachment.setSince(shown.attachTime().toEpochMilli());
        }
        return attachment.build();
    }

    /**
     * A volume.
     *
     * @param provisioned whether it has performance that is billed beside its size
     */
    public record ListedVolume(Arn arn, boolean provisioned, boolean attached) implements ListedResource {

        @Override
        public String id() {
            return arn.id();
        }

        /** What its metrics are requested of: itself, if it is attached and has such performance. */
        public Stream<MetricTarget> metricTargets() {
            return provisioned && attached
                    ? Stream.of(MetricTarget.of(id(), arn, Map.of("VolumeId", id())))
                    : Stream.empty();
        }
    }

    /** EBS volumes. */
    @ConfigMapping(prefix = "collector.inventory.volumes")
    public interface Config extends ListingConfig {}

    /** I/O of attached volumes with IOPS or throughput that is billed beside their size. */
    @ConfigMapping(prefix = "collector.get-metric-data.volumes")
    public interface MetricsConfig extends ListedMetricsConfig {

        /**
         * Request the I/O of volumes, if volumes are listed; also with a metric stream, in which each minute of each volume
         * would be charged.
         */
        @Override
        @WithDefault("true")
        boolean enabled();
    }
}
