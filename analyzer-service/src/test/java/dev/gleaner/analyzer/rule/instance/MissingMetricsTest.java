package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Week;
import dev.gleaner.analyzer.rule.Verdict;
import java.time.Duration;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What others took for idleness, and what was only a metric that was not there, not yet there, or not enough. */
class MissingMetricsTest {

    private static final int HOURS = 168;

    /**
     * cloud-custodian/cloud-custodian#4320, cloud-custodian/cloud-custodian#4348 and, for another cloud,
     * cloud-custodian/cloud-custodian#6085: with points that are missing filled with zeros this one has a mean of 4.6 %, and
     * of what was measured 5.5 %.
     */
    @Test
    void shouldNotTakeMissingPointsForZero() {
        IntPredicate present = hour -> hour % 6 != 0;
        Week week = Week.of(HOURS).cpuOnlyIf(present).mean(hour -> 5.5);

        assertThat(5.5 * IntStream.range(0, HOURS).filter(present).count() / HOURS)
                .isLessThan(5);
        assertThat(judge(week)).isInstanceOf(Verdict.Nothing.class);
        assertThat(judge(Week.of(HOURS).cpuOnlyIf(present).mean(hour -> 4.5))).isInstanceOf(Verdict.Found.class);
    }

    /** cloud-custodian/cloud-custodian#4320: two days of a new instance are no week. */
    @Test
    void shouldNotJudgeByTooLittleHistory() {
        Week young = Week.of(HOURS).aged(Duration.ofDays(2)).cpuOnlyIf(hour -> hour >= HOURS - 48);
        Week stoppedLong = Week.of(HOURS).cpuOnlyIf(hour -> hour >= HOURS - 48);

        assertThat(judge(young)).isInstanceOf(Verdict.Nothing.class);
        assertThat(judge(stoppedLong)).isInstanceOf(Verdict.Insufficient.class);
    }

    /**
     * cloud-custodian/cloud-custodian#4320 (RequestCount of a balancer) and
     * ministryofjustice/modernisation-platform-environments#17107: some metrics are not published at all without traffic.
     * That there are none says neither that there was traffic nor that there was none.
     */
    @Test
    void shouldNotTakeAMetricThatIsNotPublishedForNoTraffic() {
        assertThat(judge(Week.of(HOURS).networkOnlyIf(hour -> false)))
                .isInstanceOfSatisfying(
                        Verdict.Insufficient.class,
                        insufficient -> assertThat(insufficient.missing())
                                .anySatisfy(missing -> assertThat(missing).containsIgnoringCase("network")));
    }

    /**
     * aws-samples/amazon-sagemaker-notebook-instance-lifecycle-config-samples#16: a low mean with a job or a person in
     * between is no idle instance.
     */
    @Test
    void shouldNotCallAnInstanceIdleOnWhichAJobRanOrAPersonWorked() {
        Week job = Week.of(HOURS).mean(hour -> hour == 80 ? 30 : 1);
        Week person = Week.of(HOURS).mean(hour -> 1).maximum(hour -> hour % 24 == 10 ? 60 : 2);

        assertThat(judge(Week.of(HOURS).mean(hour -> 1))).isInstanceOf(Verdict.Found.class);
        assertThat(judge(job)).isInstanceOf(Verdict.Nothing.class);
        assertThat(judge(person)).isInstanceOf(Verdict.Nothing.class);
    }

    private static Verdict judge(Week week) {
        return week.judgedBy("idle-instance");
    }
}
