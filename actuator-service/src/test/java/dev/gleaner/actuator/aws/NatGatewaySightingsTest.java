package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the answers of EC2 and CloudWatch about a NAT gateway are worth. */
class NatGatewaySightingsTest extends SightingsTest {

    private static final Arn GATEWAY = Arn.parse("arn:aws:ec2:us-east-1:123456789012:natgateway/nat-1");
    private static final Instant NOW = Instant.parse("2026-11-24T12:34:56Z");
    private static final String THE_GATEWAY = "DescribeNatGateways&Version=2016-11-15&NatGatewayId.1=nat-1";
    private static final String NONE = "<DescribeNatGatewaysResponse><natGatewaySet/></DescribeNatGatewaysResponse>";

    @BeforeEach
    void showAGateway() {
        aws = patient;
        answer();
    }

    private void answer() {
        aws.answer("DescribeNatGateways", 200, NONE);
        aws.answer(THE_GATEWAY, 200, gateways(gateway("nat-1", "available", "")));
        aws.answer(
                "DescribeRouteTables",
                200,
                tables("<item><routeTableId>rtb-1</routeTableId><routeSet>"
                        + route("destinationCidrBlock", "0.0.0.0/0", "nat-1")
                        + route("destinationIpv6CidrBlock", "64:ff9b::/96", "nat-1")
                        + route("destinationCidrBlock", "10.1.0.0/16", "nat-7")
                        + "<item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId></item>"
                        + "</routeSet></item><item><routeTableId>rtb-2</routeTableId><routeSet/></item>"));
    }

    @Test
    void shouldShowItsAddressesAndTheRoutesToIt() {
        NatGateway.Observation shown = see().orElseThrow();
        NatGateway gateway = shown.gateway();

        assertThat(gateway.subnet()).isEqualTo("subnet-1");
        assertThat(gateway.addresses())
                .extracting(NatGateway.Address::allocation)
                .containsExactly("eipalloc-9", "eipalloc-1");
        assertThat(gateway.routes())
                .containsExactly(
                        new NatGateway.Route("rtb-1", "0.0.0.0/0", "nat-1"),
                        new NatGateway.Route("rtb-1", "64:ff9b::/96", "nat-1"));
        assertThat(shown.tables()).containsExactly("rtb-1", "rtb-2");
        assertThat(gateway.planningObstacle()).isEmpty();
        assertThat(aws.requests("DescribeRouteTables")).last().asString().contains("vpc-id", "=vpc-1");
        assertThat(TargetRegistry.findKind(GATEWAY)).contains(ResourceKind.NAT_GATEWAY);
        assertThat(Json.read(Json.text(shown), ResourceObservation.class)).isEqualTo(shown);
        assertThat(Json.read(Json.text(gateway), ResourceSnapshot.class)).isEqualTo(gateway);
    }

    @Test
    void shouldShowWhatStandsForIt() {
        aws.answer(THE_GATEWAY, 400, error("NatGatewayNotFound"));
        aws.answer(
                "DescribeNatGateways",
                200,
                gateways(gateway("nat-2", "pending", restores("nat-1"))
                        + gateway("nat-3", "available", restores("nat-9"))));

        NatGateway.Observation shown = see().orElseThrow();

        assertThat(shown.gateway()).isNull();
        assertThat(shown.replacements()).containsExactly(new NatGateway.Replacement("nat-2", "act_1", "pending"));
        assertThat(shown.routes()).hasSize(2);
        assertThat(Json.read(Json.text(shown), ResourceObservation.class)).isEqualTo(shown);
    }

