package dev.gleaner.actuator.support;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsStandIn;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ssm.SsmAsyncClient;
import software.amazon.awssdk.services.ssm.model.DocumentAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.DocumentType;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Instances in the stand-in, with metrics. It calls past the proxy, so that nothing of it is counted. */
public final class Fleet {

    private static final String REGION = StandInClients.REGION;
    private static final String ACCOUNT = "123456789012";

    private final String account;
    private final Ec2AsyncClient ec2;
    private final CloudWatchAsyncClient cloudWatch;
    private final SsmAsyncClient ssm;

    public Fleet() {
        account = ACCOUNT;
        ec2 = StandInClients.shared(Ec2AsyncClient.class, Ec2AsyncClient.builder());
        cloudWatch = StandInClients.shared(CloudWatchAsyncClient.class, CloudWatchAsyncClient.builder());
        ssm = StandInClients.shared(SsmAsyncClient.class, SsmAsyncClient.builder());
    }

    private Fleet(String account, AwsCredentialsProvider credentials) {
        this.account = account;
        ec2 = StandInClients.create(Ec2AsyncClient.builder(), credentials);
        cloudWatch = StandInClients.create(CloudWatchAsyncClient.builder(), credentials);
        ssm = StandInClients.create(SsmAsyncClient.builder(), credentials);
    }

    /** Instances of another account; what the stand-in shows of them, it shows in a role of that account alone. */
    public static Fleet ofAccount(String account) {
        try (StsClient sts = StsClient.builder()
                .endpointOverride(AwsStandIn.endpoint())
                .region(Region.of(REGION))
                .build()) {
            Credentials given = sts.assumeRole(
                            request -> request.roleArn(role(account)).roleSessionName("fleet"))
                    .credentials();
            return new Fleet(
                    account,
                    StaticCredentialsProvider.create(AwsSessionCredentials.create(
                            given.accessKeyId(), given.secretAccessKey(), given.sessionToken())));
        }
    }

    /** The role that opens an account. */
    static String role(String account) {
        return "arn:aws:iam::" + account + ":role/gleaner-actor";
    }

    /** A running instance with these tags and without metrics. */
    public Arn instance(Map<String, String> tags) {
        return instance(InstanceType.M5_XLARGE, tags);
    }

    /** A running instance of a type with instance-store volumes, with these tags, that did nothing in the last 24 hours. */
    public Arn idleWithLocalData(Map<String, String> tags) {
        Arn arn = instance(InstanceType.M5_D_XLARGE, tags);
        cpu(arn, 24, 1.5);
        traffic(arn, 24, 50_000);
        return arn;
    }

    /** A running host with one GPU and without metrics; what is on its instance store does not matter. */
    public Arn gpuHost() {
        return instance(InstanceType.G5_XLARGE, Map.of("gleaner:instance-store", "scratch"));
    }

    private Arn instance(InstanceType type, Map<String, String> tags) {
        List<Tag> all = new ArrayList<>();
        if (!tags.containsKey("environment")) {
            all.add(Tag.builder().key("environment").value("dev").build());
        }
        tags.forEach((key, value) -> all.add(Tag.builder().key(key).value(value).build()));
        TagSpecification tagged = TagSpecification.builder()
                .resourceType(ResourceType.INSTANCE)
                .tags(all)
                .build();
        Instance started = ec2.runInstances(request -> request.imageId("ami-12c6146b")
                        .instanceType(type)
                        .minCount(1)
                        .maxCount(1)
                        .tagSpecifications(tagged))
                .join()
                .instances()
                .get(0);
        return Arn.instance(REGION, account, started.instanceId());
    }

    /** A running instance that did nothing in the last 24 hours. */
    public Arn idle(Map<String, String> tags) {
        Arn arn = instance(tags);
        cpu(arn, 24, 1.5);
        traffic(arn, 24, 50_000);
        return arn;
    }

    /** Lets this principal, by its ARN, have an open session on an instance. */
    public void session(Arn arn, String owner) {
        AwsStandIn.setSessions(List.of(Map.of(
                "account", arn.account(),
                "region", arn.region(),
                "target", arn.id(),
                "owner", owner,
                "since", Time.now().toEpochMilli())));
    }

    /** Creates a command document of this name, unless there is one. */
    public void document(String name) {
        ssm.createDocument(request ->
                        request.name(name).documentType(DocumentType.COMMAND).content("""
                                {"schemaVersion": "2.2", "description": "saves", "mainSteps": [
                                  {"action": "aws:runShellScript", "name": "save", "inputs": {"runCommand": ["true"]}}]}
                                """))
                .exceptionally(Fleet::requireExisting)
                .join();
    }

    private static <T> @Nullable T requireExisting(Throwable failure) {
        if (failure.getCause() instanceof DocumentAlreadyExistsException) {
            return null;
        }
        throw new CompletionException(failure);
    }

    /** Lets documents on an instance end like this after so many seconds. */
    public void runs(Arn arn, String status, String output, int seconds) {
        AwsStandIn.setCommandRuns(List.of(Map.of(
                "account",
                arn.account(),
                "region",
                arn.region(),
                "target",
                arn.id(),
                "status",
                status,
                "output",
                output,
                "seconds",
                seconds)));
    }

