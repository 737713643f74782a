package dev.gleaner.collector.source.cloudwatch.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.source.cloudwatch.MetricPoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;

class MetricQueryResponseTest {

    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

    private final List<MetricTarget> instances = MetricQueryRequestTest.members(2);
    private final MetricQueryRequest question = MetricQueryRequest.split(
                    InstanceMetrics.INSTANCES, instances, new MetricQueryRequest.Window(TEN, TEN.plusSeconds(3600)))
            .get(0);
    private final MetricQueryResponse answer = new MetricQueryResponse(question);

    @Test
    void shouldPutPointsTogetherAndLeaveOutHalfOnes() {
        answer.add(all(
                "Complete",
                Map.of("i-0 CPUUtilization Average", new double[] {6, 7}, "i-0 CPUUtilization Maximum", new double[] {8
                })));

        assertThat(answer.points()).singleElement().satisfies(point -> {
            assertThat(point.mean()).isEqualTo(6.0);
            assertThat(point.maximum()).isEqualTo(8.0);
            assertThat(point.time()).isEqualTo(TEN);
            assertThat(point.series().metric()).isEqualTo("AWS/EC2 CPUUtilization");
            assertThat(point.series().unit()).isEqualTo("Percent");
            assertThat(point.series().resource()).isEqualTo("arn:aws:ec2:us-east-1:111122223333:instance/i-0");
        });
    }

    @Test
    void shouldTellASumAsMeanMaximumAndSumOfOneSample() {
        answer.add(all("Complete", Map.of("i-1 NetworkOut Sum", new double[] {4096})));

        assertThat(answer.points()).singleElement().satisfies(point -> {
            assertThat(point.sum()).isEqualTo(4096);
            assertThat(point.mean()).isEqualTo(4096);
            assertThat(point.maximum()).isEqualTo(4096);
            assertThat(point.count()).isEqualTo(1);
        });
    }

    /** An empty answer says that there is nothing, which is not zero. */
    @Test
    void shouldHaveNoPointsWhereNothingCameAndMissNothing() {
        answer.add(all("Complete", Map.of()));

        assertThat(answer.points()).isEmpty();
        assertThat(answer.completeTargets()).isEqualTo(instances);
        assertThat(answer.incompleteStatuses()).isEmpty();
    }

    @Test
    void shouldPutTogetherWhatComesOnSeveralPages() {
        List<MetricDataResult> page = all("Complete", Map.of("i-0 NetworkIn Sum", new double[] {1}));
        List<MetricDataResult> first = page.stream()
                .map(result -> result.toBuilder().statusCode("PartialData").build())
                .toList();
        answer.add(first);
        assertThat(answer.completeTargets()).isEmpty();

        answer.add(page.stream()
                .map(result -> result.toBuilder()
                        .timestamps(result.timestamps().stream()
                                .map(time -> time.plusSeconds(300))
                                .toList())
                        .build())
                .toList());

        assertThat(answer.completeTargets()).isEqualTo(instances);
        assertThat(answer.points()).extracting(MetricPoint::time).containsExactly(TEN, TEN.plusSeconds(300));
    }

    /** Nothing of such an instance counts, and the other one is not held back. */
    @ParameterizedTest
    @ValueSource(strings = {"InternalError", "Forbidden", "PartialData", "SomethingNew"})
    void shouldMissAnInstanceThatWasNotAnsweredCompletely(String status) {
        List<MetricDataResult> results =
                all("Complete", Map.of("i-0 NetworkIn Sum", new double[] {1}, "i-1 NetworkIn Sum", new double[] {1}));
        results.set(0, results.get(0).toBuilder().statusCode(status).build());

        answer.add(results);

        assertThat(answer.completeTargets()).containsExactly(instances.get(1));
        assertThat(answer.incompleteStatuses()).containsExactly(status);
        assertThat(answer.points())
                .extracting(point -> point.series().resource())
                .containsExactly("arn:aws:ec2:us-east-1:111122223333:instance/i-1");
    }

    @Test
    void shouldStayFailedWhateverALaterPageSays() {
        answer.add(all("InternalError", Map.of()));
        answer.add(all("Complete", Map.of()));

        assertThat(answer.completeTargets()).isEmpty();
    }

    @Test
    void shouldMissWhatWasNotAnsweredAtAll() {
        answer.add(all("Complete", Map.of()).subList(1, question.queriesById().size()));

        assertThat(answer.completeTargets()).containsExactly(instances.get(1));
        assertThat(answer.incompleteStatuses()).containsExactly("no answer");
    }

    @Test
    void shouldRefuseWhatItDidNotAsk() {
        assertThatThrownBy(() -> answer.add(
                        List.of(MetricDataResult.builder().id("other").build())))
                .hasMessageContaining("not requested");
    }

    /** A result for each query, in order; without points where none are given. */
    private List<MetricDataResult> all(String status, Map<String, double[]> values) {
        List<MetricDataResult> results = new ArrayList<>();
        question.queriesById().forEach((id, asked) -> {
            double[] points = values.getOrDefault(
                    asked.target().id() + " " + asked.metric().name(asked.target()) + " " + asked.statistic(),
                    new double[0]);
            results.add(MetricDataResult.builder()
                    .id(id)
                    .statusCode(status)
                    .timestamps(IntStream.range(0, points.length)
                            .mapToObj(i -> TEN.plusSeconds(300L * i))
                            .toList())
                    .values(Arrays.stream(points).boxed().toList())
                    .build());
        });
        return results;
    }
}
