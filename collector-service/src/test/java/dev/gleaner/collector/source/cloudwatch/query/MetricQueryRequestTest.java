package dev.gleaner.collector.source.cloudwatch.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.listing.kind.InferenceEndpointListing;
import dev.gleaner.collector.listing.kind.LogGroupListing;
import dev.gleaner.collector.listing.kind.ScalingGroupListing;
import dev.gleaner.collector.listing.kind.VolumeListing;
import dev.gleaner.collector.listing.kind.VpcListing;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.GetMetricDataPrice;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;

class MetricQueryRequestTest {

    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void shouldAskForEveryInstanceInAsFewCallsAsFit() {
        List<MetricQueryRequest> questions =
                MetricQueryRequest.split(InstanceMetrics.INSTANCES, members(1000), anHour());

        assertThat(questions)
                .hasSize(8)
                .allMatch(question -> question.queries().size() <= GetMetricDataPrice.QUERIES_A_CALL);
        assertThat(asked(questions)).hasSize(4000).doesNotHaveDuplicates();
    }

    @Test
    void shouldAskOnlyWhatRulesAskFor() {
        assertThat(asked(MetricQueryRequest.split(InstanceMetrics.INSTANCES, members(1), anHour())))
                .containsExactlyInAnyOrder(
                        "i-0 CPUUtilization Average",
                        "i-0 CPUUtilization Maximum",
                        "i-0 NetworkIn Sum",
                        "i-0 NetworkOut Sum");
    }

    /** The statistics of a metric count as one within a call only. */
    @Test
    void shouldKeepTheStatisticsOfAnInstanceTogether() {
        List<MetricQueryRequest> questions =
                MetricQueryRequest.split(InstanceMetrics.INSTANCES, members(260), anHour());

        assertThat(questions)
                .allSatisfy(question -> assertThat(question.queries())
                        .hasSize(question.targets().size() * InstanceMetrics.INSTANCES.queries()));
        assertThat(questions.stream().flatMap(question -> question.targets().stream()))
                .hasSize(260)
                .doesNotHaveDuplicates();
    }

    /** A second page would cost what the first one did. */
    @Test
    void shouldAskForFewInstancesAtATimeWhereAnswersAreLong() {
        MetricQueryRequest.Window days = new MetricQueryRequest.Window(TEN.minus(Duration.ofDays(14)), TEN);

        List<MetricQueryRequest> questions = MetricQueryRequest.split(InstanceMetrics.INSTANCES, members(100), days);

        assertThat(questions)
                .hasSize(17)
                .allMatch(question -> question.queries().size() * days.periods(InstanceMetrics.INSTANCES.period())
                        <= GetMetricDataPrice.POINTS_A_PAGE);
    }

    /** The documented figure: 1,000 instances x 3 metrics, hourly over 30 days, cost 21.60 USD. */
    @Test
    void shouldKnowItsPrice() {
        assertThat(InstanceMetrics.INSTANCES.dollars(1000).multiply(BigDecimal.valueOf(24 * 30)))
                .isEqualByComparingTo("21.60");
    }

    /** Minutes cost as much as longer periods; a day of 17 volumes, or two weeks of one, is one page of a response. */
    @Test
    void shouldAskForTheMinutesOfAVolume() {
        List<MetricTarget> volumes = IntStream.range(0, 17)
                .mapToObj(i -> Arn.volume("us-east-1", "111122223333", "vol-" + i))
                .flatMap(arn -> new VolumeListing.ListedVolume(arn, true, true).metricTargets())
                .toList();

        List<MetricQueryRequest> questions = MetricQueryRequest.split(
                VolumeListing.PLAN, volumes, new MetricQueryRequest.Window(TEN.minus(Duration.ofDays(1)), TEN));
        List<MetricQueryRequest> first = MetricQueryRequest.split(
                VolumeListing.PLAN,
                volumes.subList(0, 2),
                new MetricQueryRequest.Window(TEN.minus(Duration.ofDays(14)), TEN));

        assertThat(questions).hasSize(1);
        assertThat(first).hasSize(2);
        assertThat(questions.get(0).queries()).hasSize(17 * 4);
        assertThat(questions.get(0).queries().get(1).metricStat()).satisfies(asked -> {
            assertThat(asked.stat()).isEqualTo("Sum");
            assertThat(asked.period()).isEqualTo(60);
            assertThat(asked.metric().namespace()).isEqualTo("AWS/EBS");
            assertThat(asked.metric().metricName()).isEqualTo("VolumeWriteOps");
            assertThat(asked.metric().dimensions())
                    .extracting(dimension -> dimension.name() + "=" + dimension.value())
                    .containsExactly("VolumeId=vol-0");
        });
        assertThat(VolumeListing.PLAN.dollars(1000).multiply(BigDecimal.valueOf(30)))
                .isEqualByComparingTo("1.20");
    }