    /** Lets Systems Manager not manage an instance. */
    public void unmanaged(Arn arn) {
        AwsStandIn.setCommandRuns(List.of(
                Map.of("account", arn.account(), "region", arn.region(), "target", arn.id(), "managed", false)));
    }

    /** Puts a value into each of the last so many hours, the one under way included, and into the last minutes. */
    public void cpu(Arn arn, int hours, double percent) {
        Instant current = Time.now().truncatedTo(ChronoUnit.HOURS);
        List<MetricDatum> data = new ArrayList<>();
        for (int minutes = 0; minutes < 30; minutes += 5) {
            data.add(datum(arn, Time.now().minus(minutes, ChronoUnit.MINUTES), percent));
        }
        for (int hour = 0; hour <= hours; hour++) {
            data.add(datum(arn, current.minus(hour, ChronoUnit.HOURS), percent));
        }
        cloudWatch
                .putMetricData(request -> request.namespace("AWS/EC2").metricData(data))
                .join();
    }

    /** Lets so many bytes in, and as many out, in each of the last so many hours, the one under way included; its volumes are quiet. */
    public void traffic(Arn arn, int hours, double bytes) {
        Instant current = Time.now().truncatedTo(ChronoUnit.HOURS);
        List<MetricDatum> data = new ArrayList<>();
        for (int hour = 0; hour <= hours; hour++) {
            for (String metric : List.of("NetworkIn", "NetworkOut")) {
                data.add(datum(arn, current.minus(hour, ChronoUnit.HOURS), bytes).toBuilder()
                        .metricName(metric)
                        .build());
            }
            data.addAll(operations(arn, current.minus(hour, ChronoUnit.HOURS), 900));
        }
        cloudWatch
                .putMetricData(request -> request.namespace("AWS/EC2").metricData(data))
                .join();
    }

    public String state(Arn arn) {
        return shown(arn).state().nameAsString();
    }

    public void stop(Arn arn) {
        ec2.stopInstances(request -> request.instanceIds(arn.id())).join();
    }

    public void start(Arn arn) {
        ec2.startInstances(request -> request.instanceIds(arn.id())).join();
    }

    public void terminate(Arn arn) {
        ec2.terminateInstances(request -> request.instanceIds(arn.id())).join();
    }

    public void tag(Arn arn, String key, String value) {
        ec2.createTags(request -> request.resources(arn.id())
                        .tags(Tag.builder().key(key).value(value).build()))
                .join();
    }

    public void untag(Arn arn, String key) {
        ec2.deleteTags(request -> request.resources(arn.id()).tags(tag -> tag.key(key)))
                .join();
    }

    /** Has EC2 refuse to terminate it. */
    public void protect(Arn arn) {
        ec2.modifyInstanceAttribute(request -> request.instanceId(arn.id()).disableApiTermination(on -> on.value(true)))
                .join();
    }

    /** Attaches a new volume as this device; its id. */
    public String attachVolume(Arn arn, String device) {
        String zone = shown(arn).placement().availabilityZone();
        String volume = ec2.createVolume(
                        request -> request.availabilityZone(zone).size(1))
                .join()
                .volumeId();
        ec2.attachVolume(
                        request -> request.instanceId(arn.id()).volumeId(volume).device(device))
                .join();
        return volume;
    }

    public String type(Arn arn) {
        return shown(arn).instanceTypeAsString();
    }

    public Map<String, String> tags(Arn arn) {
        return shown(arn).tags().stream().collect(Collectors.toMap(Tag::key, Tag::value));
    }

    /** Ids of the images with this tag. */
    public List<String> images(String key, String value) {
        return ec2
                .describeImages(request -> request.owners("self")
                        .filters(filter -> filter.name("tag:" + key).values(value)))
                .join()
                .images()
                .stream()
                .map(Image::imageId)
                .toList();
    }

    /** Puts a value of CPU so many minutes ago, when its volumes were quiet. */
    public void lately(Arn arn, int minutes, double percent) {
        Instant time = Time.now().minus(minutes, ChronoUnit.MINUTES);
        List<MetricDatum> data = new ArrayList<>(operations(arn, time, 20));
        data.add(datum(arn, time, percent));
        cloudWatch
                .putMetricData(request -> request.namespace("AWS/EC2").metricData(data))
                .join();
    }

    private static List<MetricDatum> operations(Arn arn, Instant time, double operations) {
        return List.of("EBSReadOps", "EBSWriteOps").stream()
                .map(metric -> datum(arn, time, operations).toBuilder()
                        .metricName(metric)
                        .build())
                .toList();
    }

    private Instance shown(Arn arn) {
        return ec2.describeInstances(request -> request.instanceIds(arn.id()))
                .join()
                .reservations()
                .get(0)
                .instances()
                .get(0);
    }

    private static MetricDatum datum(Arn arn, Instant hour, double percent) {
        return MetricDatum.builder()
                .metricName("CPUUtilization")
                .dimensions(
                        Dimension.builder().name("InstanceId").value(arn.id()).build())
                .timestamp(hour)
                .value(percent)
                .build();
    }
}
