package dev.gleaner.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.resource.Arn;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;

/** What AWS itself says of the resources that findings are about, asked past everything that is tested. */
final class EstateAws {

    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

    private final URI endpoint;
    private final Ec2Client ec2;
    private final S3Client s3;
    private final CloudWatchLogsClient logs;
    private final SageMakerClient sageMaker;
    private final AutoScalingClient autoScaling;

    EstateAws(URI endpoint) {
        this.endpoint = endpoint;
        ec2 = client(Ec2Client.builder());
        s3 = client(S3Client.builder().forcePathStyle(true));
        logs = client(CloudWatchLogsClient.builder());
        sageMaker = client(SageMakerClient.builder());
        autoScaling = client(AutoScalingClient.builder());
    }

    /** A client of the same AWS, for what one proposed action alone asks. */
    <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> C client(B builder) {
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(CREDENTIALS)
                .build();
    }

    /** What is left of a resource's ARN without what is common to all of its kind. */
    static String id(JsonNode finding) {
        return Arn.parse(finding.get("resource").asText()).id();
    }

    /** Name tag of an instance, empty without one. */
    String name(JsonNode finding) {
        return instance(finding).tags().stream()
                .filter(tag -> tag.key().equals("Name"))
                .map(Tag::value)
                .findFirst()
                .orElse("");
    }

    /** Tags of a resource of EC2, a bucket, a log group or an inference endpoint. */
    Map<String, String> tags(JsonNode finding) {
        String resource = finding.get("resource").asText();
        return switch (Arn.parse(resource).service()) {
            case "s3" ->
                s3.getBucketTagging(request -> request.bucket(id(finding))).tagSet().stream()
                        .collect(Collectors.toMap(
                                software.amazon.awssdk.services.s3.model.Tag::key,
                                software.amazon.awssdk.services.s3.model.Tag::value));
            case "logs" ->
                logs.listTagsForResource(request -> request.resourceArn(resource))
                        .tags();
            case "sagemaker" ->
                sageMaker.listTags(request -> request.resourceArn(resource)).tags().stream()
                        .collect(Collectors.toMap(
                                software.amazon.awssdk.services.sagemaker.model.Tag::key,
                                software.amazon.awssdk.services.sagemaker.model.Tag::value));
            case "autoscaling" ->
                scalingGroup(finding).tags().stream()
                        .collect(Collectors.toMap(
                                software.amazon.awssdk.services.autoscaling.model.TagDescription::key,
                                software.amazon.awssdk.services.autoscaling.model.TagDescription::value));
            default -> {
                Filter ofResource =
                        Filter.builder().name("resource-id").values(id(finding)).build();
                yield ec2.describeTags(request -> request.filters(ofResource)).tags().stream()
                        .collect(Collectors.toMap(TagDescription::key, TagDescription::value));
            }
        };
    }

    /** Type of an instance. */
    String type(JsonNode finding) {
        return instance(finding).instanceTypeAsString();
    }

    /** "running", "stopped", ... */
    String state(JsonNode finding) {
        return instance(finding).state().nameAsString();
    }

    /** When a stopped or terminated instance ended, as {@code User initiated (2026-12-02 00:30:00 UTC)} tells. */
    Instant transition(JsonNode finding) {
        String reason = instance(finding).stateTransitionReason();
        String time = reason.substring(reason.indexOf('(') + 1, reason.lastIndexOf(" UTC"));
        return Instant.parse(time.replace(' ', 'T') + "Z");
    }

    /** Ids of the lifecycle rules of a bucket. */
    List<String> rules(JsonNode finding) {
        return lifecycleRules(finding).stream().map(LifecycleRule::id).toList();
    }

    /** The lifecycle rules of a bucket. */
    List<LifecycleRule> lifecycleRules(JsonNode finding) {
        try {
            return s3.getBucketLifecycleConfiguration(request -> request.bucket(id(finding)))
                    .rules();
        } catch (S3Exception e) {
            if (e.awsErrorDetails().errorCode().equals("NoSuchLifecycleConfiguration")) {
                return List.of();
            }
            throw e;
        }
    }

    /** How many endpoints a VPC has. */
    int endpoints(JsonNode finding) {
        Filter ofVpc = Filter.builder().name("vpc-id").values(id(finding)).build();
        return (int) ec2.describeVpcEndpoints(request -> request.filters(ofVpc)).vpcEndpoints().stream()
                .filter(endpoint -> !endpoint.stateAsString().equalsIgnoreCase("deleted"))
                .count();
    }