    /** A day of 40 endpoints with two variants each is one call, and 1,000 variants cost 1.20 USD in 30 days. */
    @Test
    void shouldAskHowOftenEachVariantWasCalled() {
        Arn endpoint = Arn.parse("arn:aws:sagemaker:us-east-1:111122223333:endpoint/ranker");
        List<MetricTarget> variants = IntStream.range(0, 80)
                .mapToObj(i -> "v" + i)
                .flatMap(variant -> new InferenceEndpointListing.InferenceEndpoint(endpoint, "Ranker", List.of(variant))
                        .metricTargets())
                .toList();

        List<MetricQueryRequest> questions = MetricQueryRequest.split(
                InferenceEndpointListing.PLAN,
                variants,
                new MetricQueryRequest.Window(TEN.minus(Duration.ofDays(1)), TEN));

        assertThat(questions).hasSize(1);
        assertThat(questions.get(0).queries().get(42).metricStat()).satisfies(asked -> {
            assertThat(asked.stat()).isEqualTo("Sum");
            assertThat(asked.period()).isEqualTo(3600);
            assertThat(asked.metric().namespace()).isEqualTo("AWS/SageMaker");
            assertThat(asked.metric().metricName()).isEqualTo("Invocations");
            assertThat(asked.metric().dimensions())
                    .extracting(dimension -> dimension.name() + "=" + dimension.value())
                    .containsExactly("EndpointName=Ranker", "VariantName=v7");
        });
        assertThat(questions.get(0).queries().subList(43, 48))
                .extracting(query -> query.metricStat().metric().metricName() + " "
                        + query.metricStat().stat())
                .containsExactly(
                        "ModelLatency Average",
                        "CPUUtilization Average",
                        "CPUUtilization Maximum",
                        "GPUUtilization Average",
                        "GPUUtilization Maximum");
        assertThat(questions.get(0).queries().get(45).metricStat()).satisfies(asked -> {
            assertThat(asked.metric().namespace()).isEqualTo("/aws/sagemaker/Endpoints");
            assertThat(asked.metric().metricName()).isEqualTo("CPUUtilization");
            assertThat(asked.metric().dimensions())
                    .extracting(dimension -> dimension.name() + "=" + dimension.value())
                    .containsExactly("EndpointName=Ranker", "VariantName=v7");
        });
        assertThat(InferenceEndpointListing.PLAN.dollars(1000).multiply(BigDecimal.valueOf(30)))
                .isEqualByComparingTo("1.20");
    }

    /** A day of 120 Auto Scaling groups is one call, and 1,000 of them cost 0.60 USD in 30 days. */
    @Test
    void shouldAskForTheLoadAndTheSizeOfGroupsEachFiveMinutes() {
        List<MetricTarget> groups = IntStream.range(0, 120)
                .mapToObj(i -> new ScalingGroupListing.NamedGroup(
                                Arn.parse("arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:u-" + i
                                        + ":autoScalingGroupName/workers " + i),
                                "workers " + i)
                        .metricTarget())
                .toList();

        List<MetricQueryRequest> questions = MetricQueryRequest.split(
                ScalingGroupListing.PLAN, groups, new MetricQueryRequest.Window(TEN.minus(Duration.ofDays(1)), TEN));

        assertThat(questions).hasSize(1);
        assertThat(questions.get(0).queries().subList(14, 16))
                .extracting(query -> query.metricStat().metric().namespace() + " "
                        + query.metricStat().metric().metricName() + " "
                        + query.metricStat().stat() + " " + query.metricStat().period())
                .containsExactly(
                        "AWS/EC2 CPUUtilization Average 300", "AWS/AutoScaling GroupInServiceInstances Maximum 300");
        assertThat(questions.get(0).queries().get(14).metricStat().metric().dimensions())
                .extracting(dimension -> dimension.name() + "=" + dimension.value())
                .containsExactly("AutoScalingGroupName=workers 7");
        assertThat(ScalingGroupListing.PLAN.dollars(1000).multiply(BigDecimal.valueOf(30)))
                .isEqualByComparingTo("0.60");
    }

