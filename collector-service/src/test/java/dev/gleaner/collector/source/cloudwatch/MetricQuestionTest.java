package dev.gleaner.collector.source.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.fleet.Fleet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;

class MetricQuestionTest {

    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void shouldAskForEveryInstanceInAsFewCallsAsFit() {
        List<MetricQuestion> questions = MetricQuestion.of(members(120));

        assertThat(questions).hasSize(3).allMatch(question -> question.queries().size() <= MetricQuestion.QUERIES);
        assertThat(questions.stream()
                        .flatMap(question -> question.queries().stream())
                        .map(query ->
                                query.metricStat().metric().dimensions().get(0).value()
                                        + query.metricStat().metric().metricName()
                                        + query.metricStat().stat())
                        .distinct())
                .hasSize(120 * 9);
    }

    /** The documented figure: 1,000 instances x 3 metrics, hourly over 30 days, cost 21.60 USD. */
    @Test
    void shouldKnowItsPrice() {
        assertThat(MetricQuestion.dollars(1000, 24 * 30)).isEqualByComparingTo("21.60");
    }

    @Test
    void shouldPutPointsTogetherAndLeaveOutHalfOnes() {
        MetricQuestion question = MetricQuestion.of(members(1)).get(0);
        MetricAnswer answer = new MetricAnswer("us-east-1", question);

        answer.add(List.of(
                result(question, "Sum", 12, 7), result(question, "Maximum", 8), result(question, "SampleCount", 2)));

        assertThat(answer.points()).singleElement().satisfies(point -> {
            assertThat(point.mean()).isEqualTo(6.0);
            assertThat(point.maximum()).isEqualTo(8.0);
            assertThat(point.time()).isEqualTo(TEN);
            assertThat(point.series().metric()).isEqualTo("AWS/EC2 CPUUtilization");
            assertThat(point.series().resource()).isEqualTo("arn:aws:ec2:us-east-1:111122223333:instance/i-0");
        });
    }

    @Test
    void shouldSplitALongStretchWithoutGapOrOverlap() {
        List<MetricWindow> windows = MetricWindow.split(TEN, TEN.plus(Duration.ofHours(50)), Duration.ofDays(1));

        assertThat(windows)
                .containsExactly(
                        new MetricWindow(TEN, TEN.plus(Duration.ofHours(24))),
                        new MetricWindow(TEN.plus(Duration.ofHours(24)), TEN.plus(Duration.ofHours(48))),
                        new MetricWindow(TEN.plus(Duration.ofHours(48)), TEN.plus(Duration.ofHours(50))));
    }

    private static MetricDataResult result(MetricQuestion question, String statistic, double... values) {
        MetricDataQuery query = question.queries().stream()
                .filter(candidate -> candidate.metricStat().stat().equals(statistic))
                .filter(candidate ->
                        candidate.metricStat().metric().metricName().equals("CPUUtilization"))
                .findFirst()
                .orElseThrow();
        return MetricDataResult.builder()
                .id(query.id())
                .timestamps(IntStream.range(0, values.length)
                        .mapToObj(i -> TEN.plusSeconds(300L * i))
                        .toList())
                .values(java.util.Arrays.stream(values).boxed().toList())
                .build();
    }

    private static List<Fleet.Member> members(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Fleet.Member("111122223333", "i-" + i))
                .toList();
    }
}
