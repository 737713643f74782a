package dev.gleaner.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.runtime.aws.MotoControl;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.process.LocalGleaner;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * The first hour on an account that exists for 400 days: what a user of {@code up --account} sees, who is interrupted and starts again. The
 * account is one of the stand-in, which has an event history and points of CloudWatch as AWS keeps them.
 */
class AccountIT {

    private static final int PORT_BASE = 26100;
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path RUN = Path.of("target/account/run").toAbsolutePath();
    private static final LocalGleaner GLEANER = new LocalGleaner(ROOT, RUN, PORT_BASE);

    private static final String ACCOUNT = "123456789012";
    private static final String REGION = "us-east-1";
    private static final String LOOKUP = "LookupEvents";
    private static final String METRICS = "GetMetricData";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int CALLS_BEFORE_THE_INTERRUPTION = 3;

    /** CloudWatch keeps points of five minutes for 63 days, but only those of this time are requested. */
    private static final int FINE_DAYS = 14;

    private static final int HOURLY_DAYS = 63;
    private static final int AGE_DAYS = 400;
    private static final int UNUSED_DAYS = 70;

    private static final Pattern START_TIME = Pattern.compile("StartTime=([0-9TZ.:-]+)");

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.HOURS);

    private static AwsProxy proxy;
    private static String ended;
    private static String monthly;
    private static String volume;
    private static List<AwsProxy.Call> interrupted;
    private static List<AwsProxy.Call> resumed;
    private static LocalGleaner.Outcome up;

    @BeforeAll
    static void start() throws IOException {
        GLEANER.down("--purge");
        createAccount();
        proxy = AwsProxy.start(0, AwsStandIn.endpoint());
        Map<String, String> profile = profile();
        CompletableFuture<LocalGleaner.Outcome> first = CompletableFuture.supplyAsync(() -> up(profile));
        await().atMost(PATIENCE)
                .until(() -> proxy.calls(LOOKUP).size() >= CALLS_BEFORE_THE_INTERRUPTION && hasLoadOfThePast()
                        || first.isDone());
        GLEANER.kill("collector");
        LocalGleaner.Outcome killed = first.join();
        assertThat(killed.output()).contains("collector has ended");
        interrupted = proxy.calls();
        proxy.clearCalls();

        up = up(profile);

        resumed = proxy.calls();
        assertThat(up.exit()).as(up.output()).isZero();
        System.out.println("up --account took " + up.took().toSeconds() + " s");
    }

    @AfterAll
    static void stop() {
        LocalGleaner.Outcome down = GLEANER.down("--purge");
        if (proxy != null) {
            proxy.close();
        }
        assertThat(down.exit()).as(down.output()).isZero();
    }

    @Test
    void shouldTellBeforeWhatItCostsAndAfterwardsWhatItTook() {
        assertThat(up.output())
                .contains(
                        "3 instances. Reading what CloudWatch knows of the last 62 days takes about 3 calls and costs about 0.01 USD, once")
                .containsPattern("read of the past: (\\d+) of \\1 calls, 0\\.\\d+ USD; the first findings took \\d+ s");
    }

    @Test
    void shouldKnowTheWorkOf62Days() {
        Map<String, JsonNode> open = GLEANER.open();

        assertThat(open)
                .containsKeys("idle-instance " + instance(ended), "sporadic-instance " + instance(monthly))
                .doesNotContainKey("idle-instance " + instance(monthly));
        awaitEvidence("idle-instance " + instance(ended), "history", 62);
    }

    @Test
    void shouldKnowSinceWhenAVolumeIsUnusedAndWhoCreatedIt() {
        String key = "forgotten-storage arn:aws:ec2:%s:%s:volume/%s".formatted(REGION, ACCOUNT, volume);
        awaitEvidence(key, "unattached for at least", UNUSED_DAYS);
        JsonNode finding = GLEANER.open().get(key);

        assertThat(finding.get("creator").asText()).endsWith(":user/maria");
        assertThat(finding.at("/owner/source").asText()).isEqualTo("cloudtrail");
    }

    @Test
    void shouldNotAskTwiceAfterAnInterruption() {
        // The last one may have been answered without the answer being stored.
        List<String> answered = names(interrupted).subList(0, names(interrupted).size() - 1);

        assertThat(answered).isNotEmpty();
        assertThat(names(resumed)).isNotEmpty().doesNotContainAnyElementsOf(answered);
        assertThat(readings(interrupted) + readings(resumed)).isEqualTo(1);
    }

    private static boolean hasLoadOfThePast() {
        return StreamSupport.stream(
                        GLEANER.get("collector", "/backfill").path("calls").spliterator(), false)
                .anyMatch(reading -> reading.path("source").asText().equals("get-metric-data-history")
                        && reading.path("done").asInt() > 0);
    }

    /** Calls of the collector for the load of instances of more than a month ago. */
    private static long readings(List<AwsProxy.Call> calls) {
        return calls.stream()
                .filter(call -> call.action().equals(METRICS))
                .map(call -> URLDecoder.decode(call.body(), StandardCharsets.UTF_8))
                .filter(body -> body.contains("CPUUtilization") && body.contains(".Id=q0&"))
                .map(START_TIME::matcher)
                .filter(start -> start.find() && Instant.parse(start.group(1)).isBefore(before(31)))
                .count();
    }

    /** What the newest hour shows may be known a moment after the hour that opened the finding. */
    private static void awaitEvidence(String key, String name, double value) {
        await().untilAsserted(() ->
                assertThat(evidence(GLEANER.open().get(key), name)).isEqualTo(value));
    }

    private static double evidence(JsonNode finding, String name) {
        return StreamSupport.stream(finding.get("evidence").spliterator(), false)
                .filter(evidence -> evidence.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow()
                .get("value")
                .asDouble();
    }

    private static List<String> names(List<AwsProxy.Call> calls) {
        return calls.stream()
                .filter(call -> call.action().equals(LOOKUP))
                .map(call -> Json.read(call.body(), JsonNode.class)
                        .at("/LookupAttributes/0/AttributeValue")
                        .asText())
                .toList();
    }

    private static LocalGleaner.Outcome up(Map<String, String> profile) {
        return GLEANER.up(profile, "--account", "old", "--yes");
    }

    /** As a user has one whose network reaches AWS by an address of its own. */
    private static Map<String, String> profile() throws IOException {
        Path folder = Files.createDirectories(RUN.resolveSibling("aws"));
        Path config = Files.writeString(
                folder.resolve("config"),
                "[profile old]\nregion = %s\nendpoint_url = %s\n".formatted(REGION, proxy.endpoint()));
        Path credentials = Files.writeString(
                folder.resolve("credentials"), "[old]\naws_access_key_id = test\naws_secret_access_key = test\n");
        return Map.of("AWS_CONFIG_FILE", config.toString(), "AWS_SHARED_CREDENTIALS_FILE", credentials.toString());
    }

    private static void createAccount() {
        EstateAws aws = new EstateAws(AwsStandIn.endpoint());
        MotoControl control = new MotoControl(AwsStandIn.endpoint());
        try (Ec2Client ec2 = aws.client(Ec2Client.builder())) {
            ended = launch(ec2, "ended-project");
            monthly = launch(ec2, "month-end");
            String web = launch(ec2, "web");
            volume = ec2.createVolume(request ->
                            request.availabilityZone(REGION + "a").size(500).volumeType("gp3"))
                    .volumeId();
            control.putPoints(REGION, "AWS/EC2", points(ended, Set.of(), 1));
            control.putPoints(REGION, "AWS/EC2", points(monthly, Set.of(31, 61), 1));
            control.putPoints(REGION, "AWS/EC2", points(web, Set.of(), 45));
        }
        control.setPast(List.of(Map.of(
                "account",
                ACCOUNT,
                "region",
                REGION,
                "kind",
                "volume",
                "id",
                volume,
                "created",
                before(80).toEpochMilli())));
        control.putEvents(List.of(
                event(before(80), "CreateVolume", "maria", Map.of(), Map.of("volumeId", volume)),
                event(before(79), "AttachVolume", "maria", Map.of("volumeId", volume), Map.of("volumeId", volume)),
                event(
                        before(UNUSED_DAYS),
                        "DetachVolume",
                        "maria",
                        Map.of("volumeId", volume),
                        Map.of("volumeId", volume))));
    }

    private static String launch(Ec2Client ec2, String name) {
        return ec2.runInstances(request -> request.imageId("ami-12c6146b")
                        .instanceType(InstanceType.M5_LARGE)
                        .minCount(1)
                        .maxCount(1)
                        .tagSpecifications(TagSpecification.builder()
                                .resourceType(ResourceType.INSTANCE)
                                .tags(Tag.builder().key("Name").value(name).build())
                                .build()))
                .instances()
                .get(0)
                .instanceId();
    }

    /** A day at a time, an hour and five minutes at a time, as long ago as CloudWatch keeps each. */
    private static List<Map<String, Object>> points(String instance, Set<Integer> busyDays, double cpu) {
        List<Map<String, Object>> points = new ArrayList<>();
        for (int day = AGE_DAYS; day > HOURLY_DAYS; day--) {
            add(points, instance, before(day), cpu);
        }
        for (int hour = HOURLY_DAYS * 24; hour > FINE_DAYS * 24; hour--) {
            add(points, instance, NOW.minus(hour, ChronoUnit.HOURS), busyDays.contains(hour / 24) ? 70 : cpu);
        }
        Instant fine = before(FINE_DAYS);
        for (Instant at = fine; at.isBefore(Instant.now()); at = at.plus(Duration.ofMinutes(5))) {
            add(points, instance, at, cpu);
        }
        return points;
    }

    private static void add(List<Map<String, Object>> points, String instance, Instant at, double cpu) {
        points.add(point(instance, "CPUUtilization", "Percent", at, cpu));
        points.add(point(instance, "NetworkIn", "Bytes", at, 1000));
        points.add(point(instance, "NetworkOut", "Bytes", at, 1000));
        points.add(point(instance, "EBSReadOps", "Count", at, 0));
        points.add(point(instance, "EBSWriteOps", "Count", at, 2));
    }

    private static Map<String, Object> point(String instance, String name, String unit, Instant at, double value) {
        return Map.of(
                "name", name,
                "unit", unit,
                "at", at.toEpochMilli(),
                "dimensions", Map.of("InstanceId", instance),
                "count", 1,
                "sum", value,
                "min", value,
                "max", value);
    }

    private static Map<String, Object> event(
            Instant at, String name, String user, Map<String, Object> request, Map<String, Object> response) {
        return Map.ofEntries(
                Map.entry("eventVersion", "1.08"),
                Map.entry("eventID", name + at),
                Map.entry("eventType", "AwsApiCall"),
                Map.entry("eventTime", at.toString()),
                Map.entry("eventSource", "ec2.amazonaws.com"),
                Map.entry("eventName", name),
                Map.entry("awsRegion", REGION),
                Map.entry("recipientAccountId", ACCOUNT),
                Map.entry(
                        "userIdentity",
                        Map.of(
                                "type",
                                "IAMUser",
                                "userName",
                                user,
                                "accountId",
                                ACCOUNT,
                                "arn",
                                "arn:aws:iam::" + ACCOUNT + ":user/" + user)),
                Map.entry("requestParameters", request),
                Map.entry("responseElements", response));
    }

    private static Instant before(int days) {
        return NOW.minus(days, ChronoUnit.DAYS);
    }

    private static String instance(String id) {
        return "arn:aws:ec2:%s:%s:instance/%s".formatted(REGION, ACCOUNT, id);
    }
}