    /** kubernetes-sigs/cluster-api-provider-aws#2915: an empty list was read as "gone". */
    @Test
    void shouldTakeAnEmptyAnswerForNothing() {
        aws.answer("DescribeRouteTables", 200, tables(""));
        assertThat(see()).isEmpty();

        answer();
        aws.answer(THE_GATEWAY, 200, NONE);
        assertThat(see()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {THE_GATEWAY, "DescribeNatGateways", "DescribeRouteTables"})
    void shouldFailRatherThanTakeAThrottledCallForGone(String action) {
        aws = busy;
        answer();
        aws.throttle(action);

        assertThatThrownBy(this::see)
                .satisfies(failure ->
                        assertThat(AwsError.of(failure).isRetryable()).isTrue());
    }

    /** The hour under way counts for the bytes, not for the hours. */
    @Test
    void shouldCountTheBytesOfEachHour() {
        values(24, 0);
        assertThat(traffic()).isEqualTo(new NatGateway.TrafficReader.Traffic(0, 24));

        values(23, 0);
        assertThat(traffic().hours()).isEqualTo(23);

        values(0, 0);
        assertThat(traffic().objection()).isPresent();

        values(24, 12);
        assertThat(traffic().bytes()).isEqualTo(12);
    }

    /** An answer of which a part is missing shows no hour. */
    @Test
    void shouldNotTakePartOfTheValuesForAll() {
        values(24, 0, "PartialData");

        assertThat(traffic().objection())
                .hasValueSatisfying(why -> assertThat(why).contains("only 0"));
    }

    private NatGateway.TrafficReader.Traffic traffic() {
        return aws.on(() -> new NatGateway.TrafficReader(aws.clients()).read(NOW, GATEWAY));
    }

    private void values(int hours, double lastBytes) {
        values(hours, lastBytes, "Complete");
    }

    /** So many whole hours before the current one, which has a value too if there are any. */
    private void values(int hours, double lastBytes, String status) {
        Instant hour = NOW.truncatedTo(ChronoUnit.HOURS);
        List<Instant> times = IntStream.range(0, hours == 0 ? 0 : hours + 1)
                .mapToObj(index -> hour.minus(Duration.ofHours(index)))
                .toList();
        aws.answer(
                "GetMetricData",
                200,
                "<GetMetricDataResponse><GetMetricDataResult><MetricDataResults><member><Id>bytes</Id><StatusCode>"
                        + status + "</StatusCode><Timestamps>"
                        + times.stream()
                                .map(time -> "<member>" + time + "</member>")
                                .collect(Collectors.joining())
                        + "</Timestamps><Values>"
                        + IntStream.range(0, times.size())
                                .mapToObj(index -> "<member>" + (index == 0 ? lastBytes : 0.0) + "</member>")
                                .collect(Collectors.joining())
                        + "</Values></member></MetricDataResults></GetMetricDataResult></GetMetricDataResponse>");
    }

    private Optional<NatGateway.Observation> see() {
        return aws.on(() -> new NatGateway.Describer(aws.clients()).describe(GATEWAY, Optional.of("vpc-1")))
                .map(NatGateway.Observation.class::cast);
    }

    private static String gateways(String items) {
        return "<DescribeNatGatewaysResponse><natGatewaySet>" + items
                + "</natGatewaySet></DescribeNatGatewaysResponse>";
    }

    private static String gateway(String id, String state, String tags) {
        return "<item><natGatewayId>" + id + "</natGatewayId><state>" + state + "</state><vpcId>vpc-1</vpcId>"
                + "<subnetId>subnet-1</subnetId><connectivityType>public</connectivityType><natGatewayAddressSet>"
                + "<item><allocationId>eipalloc-1</allocationId><privateIp>10.0.0.7</privateIp><isPrimary>false</isPrimary>"
                + "</item><item><allocationId>eipalloc-9</allocationId><privateIp>10.0.0.9</privateIp>"
                + "<isPrimary>true</isPrimary></item></natGatewayAddressSet><tagSet>" + tags + "</tagSet></item>";
    }

    private static String restores(String id) {
        return "<item><key>gleaner:restores</key><value>" + id + "</value></item>"
                + "<item><key>gleaner:action</key><value>act_1</value></item>";
    }

    private static String tables(String items) {
        return "<DescribeRouteTablesResponse><routeTableSet>" + items
                + "</routeTableSet></DescribeRouteTablesResponse>";
    }

    private static String route(String kind, String destination, String gateway) {
        return "<item><" + kind + ">" + destination + "</" + kind + "><natGatewayId>" + gateway
                + "</natGatewayId><state>active</state></item>";
    }

    private static String error(String code) {
        return "<Response><Errors><Error><Code>" + code + "</Code><Message>no</Message></Error></Errors></Response>";
    }
}
