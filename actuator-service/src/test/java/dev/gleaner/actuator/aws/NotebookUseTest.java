package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.aws.NotebookInstance.UseReader;
import dev.gleaner.actuator.support.ObjectionAssertion;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/** Whether a notebook instance is used right before it is stopped. */
class NotebookUseTest {

    private static final Instant BEGIN = Instant.parse("2026-11-30T00:00:00Z");
    private static final int HOURS = (int) UseReader.WINDOW.toHours();

    @ParameterizedTest
    @CsvSource({
        "{\"requestParameters\":{\"notebookInstanceName\":\"research\"}}, true",
        "{\"requestParameters\":{\"notebookInstanceName\":\"other\"}}, false",
        "'{\"errorCode\":\"AccessDenied\",\"requestParameters\":{\"notebookInstanceName\":\"research\"}}', false",
        "{\"requestParameters\":null}, true",
        "{\"requestPar, true"
    })
    void shouldTakeACallThatCannotBeReadForOneOfIt(String event, boolean isOfIt) {
        assertThat(UseReader.isOf(Event.builder().cloudTrailEvent(event).build(), "Research"))
                .isEqualTo(isOfIt);
    }

    @Test
    void shouldTakeACallWithoutARecordForOneOfIt() {
        assertThat(UseReader.isOf(Event.builder().build(), "Research")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "29.9, 0, 12, ''",
        "30, 0, 12, processors up to 30 %",
        "3, 5, 12, GPUs up to 5 %",
        "3, 0, 11, only 11",
        "0, 0, 0, only 0"
    })
    void shouldStopOnlyWhatIsKnownToBeQuiet(double cpu, double gpu, long hours, String why) {
        ObjectionAssertion.assertSays(new UseReader.Load(cpu, gpu, hours).objection(), why);
    }

    /** An hour without a value is not a quiet one, and neither is one without that of its GPUs. */
    @SeededTest(200)
    void shouldNeverTakeAnUnknownOrBusyHourForQuiet(long seed) {
        Random random = new Random(seed);
        boolean hasGpus = random.nextBoolean();
        boolean isWhole = random.nextInt(5) > 0;
        boolean isKnown = true;
        boolean isBusy = false;
        List<MetricDataResult> results = new ArrayList<>();
        for (String id : hasGpus ? List.of("cpu", "gpu") : List.of("cpu")) {
            List<Instant> times = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            double limit = id.equals("cpu") ? 30 : 5;
            for (int hour = 0; hour <= HOURS; hour++) {
                if (random.nextInt(40) == 0) {
                    isKnown &= hour == HOURS;
                    continue;
                }
                double load = random.nextInt(60) == 0 ? limit : limit * 0.99 * random.nextDouble();
                isBusy |= load >= limit;
                times.add(BEGIN.plus(Duration.ofHours(hour)));
                values.add(load);
            }
            results.add(MetricDataResult.builder()
                    .id(id)
                    .statusCode(isWhole ? StatusCode.COMPLETE : StatusCode.PARTIAL_DATA)
                    .timestamps(times)
                    .values(values)
                    .build());
        }

        var objection = UseReader.load(
                        GetMetricDataResponse.builder()
                                .metricDataResults(results)
                                .build(),
                        BEGIN,
                        hasGpus)
                .objection();

        assertThat(objection.isEmpty()).isEqualTo(isWhole && isKnown && !isBusy);
    }
}
