package dev.gleaner.collector.source.cloudwatch.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.collector.progress.SourceScope;
import dev.gleaner.contracts.signal.SignalMetrics;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParsedFirehoseDeliveryTest {

    private static final Instant HOUR = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant LATER = Instant.parse("2026-03-02T00:00:00Z");

    @Test
    void shouldJoinThePointsOfAnInstanceToOneSignalWithAMetricForEachNameAndHour() {
        ParsedFirehoseDelivery reading = reading(
                point("i-0a", "CPUUtilization", HOUR.plusSeconds(300), 9, 20, 5),
                point("i-0a", "CPUUtilization", HOUR.plusSeconds(60), 3, 4, 2),
                point("i-0a", "CPUUtilization", HOUR.plusSeconds(3600), 1, 1, 1),
                point("i-0b", "CPUUtilization", HOUR, 1, 1, 1),
                point("i-0a", "NetworkIn", HOUR.plusSeconds(60), 100, 100, 1));

        List<Signal> signals = reading.signals(HOUR);

        assertThat(signals)
                .extracting(Signal::getResource)
                .containsExactly(
                        "arn:aws:ec2:us-east-1:111122223333:instance/i-0a",
                        "arn:aws:ec2:us-east-1:111122223333:instance/i-0b");
        assertThat(signals.get(0).getSource()).isEqualTo("metric-stream");
        assertThat(signals.get(0).getPlace().getName()).isEqualTo("request-1");
        List<Metric> metrics = SignalMetrics.of(signals.get(0));
        assertThat(metrics)
                .extracting(Metric::getMetric, Metric::getStart)
                .containsExactly(
                        tuple("AWS/EC2 CPUUtilization", HOUR.toEpochMilli()),
                        tuple("AWS/EC2 NetworkIn", HOUR.toEpochMilli()),
                        tuple("AWS/EC2 CPUUtilization", HOUR.plusSeconds(3600).toEpochMilli()));
        assertThat(metrics.get(0))
                .isEqualTo(Metric.newBuilder()
                        .setMetric("AWS/EC2 CPUUtilization")
                        .setUnit("Percent")
                        .setPeriod(60)
                        .setStart(HOUR.toEpochMilli())
                        .addIndex(1)
                        .addIndex(5)
                        .addMean(2)
                        .addMean(4)
                        .addMaximum(3)
                        .addMaximum(9)
                        .addSum(4)
                        .addSum(20)
                        .addCount(2)
                        .addCount(5)
                        .build());
        assertThat(reading.newest())
                .containsOnly(
                        entry(new SourceScope("metric-stream", "111122223333", "us-east-1"), HOUR.plusSeconds(3600)));
    }

    @Test
    void shouldTakeThePointWithMoreSamplesWhicheverComesFirst() {
        String few = point("i-0a", "CPUUtilization", HOUR, 90, 90, 1);
        String many = point("i-0a", "CPUUtilization", HOUR, 90, 100, 5);

        for (ParsedFirehoseDelivery reading : List.of(reading(few, many), reading(many, few))) {
            assertThat(SignalMetrics.of(reading.signals(HOUR).get(0)).get(0).getMeanList())
                    .containsExactly(20.0);
        }
    }

    @Test
    void shouldSkipWhatTellsOfTheSameUseAgainAndCountItByReason() {
        ParsedFirehoseDelivery reading = reading(
                point("i-0a", "CPUUtilization", HOUR, 1, 1, 1).replace("InstanceId", "AutoScalingGroupName"),
                point("i-0a", "CPUUtilization", HOUR, 1, 1, 1).replace("\"InstanceId\":\"i-0a\"", ""),
                point("i-0a", "CPUUtilization", HOUR, 1, 1, 1)
                        .replace("\"InstanceId\":\"i-0a\"", "\"InstanceId\":\"i-0a\",\"x\":\"y\""),
                point("i-0a", "VolumeReadOps", HOUR, 1, 1, 1).replace("AWS/EC2", "AWS/EBS"),
                volumePoint("vol-1", "VolumeQueueLength"),
                point("i-0a", "CPUUtilization", HOUR, 1, 1, 1).replace("AWS/EC2", "AWS/ECS"),
                "{\"CHANGE\":-0.09,\"PRICE\":4.96,\"TICKER_SYMBOL\":\"KIN\"}",
                "{\"resourceMetrics\":[{\"value\":7}],\"value\":7}");

        assertThat(reading.signals(HOUR)).isEmpty();
        assertThat(reading.skipped())
                .containsOnly(
                        entry("other dimensions", 4),
                        entry("other metric", 1),
                        entry("other namespace", 1),
                        entry("foreign", 2));
        assertThat(reading.newest()).isEmpty();
        assertThat(reading.entries()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"metric_stream_name\":\"s\",\"acc",
                "not json",
                "{\"namespace\":\"AWS/EC2\",\"metric_name\":\"CPUUtilization\",\"dimensions\":{\"InstanceId\":\"i-0a\"}}",
                "{\"namespace\":\"AWS/EC2\",\"metric_name\":\"CPUUtilization\",\"value\":\"five\"}",
                "{\"account_id\":\"1\",\"region\":\"r\",\"namespace\":\"AWS/EC2\",\"metric_name\":\"M\",\"dimensions\":"
                        + "{\"InstanceId\":\"i-0a\"},\"timestamp\":1,\"value\":{\"max\":0,\"sum\":0,\"count\":0}}",
                "{\"account_id\":\"1\",\"region\":\"r\",\"namespace\":\"AWS/EC2\",\"metric_name\":\"M\",\"dimensions\":"
                        + "{\"InstanceId\":\"i-0a\"},\"timestamp\":1,\"value\":{\"max\":0,\"sum\":0}}"
            })
    void shouldTellThePlaceOfAMalformedLineAndGoOn(String line) {
        String good = point("i-0a", "CPUUtilization", HOUR, 1, 1, 1);

        ParsedFirehoseDelivery reading = reading(good, line, good.replace("i-0a", "i-0b"));

        assertThat(reading.signals(HOUR)).hasSize(2);
        DeadLetter letter = reading.deadLetters().get(0);
        assertThat(reading.deadLetters()).hasSize(1);
        assertThat(letter.place()).isEqualTo("request-1/0");
        assertThat(letter.offset()).isEqualTo(1);
        assertThat(letter.size()).isEqualTo(line.length());
    }

    /** Else it would close the hours of its region, and all that comes later would be late. */
    @Test
    void shouldMakeADeadLetterOfAPointThatLiesAheadOfTheClock() {
        Instant now = HOUR.plusSeconds(1800);
        String good = point("i-0a", "CPUUtilization", now.plusSeconds(600), 1, 1, 1);
        String future = point("i-0a", "CPUUtilization", now.plusSeconds(601), 2, 2, 1);

        ParsedFirehoseDelivery reading = reading(now, account -> true, good, future);

        assertThat(reading.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.place()).isEqualTo("request-1/0");
            assertThat(letter.offset()).isEqualTo(1);
            assertThat(letter.size()).isEqualTo(future.length());
            assertThat(letter.reason()).contains("ahead of this clock");
        });
        assertThat(reading.signals(now))
                .singleElement()
                .satisfies(signal -> assertThat(SignalMetrics.of(signal))
                        .singleElement()
                        .satisfies(metric -> assertThat(metric.getMaximumList()).containsExactly(1.0)));
        assertThat(reading.newest().values()).containsExactly(now.plusSeconds(600));
    }

    @Test
    void shouldMakeADeadLetterOfAPointOfAnAccountThatIsNotTaken() {
        String own = point("i-0a", "CPUUtilization", HOUR, 1, 1, 1);
        String foreign = own.replace("111122223333", "444455556666");

        ParsedFirehoseDelivery reading = reading(HOUR, "111122223333"::equals, own, foreign);

        assertThat(reading.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.offset()).isEqualTo(1);
            assertThat(letter.reason()).contains("444455556666", "collector.metric-stream.accounts");
        });
        assertThat(reading.newest()).containsOnlyKeys(new SourceScope("metric-stream", "111122223333", "us-east-1"));
    }

    /** Of many volumes nobody needs the use; one that is not listed yet may need it. */
    @Test
    void shouldTakeTheUseOfVolumesAndLeaveOutThatOfWhichNothingIsBilled() {
        byte[] data = String.join("\n", volumePoint("vol-1", "VolumeReadOps"), volumePoint("vol-2", "VolumeReadOps"))
                .getBytes(UTF_8);
        ParsedFirehoseDelivery reading = new ParsedFirehoseDelivery(
                "metric-stream",
                new FirehoseResource.Delivery("request-1", List.of(data)),
                LATER,
                account -> true,
                resource -> resource.endsWith("vol-2"));

        assertThat(reading.signals(HOUR)).singleElement().satisfies(signal -> {
            assertThat(signal.getResource()).isEqualTo("arn:aws:ec2:us-east-1:111122223333:volume/vol-1");
            assertThat(SignalMetrics.of(signal)).extracting(Metric::getMetric).containsExactly("AWS/EBS VolumeReadOps");
        });
        assertThat(reading.skipped()).containsOnly(entry("volume without provisioned performance", 1));
    }

    /** With whatever dimensions the agent publishes it; its points are there before those of EC2 and move no progress. */
    @Test
    void shouldTakeTheMemoryThatTheAgentReports() {
        ParsedFirehoseDelivery reading = reading(
                memoryPoint("i-0a", "mem_used_percent", HOUR, 41),
                memoryPoint("i-0a", "mem_used_percent", HOUR.plusSeconds(60), 43)
                        .replace("\"i-0a\"", "\"i-0a\",\"ImageId\":\"ami-1\",\"InstanceType\":\"r5.large\""),
                memoryPoint("i-0b", "Memory % Committed Bytes In Use", HOUR, 55)
                        .replace("\"i-0b\"", "\"i-0b\",\"objectname\":\"Memory\""),
                memoryPoint("i-0a", "disk_used_percent", HOUR, 90),
                memoryPoint("i-0a", "mem_used_percent", HOUR, 99).replace("InstanceId", "AutoScalingGroupName"));

        assertThat(reading.signals(HOUR))
                .extracting(Signal::getResource)
                .containsExactly(
                        "arn:aws:ec2:us-east-1:111122223333:instance/i-0a",
                        "arn:aws:ec2:us-east-1:111122223333:instance/i-0b");
        assertThat(SignalMetrics.of(reading.signals(HOUR).get(0)))
                .singleElement()
                .satisfies(metric -> {
                    assertThat(metric.getMetric()).isEqualTo("CWAgent mem_used_percent");
                    assertThat(metric.getMaximumList()).containsExactly(41.0, 43.0);
                });
        assertThat(SignalMetrics.of(reading.signals(HOUR).get(1)))
                .extracting(Metric::getMetric)
                .containsExactly("CWAgent Memory % Committed Bytes In Use");
        assertThat(reading.skipped()).containsOnly(entry("other metric", 1), entry("other dimensions", 1));
        assertThat(reading.newest()).isEmpty();
        assertThat(reading.oldest()).isEmpty();
    }

    private static String memoryPoint(String instance, String metric, Instant time, double percent) {
        return point(instance, metric, time, percent, percent, 1).replace("AWS/EC2", "CWAgent");
    }

    private static String volumePoint(String volume, String metric) {
        return point(volume, metric, HOUR, 9, 9, 1)
                .replace("AWS/EC2", "AWS/EBS")
                .replace("InstanceId", "VolumeId");
    }

    @Test
    void shouldRefuseARecordThatIsNeitherAsOne() {
        ParsedFirehoseDelivery reading = new ParsedFirehoseDelivery(
                "metric-stream",
                new FirehoseResource.Delivery(
                        "request-1",
                        List.of(
                                new byte[] {10, 10, 3, 1, 10, 2, 10},
                                point("i-0a", "CPUUtilization", HOUR, 1, 1, 1).getBytes(UTF_8))),
                LATER,
                account -> true);

        assertThat(reading.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.place()).isEqualTo("request-1/0");
            assertThat(letter.offset()).isZero();
        });
        assertThat(reading.signals(HOUR)).hasSize(1);
    }

    static ParsedFirehoseDelivery reading(String... lines) {
        return reading(LATER, account -> true, lines);
    }

    private static ParsedFirehoseDelivery reading(Instant now, Predicate<String> accounts, String... lines) {
        byte[] data = (String.join("\n", lines) + "\n").getBytes(UTF_8);
        return new ParsedFirehoseDelivery(
                "metric-stream", new FirehoseResource.Delivery("request-1", List.of(data)), now, accounts);
    }

    static String point(String instance, String metric, Instant time, double max, double sum, double count) {
        return "{\"metric_stream_name\":\"s\",\"account_id\":\"111122223333\",\"region\":\"us-east-1\","
                + "\"namespace\":\"AWS/EC2\",\"metric_name\":\"" + metric + "\",\"dimensions\":{\"InstanceId\":\""
                + instance + "\"},\"timestamp\":" + time.toEpochMilli() + ",\"value\":{\"max\":" + max
                + ",\"min\":0.0,\"sum\":" + sum + ",\"count\":" + count + "},\"unit\":\"Percent\"}";
    }
}
