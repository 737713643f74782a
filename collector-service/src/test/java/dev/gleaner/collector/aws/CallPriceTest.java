package dev.gleaner.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

class CallPriceTest {

    @Test
    void shouldCountUpToFiveStatisticsOfOneMetricOnce() {
        assertThat(dollars(queries("CPUUtilization", "i-1", 5))).isEqualTo("0.00001");
        assertThat(dollars(queries("CPUUtilization", "i-1", 6))).isEqualTo("0.00002");
        assertThat(dollars(Stream.concat(
                        queries("CPUUtilization", "i-1", 2),
                        Stream.concat(queries("CPUUtilization", "i-2", 1), queries("NetworkIn", "i-1", 1)))))
                .isEqualTo("0.00003");
    }

    @Test
    void shouldKnowWhatOtherCallsCost() {
        assertThat(CallPrice.priceOf(
                        "S3", "GetObject", GetObjectRequest.builder().build()))
                .isEqualByComparingTo("0.0000004");
        assertThat(CallPrice.priceOf(
                        "S3", "ListObjectsV2", ListObjectsV2Request.builder().build()))
                .isEqualByComparingTo("0.000005");
        assertThat(CallPrice.priceOf(
                        "Sqs", "ReceiveMessage", ReceiveMessageRequest.builder().build()))
                .isEqualByComparingTo("0.0000004");
        assertThat(CallPrice.priceOf(
                        "Ec2",
                        "DescribeInstances",
                        DescribeInstancesRequest.builder().build()))
                .isZero();
    }

    @Test
    void shouldCountCallsAndWhatIsAnsweredInDollars() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        CallCostMeter meter = new CallCostMeter(registry, Clock.systemUTC());
        meter.registerSource("inventory");

        meter.callStarted("get-metric-data", "CloudWatch", "GetMetricData");
        meter.callStarted("get-metric-data", "CloudWatch", "GetMetricData");
        meter.callSucceeded("get-metric-data", "CloudWatch", "GetMetricData", question());

        assertThat(registry.get("gleaner.collector.cost.usd")
                        .tag("source", "get-metric-data")
                        .counter()
                        .count())
                .isEqualTo(0.00001);
        assertThat(registry.get("gleaner.collector.aws.calls")
                        .tags("source", "get-metric-data", "api", "CloudWatch:GetMetricData")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("gleaner.collector.cost.usd")
                        .tag("source", "inventory")
                        .counter()
                        .count())
                .isZero();
    }

    private static GetMetricDataRequest question() {
        return GetMetricDataRequest.builder()
                .metricDataQueries(queries("CPUUtilization", "i-1", 2).toList())
                .build();
    }

    private static String dollars(Stream<MetricDataQuery> queries) {
        List<MetricDataQuery> all = queries.toList();
        return CallPrice.priceOf(
                        "CloudWatch",
                        "GetMetricData",
                        GetMetricDataRequest.builder().metricDataQueries(all).build())
                .toPlainString();
    }

    private static Stream<MetricDataQuery> queries(String metric, String instance, int statistics) {
        return Stream.iterate(0, i -> i + 1)
                .limit(statistics)
                .map(i -> MetricDataQuery.builder()
                        .id("q" + metric + instance + i)
                        .metricStat(stat -> stat.stat("p" + i)
                                .metric(named -> named.metricName(metric)
                                        .dimensions(dimension ->
                                                dimension.name("InstanceId").value(instance))))
                        .build());
    }
}