    /** 125 NAT gateways are one call, and 1,000 of them cost 4.87 USD in a month of 730 hours. */
    @Test
    void shouldAskForTheBytesOfNatGateways() {
        Arn vpc = Arn.vpc("us-east-1", "111122223333", "vpc-1");
        List<MetricTarget> gateways = IntStream.range(0, 125)
                .mapToObj(i -> new VpcListing.AvailableGateway(
                                Arn.natGateway("us-east-1", "111122223333", "nat-" + i), vpc)
                        .metricTarget())
                .toList();

        List<MetricQueryRequest> questions = MetricQueryRequest.split(
                VpcListing.NAT_GATEWAYS, gateways, new MetricQueryRequest.Window(TEN.minus(Duration.ofHours(6)), TEN));

        assertThat(questions).hasSize(1);
        assertThat(asked(questions).subList(4, 8))
                .containsExactly(
                        "nat-1 BytesInFromSource Sum",
                        "nat-1 BytesOutToDestination Sum",
                        "nat-1 BytesInFromDestination Sum",
                        "nat-1 BytesOutToSource Sum");
        assertThat(questions.get(0).queries()).allSatisfy(query -> {
            assertThat(query.metricStat().period()).isEqualTo(3600);
            assertThat(query.metricStat().metric().namespace()).isEqualTo("AWS/NATGateway");
            assertThat(query.metricStat().metric().dimensions())
                    .extracting(Dimension::name)
                    .containsExactly("NatGatewayId");
        });
        assertThat(VpcListing.NAT_GATEWAYS.dollars(1000).multiply(BigDecimal.valueOf(730 / 6.0)))
                .isCloseTo(new BigDecimal("4.87"), within(new BigDecimal("0.01")));
    }

    /** Hours of 500 log groups are one call, and 1,000 of them cost 0.30 USD in 30 days. */
    @Test
    void shouldAskForTheBytesThatLogGroupsTakeIn() {
        List<MetricTarget> groups = IntStream.range(0, 500)
                .mapToObj(i -> "/ml/training/" + i)
                .map(name -> new LogGroupListing.StoringGroup(Arn.logGroup("us-east-1", "111122223333", name))
                        .metricTarget())
                .toList();

        List<MetricQueryRequest> questions = MetricQueryRequest.split(
                LogGroupListing.PLAN, groups, new MetricQueryRequest.Window(TEN.minus(Duration.ofDays(1)), TEN));

        assertThat(questions).hasSize(1);
        assertThat(asked(questions)).hasSize(500).contains("/ml/training/7 IncomingBytes Sum");
        assertThat(questions.get(0).queries()).allSatisfy(query -> {
            assertThat(query.metricStat().period()).isEqualTo(3600);
            assertThat(query.metricStat().metric().namespace()).isEqualTo("AWS/Logs");
            assertThat(query.metricStat().metric().dimensions())
                    .extracting(Dimension::name)
                    .containsExactly("LogGroupName");
        });
        assertThat(LogGroupListing.PLAN.dollars(1000).multiply(BigDecimal.valueOf(30)))
                .isEqualByComparingTo("0.30");
    }

    @Test
    void shouldCountThePeriodsThatAWindowCuts() {
        assertThat(anHour().periods(InstanceMetrics.INSTANCES.period())).isEqualTo(15);
        assertThat(new MetricQueryRequest.Window(TEN, TEN.plusSeconds(301)).periods(InstanceMetrics.INSTANCES.period()))
                .isEqualTo(2);
    }

    private static MetricQueryRequest.Window anHour() {
        return new MetricQueryRequest.Window(TEN.minus(Duration.ofMinutes(75)), TEN);
    }

    private static List<String> asked(List<MetricQueryRequest> questions) {
        return questions.stream()
                .flatMap(question -> question.queries().stream())
                .map(query -> query.metricStat().metric().dimensions().get(0).value() + " "
                        + query.metricStat().metric().metricName() + " "
                        + query.metricStat().stat())
                .toList();
    }

    static List<MetricTarget> members(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> InstanceMetrics.instance(
                        "us-east-1", new InstanceRegistry.Member("111122223333", "i-" + i, Optional.empty())))
                .toList();
    }
}
