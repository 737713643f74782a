package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccount;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.ClientsAt;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.aws.AwsProxy;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.CapacityReservation;
import software.amazon.awssdk.services.ec2.model.CapacityReservationInstancePlatform;
import software.amazon.awssdk.services.ec2.model.EndDateType;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/** Against the stand-in, with a proxy in front of it. */
@NeedsAwsStandIn
class CommitmentListingIT {

    private static final String FIRST = "ap-southeast-2";
    private static final String SECOND = "ca-central-1";
    private static final String PLANS = "POST /DescribeSavingsPlans";
    private static final Duration YEAR = Duration.ofDays(365);

    /** The stand-in shows seconds. */
    @SuppressWarnings("TimeInStaticInitializer") // the state of a commitment follows from the present time
    private static final Instant START =
            Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(100));

    private static final Instant END = START.plus(YEAR);
    private static final String ACCOUNT = "123456789012";

    private final String suffix = UUID.randomUUID().toString();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private AwsProxy proxy;
    private Ec2AsyncClient ec2;
    private CommitmentListing lister;

    @BeforeEach
    void start() {
        proxy = AwsProxy.start(0, AwsStandIn.endpoint());
        ec2 = Ec2AsyncClient.builder()
                .endpointOverride(proxy.endpoint())
                .region(Region.of(FIRST))
                .build();
        lister = new CommitmentListing(
                ClientsAt.of(proxy.endpoint(), Clock.systemUTC(), Map.of("collector.aws.regions", FIRST + "," + SECOND))
                        .clients(),
                null,
                2);
    }

    @AfterEach
    void stop() {
        ec2.close();
        proxy.close();
    }

    @Test
    void shouldListAReservationWithItsTerms() {
        put(
                "reservation",
                "zonal",
                Map.of(
                        "type", "m5.large",
                        "instances", 3,
                        "offering", "convertible",
                        "hourly", "0.0605",
                        "zone", FIRST + "b",
                        "platform", "Windows",
                        "tags", Map.of("Name", "nightly builds")));

        Signal signal = find(list(FIRST), reservation("zonal"));

        assertThat(signal.getSource()).isEqualTo("inventory-commitments");
        assertThat(signal.getAccount()).isEqualTo(ACCOUNT);
        assertThat(signal.getRegion()).isEqualTo(FIRST);
        Inventory inventory = signal.getInventory();
        assertThat(inventory.getState()).isEqualTo("active");
        assertThat(inventory.getType()).isEqualTo("m5.large");
        assertThat(inventory.getPlatform()).isEqualTo("Windows");
        assertThat(inventory.getTenancy()).isEqualTo("default");
        assertThat(inventory.getZone()).isEqualTo(FIRST + "b");
        assertThat(inventory.getTagsMap()).containsOnly(Map.entry("Name", "nightly builds"));
        assertThat(inventory.getTagsUnknown()).isFalse();
        assertThat(inventory.getCommitment().getInstances()).isEqualTo(3);
        assertThat(inventory.getCommitment().getOffering()).isEqualTo("convertible");
        assertThat(inventory.getCommitment().getHourlyUsd()).isEqualTo("0.0605");
        assertThat(inventory.getCommitment().getStart()).isEqualTo(START.toEpochMilli());
        assertThat(inventory.getCommitment().getEnd()).isEqualTo(END.toEpochMilli());
    }

    /** Unknown is not free. */
    @Test
    void shouldNotTellAChargeThatIsAbsentOrInAnotherCurrency() {
        put("reservation", "unknown", Map.of("type", "m5.large", "instances", 1, "offering", "standard"));
        put(
                "reservation",
                "foreign",
                Map.of(
                        "type", "m5.large",
                        "instances", 1,
                        "offering", "standard",
                        "hourly", "0.06",
                        "currency", "CNY"));
        put("savings-plan", "foreign", Map.of("offering", "Compute", "hourly", "0.5", "currency", "CNY"));

        List<Signal> signals = list(FIRST);

        assertThat(Stream.of(reservation("unknown"), reservation("foreign"), plan("foreign"))
                        .map(arn -> find(signals, arn)
                                .getInventory()
                                .getCommitment()
                                .getHourlyUsd()))
                .containsOnly("");
        assertThat(find(signals, reservation("unknown")).getInventory().getZone())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "reservation, active, true",
        "reservation, payment-pending, true",
        "reservation, queued, false",
        "reservation, retired, false",
        "reservation, payment-failed, false",
        "savings-plan, active, true",
        "savings-plan, queued, true",
        "savings-plan, payment-pending, true",
        "savings-plan, retired, false",
        "savings-plan, returned, false"
    })
    void shouldListWhatIsInEffectOrWillBe(String kind, String state, boolean isListed) {
        put(
                kind,
                state,
                kind.equals("reservation")
                        ? Map.of("type", "m5.large", "instances", 1, "offering", "standard", "state", state)
                        : Map.of("offering", "Compute", "hourly", "0.5", "state", state));
        String arn = kind.equals("reservation") ? reservation(state) : plan(state);

        assertThat(arns(list(FIRST)).contains(arn)).isEqualTo(isListed);
    }

    @Test
    void shouldListACapacityReservationWithItsEnd() {
        CapacityReservation made = reserve(END);

        Signal signal = find(list(FIRST), made.capacityReservationArn());

        Inventory inventory = signal.getInventory();
        assertThat(inventory.getState()).isEqualTo("active");
        assertThat(inventory.getType()).isEqualTo("c5.xlarge");
        assertThat(inventory.getPlatform()).isEqualTo("Linux/UNIX");
        assertThat(inventory.getTenancy()).isEqualTo("default");
        assertThat(inventory.getZone()).isEqualTo(FIRST + "a");
        assertThat(inventory.getCreated()).isEqualTo(made.createDate().toEpochMilli());
        assertThat(inventory.getTagsMap()).containsOnly(Map.entry("Name", "launch"));
        assertThat(inventory.getCommitment().getInstances()).isEqualTo(4);
        assertThat(inventory.getCommitment().getStart())
                .isEqualTo(made.startDate().toEpochMilli());
        assertThat(inventory.getCommitment().getEnd()).isEqualTo(END.toEpochMilli());
        assertThat(inventory.getCommitment().getHourlyUsd()).isEmpty();
        assertThat(inventory.getCommitment().getOffering()).isEmpty();
    }

    /** It applies until somebody cancels it, whatever its date. */
    @Test
    void shouldNotTellAnEndOfACapacityReservationWithoutALimit() {
        CapacityReservation unlimited = reserve(null);
        CapacityReservation dated = reserve(END);
        proxy.rewriteResponses(
                call -> call.action().equals("DescribeCapacityReservations"),
                body -> body.replace("<endDateType>limited", "<endDateType>unlimited"));

        List<Signal> signals = list(FIRST);

        assertThat(Stream.of(unlimited, dated)
                        .map(made -> find(signals, made.capacityReservationArn())
                                .getInventory()
                                .getCommitment()
                                .hasEnd()))
                .containsOnly(false);
    }

    @Test
    void shouldLeaveOutACapacityReservationThatIsOver() {
        CapacityReservation cancelled = reserve(null);
        ec2.cancelCapacityReservation(request -> request.capacityReservationId(cancelled.capacityReservationId()))
                .join();
        CapacityReservation expired = reserve(Instant.now().minusSeconds(60));

        assertThat(arns(list(FIRST)))
                .doesNotContain(cancelled.capacityReservationArn(), expired.capacityReservationArn());
    }

    /** Its owner lists it, with its tags. */
    @Test
    void shouldLeaveOutACapacityReservationOfAnotherAccount() {
        CapacityReservation made = reserve(null);
        proxy.rewriteResponses(
                call -> call.action().equals("DescribeCapacityReservations"),
                body -> body.replace("<ownerId>" + ACCOUNT, "<ownerId>210987654321"));

        assertThat(arns(list(FIRST))).doesNotContain(made.capacityReservationArn());
    }

    @Test
    void shouldListASavingsPlanWithItsTerms() {
        put(
                "savings-plan",
                "compute",
                Map.of("offering", "Compute", "hourly", "1.25", "tags", Map.of("Name", "session store")));

        Signal signal = find(list(FIRST), plan("compute"));

        assertThat(signal.getAccount()).isEqualTo(ACCOUNT);
        assertThat(signal.getRegion()).isEqualTo(FIRST);
        Inventory inventory = signal.getInventory();
        assertThat(inventory.getState()).isEqualTo("active");
        assertThat(inventory.getType()).isEmpty();
        assertThat(inventory.getTagsMap()).containsOnly(Map.entry("Name", "session store"));
        assertThat(inventory.getCommitment().getOffering()).isEqualTo("Compute");
        assertThat(inventory.getCommitment().getHourlyUsd()).isEqualTo("1.25");
        assertThat(inventory.getCommitment().getStart()).isEqualTo(START.toEpochMilli());
        assertThat(inventory.getCommitment().getEnd()).isEqualTo(END.toEpochMilli());
        assertThat(inventory.getCommitment().hasInstances()).isFalse();
    }

    @Test
    void shouldListASavingsPlanOfAFamilyInItsRegion() {
        put(
                "savings-plan",
                "family",
                Map.of("offering", "EC2Instance", "family", "m5", "hourly", "0.5", "region", "eu-north-1"));

        Signal signal = find(list(FIRST), plan("family"));

        assertThat(signal.getRegion()).isEqualTo("eu-north-1");
        assertThat(signal.getInventory().getType()).isEqualTo("m5");
        assertThat(signal.getInventory().getCommitment().getOffering()).isEqualTo("EC2Instance");
    }

    @Test
    void shouldNotTellTimesThatCannotBeRead() {
        put("savings-plan", "times", Map.of("offering", "Compute", "hourly", "0.5"));
        proxy.rewriteResponses(
                call -> call.action().equals(PLANS),
                body -> body.replaceAll("\"start\": ?\"[^\"]*\"", "\"start\":\"next year\"")
                        .replaceAll("\"end\": ?\"[^\"]*\"", "\"end\":\"\""));

        Inventory inventory = find(list(FIRST), plan("times")).getInventory();

        assertThat(inventory.getCommitment().hasStart()).isFalse();
        assertThat(inventory.getCommitment().hasEnd()).isFalse();
        assertThat(inventory.getCommitment().getHourlyUsd()).isEqualTo("0.5");
    }

    /** Else each region would repeat them. */
    @Test
    void shouldAskForSavingsPlansInTheFirstRegionOnly() {
        put("savings-plan", "once", Map.of("offering", "Compute", "hourly", "0.5"));

        assertThat(arns(list(SECOND))).doesNotContain(plan("once"));
        assertThat(proxy.calls(PLANS)).isEmpty();
        assertThat(arns(list(FIRST))).contains(plan("once"));
    }

    @Test
    void shouldReadAllPages() {
        List<String> capacity = Stream.generate(() -> reserve(null))
                .limit(5)
                .map(CapacityReservation::capacityReservationArn)
                .toList();
        List<String> plans = Stream.of("a", "b", "c", "d", "e").toList();
        plans.forEach(name -> put("savings-plan", name, Map.of("offering", "Compute", "hourly", "0.5")));
        proxy.clearCalls();

        List<String> arns = arns(list(FIRST));

        assertThat(arns).containsAll(capacity).doesNotHaveDuplicates();
        assertThat(arns).containsAll(plans.stream().map(this::plan).toList());
        assertThat(proxy.calls("DescribeCapacityReservations")).hasSizeGreaterThanOrEqualTo(3);
        assertThat(proxy.calls(PLANS)).hasSizeGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DescribeReservedInstances", "DescribeCapacityReservations", PLANS})
    void shouldListTheOthersWhereOneIsDenied(String denied) {
        put("reservation", "other", Map.of("type", "m5.large", "instances", 1, "offering", "standard"));
        put("savings-plan", "other", Map.of("offering", "Compute", "hourly", "0.5"));
        Map<String, String> arns = Map.of(
                "DescribeReservedInstances",
                reservation("other"),
                "DescribeCapacityReservations",
                reserve(null).capacityReservationArn(),
                PLANS,
                plan("other"));
        Set<String> all = Set.copyOf(arns.values());
        assertThat(arns(list(FIRST))).containsAll(all);
        assertThat(unavailable()).isZero();
        answer(denied, "UnauthorizedOperation", "AccessDeniedException");

        List<String> listed = arns(list(FIRST));

        assertThat(all).filteredOn(arn -> !listed.contains(arn)).containsExactly(arns.get(denied));
        assertThat(unavailable()).isEqualTo(1);
    }

    /** As where the role of an account may not be assumed. */
    @ParameterizedTest
    @ValueSource(strings = {FIRST, SECOND})
    void shouldFailWhereNothingMayBeRead(String region) {
        for (String action : List.of("DescribeReservedInstances", "DescribeCapacityReservations", PLANS)) {
            answer(action, "UnauthorizedOperation", "AccessDeniedException");
        }

        assertThatThrownBy(() -> list(region)).isInstanceOf(SdkException.class);
        assertThat(unavailable()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DescribeReservedInstances", "DescribeCapacityReservations", PLANS})
    void shouldFailWhereOneCannotBeReadForAnotherReason(String failing) {
        answer(failing, "InvalidParameterValue", "ValidationException");

        assertThatThrownBy(() -> list(FIRST)).isInstanceOf(SdkException.class);
    }

    private void answer(String action, String ofEc2, String ofPlans) {
        proxy.answerAll(
                call -> call.action().equals(action),
                400,
                action.equals(PLANS)
                        ? "{\"__type\":\"" + ofPlans + "\",\"message\":\"no\"}"
                        : "<Response><Errors><Error><Code>" + ofEc2
                                + "</Code><Message>no</Message></Error></Errors></Response>");
    }

    private CapacityReservation reserve(Instant end) {
        return ec2.createCapacityReservation(request -> request.instanceType("c5.xlarge")
                        .instancePlatform(CapacityReservationInstancePlatform.LINUX_UNIX)
                        .availabilityZone(FIRST + "a")
                        .instanceCount(4)
                        .endDateType(end == null ? EndDateType.UNLIMITED : EndDateType.LIMITED)
                        .endDate(end)
                        .tagSpecifications(tags -> tags.resourceType(ResourceType.CAPACITY_RESERVATION)
                                .tags(tag -> tag.key("Name").value("launch"))))
                .join()
                .capacityReservation();
    }

    private void put(String kind, String name, Map<String, Object> fields) {
        Map<String, Object> resource = new HashMap<>(Map.of(
                "account",
                ACCOUNT,
                "region",
                FIRST,
                "kind",
                kind,
                "id",
                id(name),
                "start",
                START.toEpochMilli(),
                "end",
                END.toEpochMilli()));
        resource.putAll(fields);
        AwsStandIn.setPast(List.of(resource));
    }

    private List<Signal> list(String region) {
        return lister.list(
                        new AwsAccountRegion(AwsAccount.ofOwnCredentials(ACCOUNT), region),
                        new RegionListing(lister.source(), "place", ACCOUNT, region, Listings.NOW),
                        new AccessDeniedRecorder(lister.source(), new SourceMeters(meters)::unavailable))
                .signals();
    }

    private String id(String name) {
        return name + "-" + suffix;
    }

    private String reservation(String name) {
        return "arn:aws:ec2:" + FIRST + ":" + ACCOUNT + ":reserved-instances/" + id(name);
    }

    private String plan(String name) {
        return "arn:aws:savingsplans::" + ACCOUNT + ":savingsplan/" + id(name);
    }

    private static List<String> arns(List<Signal> signals) {
        return signals.stream().map(Signal::getResource).toList();
    }

    private static Signal find(List<Signal> signals, String arn) {
        return signals.stream()
                .filter(signal -> signal.getResource().equals(arn))
                .findFirst()
                .orElseThrow();
    }

    private double unavailable() {
        return meters.counter("gleaner.collector.unavailable", "source", "inventory-commitments")
                .count();
    }
}