    /** The volume of a finding, or the one that replaced it; empty while there is neither. */
    Optional<Volume> volume(JsonNode finding) {
        return ec2.describeVolumes().volumes().stream()
                .filter(volume -> volume.volumeId().equals(id(finding)) || isMarked(volume.tags(), id(finding)))
                .findFirst();
    }

    /** The snapshots of a volume that Gleaner created. */
    List<Snapshot> gleanerSnapshots(JsonNode finding) {
        Filter ofVolume = Filter.builder().name("volume-id").values(id(finding)).build();
        return ec2.describeSnapshots(request -> request.ownerIds("self").filters(ofVolume)).snapshots().stream()
                .filter(snapshot ->
                        snapshot.tags().stream().anyMatch(tag -> tag.key().startsWith("gleaner:")))
                .toList();
    }

    /** The snapshot of a finding; empty once it is deleted. */
    Optional<Snapshot> snapshot(JsonNode finding) {
        return ec2.describeSnapshots(request -> request.ownerIds("self")).snapshots().stream()
                .filter(snapshot -> snapshot.snapshotId().equals(id(finding)))
                .findFirst();
    }

    boolean isInRecycleBin(JsonNode finding) {
        return ec2.listSnapshotsInRecycleBin(request -> request.snapshotIds(id(finding))).snapshots().stream()
                .anyMatch(snapshot -> snapshot.snapshotId().equals(id(finding)));
    }

    String capacityReservationState(JsonNode finding) {
        return ec2.describeCapacityReservations(request -> request.capacityReservationIds(id(finding)))
                .capacityReservations()
                .get(0)
                .stateAsString();
    }

    boolean isAllocated(JsonNode finding) {
        return ec2.describeAddresses().addresses().stream()
                .anyMatch(address -> id(finding).equals(address.allocationId()));
    }

    /** The retention of a log group in days; empty if it keeps its events for ever. */
    Optional<Integer> retention(JsonNode finding) {
        String arn = finding.get("resource").asText();
        String name = arn.substring(arn.indexOf(":log-group:") + ":log-group:".length());
        return logs.describeLogGroups(request -> request.logGroupNamePrefix(name)).logGroups().stream()
                .filter(group -> group.logGroupName().equals(name))
                .flatMap(group -> Optional.ofNullable(group.retentionInDays()).stream())
                .findFirst();
    }

    /** The inference endpoint of a finding; empty once it is deleted. */
    Optional<DescribeEndpointResponse> inferenceEndpoint(JsonNode finding) {
        return sageMaker.listEndpoints().endpoints().stream()
                .filter(endpoint -> endpoint.endpointName().equals(id(finding)))
                .findFirst()
                .map(endpoint -> sageMaker.describeEndpoint(request -> request.endpointName(endpoint.endpointName())));
    }

    /** The status of the notebook instance of a finding. */
    String notebookStatus(JsonNode finding) {
        return sageMaker
                .describeNotebookInstance(request -> request.notebookInstanceName(id(finding)))
                .notebookInstanceStatusAsString();
    }

    /** The Auto Scaling group of a finding. */
    AutoScalingGroup scalingGroup(JsonNode finding) {
        String arn = finding.get("resource").asText();
        return autoScaling.describeAutoScalingGroups().autoScalingGroups().stream()
                .filter(group -> group.autoScalingGroupARN().equals(arn))
                .findFirst()
                .orElseThrow();
    }

    /** The NAT gateway of a finding, or the one that replaced it. */
    NatGateway natGateway(JsonNode finding) {
        return ec2.describeNatGateways().natGateways().stream()
                .filter(gateway -> gateway.natGatewayId().equals(id(finding)) || isMarked(gateway.tags(), id(finding)))
                .min(Comparator.comparing(gateway -> gateway.natGatewayId().equals(id(finding))))
                .orElseThrow();
    }

    /** Destinations, by route table, that lead to a NAT gateway. */
    List<String> routes(NatGateway gateway) {
        return ec2.describeRouteTables().routeTables().stream()
                .flatMap(table -> table.routes().stream()
                        .filter(route -> gateway.natGatewayId().equals(route.natGatewayId()))
                        .map(route -> table.routeTableId() + " " + route.destinationCidrBlock()))
                .sorted()
                .toList();
    }

    private static boolean isMarked(List<Tag> tags, String id) {
        return tags.stream()
                .anyMatch(tag -> tag.key().startsWith("gleaner:") && tag.value().equals(id));
    }

    private Instance instance(JsonNode finding) {
        return ec2.describeInstances(request -> request.instanceIds(id(finding)))
                .reservations()
                .get(0)
                .instances()
                .get(0);
    }
}
