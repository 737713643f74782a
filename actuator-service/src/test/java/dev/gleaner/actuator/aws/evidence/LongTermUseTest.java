package dev.gleaner.actuator.aws.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.recurrence.DaysAtWork;
import dev.gleaner.contracts.recurrence.RecurringDays;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

class LongTermUseTest {

    private static final Instant NOW = Instant.parse("2027-03-05T10:30:00Z");
    private static final int HOURS = 24 * DaysAtWork.DAYS;

    /** At 12 % it is at work, as it is far above what it is otherwise. */
    @Test
    void shouldKnowDaysOfAnInstanceByTheirBusiestHour() {
        GetMetricDataResponse answer = answer(StatusCode.COMPLETE, hours(12, 9, 22, 35));

        LongTermUse.Known known =
                (LongTermUse.Known) LongTermUse.Reader.known(answer, NOW, LongTermUse.Reader.busy(answer, 20), 0);

        assertThat(known.days().atWork()).isEqualTo(3);
        assertThat(known.days().sinceWork()).hasValue(9);
        assertThat(RecurringDays.of(known.days())).isPresent();
    }

    @Test
    void shouldTakeTheQuietLevelOfAnInstanceForRest() {
        GetMetricDataResponse answer = answer(StatusCode.COMPLETE, hours(5.5, 9, 22, 35));

        assertThat(LongTermUse.Reader.busy(answer, 20)).isEqualTo(6);
        assertThat(LongTermUse.Reader.busy(answer(StatusCode.COMPLETE, List.of()), 20))
                .isEqualTo(20);
    }

    @Test
    void shouldCountOneByteOfADay() {
        MetricDataResult days = MetricDataResult.builder()
                .id("use0")
                .statusCode(StatusCode.COMPLETE)
                .timestamps(Instant.parse("2027-03-03T00:00:00Z"), Instant.parse("2027-03-02T00:00:00Z"))
                .values(0.0, 1.0)
                .build();

        LongTermUse.Known known = (LongTermUse.Known) LongTermUse.Reader.known(
                GetMetricDataResponse.builder().metricDataResults(days).build(), NOW, Double.MIN_VALUE, 14);

        assertThat(known.days().sinceWork()).hasValue(3);
        assertThat(known.days().known()).isEqualTo(3);
    }

    /** Where CloudWatch has no number, 50 % of a group that may have three instances are 150 % of one at most, and not known. */
    @Test
    void shouldReadTheLoadOfAGroup() {
        List<Double> loads = hours(50, 9, 22);
        GetMetricDataResponse load = answer(StatusCode.COMPLETE, loads);
        Instant busyHour = load.metricDataResults().get(0).timestamps().get(loads.indexOf(50.0));
        MetricDataResult numbers = MetricDataResult.builder()
                .id("use1")
                .statusCode(StatusCode.COMPLETE)
                .timestamps(busyHour)
                .values(6.0)
                .build();

        LongTermUse.GroupLoads known = (LongTermUse.GroupLoads) LongTermUse.Reader.loads(
                load.toBuilder()
                        .metricDataResults(load.metricDataResults().get(0), numbers)
                        .build(),
                NOW,
                3,
                false);

        assertThat(known.daysAt(300).atWork()).isEqualTo(1);
        assertThat(known.daysAt(300).sinceWork()).hasValue(9);
        assertThat(known.lastDayPossiblyAt(150))
                .hasValue(LocalDate.ofInstant(NOW, ZoneOffset.UTC).minusDays(22));
        assertThat(known.lastDayPossiblyAt(151)).isEmpty();
        assertThat(LongTermUse.Reader.loads(answer(StatusCode.PARTIAL_DATA, loads), NOW, 3, false))
                .isInstanceOf(LongTermUse.Unreadable.class);
    }

    /** CloudWatch has no invocations of days without any. */
    @Test
    void shouldKnowThatWorkRecursIfOnlyItsDaysHaveValues() {
        List<Instant> days = IntStream.of(8, 18, 28)
                .mapToObj(ago -> NOW.truncatedTo(ChronoUnit.DAYS).minus(ago, ChronoUnit.DAYS))
                .toList();
        GetMetricDataResponse answer = GetMetricDataResponse.builder()
                .metricDataResults(MetricDataResult.builder()
                        .id("use0")
                        .statusCode(StatusCode.COMPLETE)
                        .timestamps(days)
                        .values(95.0, 95.0, 95.0)
                        .build())
                .build();

        assertThat(RecurringDays.of(((LongTermUse.Known) LongTermUse.Reader.known(answer, NOW, 20, 0)).days()))
                .isPresent();
        GetMetricDataResponse counted = answer.toBuilder()
                .metricDataResults(
                        answer.metricDataResults().get(0),
                        answer.metricDataResults().get(0).toBuilder()
                                .id("use1")
                                .values(2.0, 2.0, 2.0)
                                .build())
                .build();
        assertThat(RecurringDays.of(
                        ((LongTermUse.GroupLoads) LongTermUse.Reader.loads(counted, NOW, 9, false)).daysAt(160)))
                .isPresent();
    }

    @Test
    void shouldNotTakeAPartOfTheDaysForAllOfThem() {
        assertThat(LongTermUse.Reader.known(answer(StatusCode.PARTIAL_DATA, hours(1)), NOW, 20, 0))
                .isInstanceOf(LongTermUse.Unreadable.class);
        assertThat(LongTermUse.Reader.known(
                        answer(StatusCode.COMPLETE, hours(1)).toBuilder()
                                .nextToken("more")
                                .build(),
                        NOW,
                        20,
                        0))
                .isInstanceOf(LongTermUse.Unreadable.class);
        assertThat(LongTermUse.Reader.known(GetMetricDataResponse.builder().build(), NOW, 20, 0))
                .isInstanceOf(LongTermUse.Unreadable.class);
    }

    /** At 1 % but for an hour of some days. */
    private static List<Double> hours(double percent, int... daysAgo) {
        List<Double> hours = new ArrayList<>();
        for (int hour = 0; hour < HOURS; hour++) {
            int ago = hour / 24;
            boolean isWork = hour % 24 == 8 && IntStream.of(daysAgo).anyMatch(day -> day == ago);
            hours.add(isWork ? percent : 1);
        }
        return hours;
    }

    private static GetMetricDataResponse answer(StatusCode status, List<Double> hours) {
        Instant last = Instant.parse("2027-03-05T10:00:00Z");
        return GetMetricDataResponse.builder()
                .metricDataResults(MetricDataResult.builder()
                        .id("use0")
                        .statusCode(status)
                        .timestamps(IntStream.range(0, hours.size())
                                .mapToObj(hour -> last.minus(Duration.ofHours(hour)))
                                .toList())
                        .values(hours)
                        .build())
                .build();
    }
}
