package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.signal.proto.Card;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.MetricSet;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A GPU host minute by minute, as the sources report it: readings at once, points of CloudWatch some minutes late. */
class IdleGpuMinutesTest {

    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final int NOTICE = 30;
    private static final int QUESTION = 60;

    @ParameterizedTest
    @CsvSource({"180", "197", "239"})
    void shouldNoticeAHostAfterThirtyIdleMinutesAndAskAfterSixty(int idleFrom) {
        Host host = new Host("dev");
        host.run(idleFrom, Load.TRAINING);
        host.run(120, Load.NOTHING);

        assertThat(host.published)
                .extracting(one -> one.minute() - idleFrom, one -> one.finding().status(), Published::actions)
                .containsExactly(
                        tuple(NOTICE, Finding.Status.OPEN, List.of(Remedy.ADVICE)),
                        tuple(QUESTION, Finding.Status.OPEN, List.of("stop-instance", "schedule-instance")));
    }

    /** Of the hour in which it worked last, only sums are kept a day later, so that it counts as a whole. */
    @Test
    void shouldAskAfterADayInProduction() {
        Host host = new Host("production");
        host.run(200, Load.TRAINING);
        host.run(26 * 60, Load.NOTHING);

        assertThat(host.published).hasSize(2);
        assertThat(host.published.get(0).minute()).isEqualTo(200 + NOTICE);
        assertThat(host.published.get(1).minute()).isEqualTo(240 + 24 * 60);
        assertThat(host.published.get(1).actions()).contains("stop-instance");
    }

    @Test
    void shouldWithdrawTheFindingWithTheFirstReadingOfWork() {
        Host host = new Host("dev");
        host.run(180, Load.TRAINING);
        host.run(90, Load.NOTHING);
        host.run(1, Load.TRAINING);

        assertThat(host.last().finding().status()).isEqualTo(Finding.Status.WITHDRAWN);
        assertThat(host.last().finding().updatedAt()).isEqualTo(at(270));
    }

    @Test
    void shouldConfirmTheFindingWithEachReading() {
        Host host = new Host("dev");
        host.run(180, Load.TRAINING);
        for (int minute = 0; minute < 200; minute++) {
            host.run(1, Load.NOTHING);
            if (!host.published.isEmpty()) {
                FindingConfirmation confirmation =
                        host.confirmed.get(host.last().finding().id());
                assertThat(confirmation.through()).isEqualTo(at(180 + minute));
                assertThat(confirmation.lastWork()).isEqualTo(at(179));
            }
        }
    }

    /** The quiet level of the host changes with each hour, and makes no other finding of it. */
    @Test
    void shouldStateTheMinutesThatMustStillBeIdleWhenItIsStopped() {
        Host host = new Host("dev");
        host.run(180, Load.TRAINING);
        host.run(QUESTION + 120, Load.NOTHING);

        assertThat(host.published).hasSize(2);
        assertThat(host.last().finding().remedies().get(0).idleness()).satisfies(limits -> {
            assertThat(limits.window()).isEqualTo(Duration.ofMinutes(QUESTION)).isEqualTo(limits.rest());
            assertThat(limits.period()).isEqualTo(IdlenessLimits.FINE);
            assertThat(limits.workPeriods()).isZero();
            assertThat(limits.coverage()).isEqualTo(0.9);
            assertThat(limits.hourBytes()).isEqualTo(5_000_000);
        });
        assertThat(host.published.get(0).finding().remedies().get(0).idleness()).isNull();
    }

    @Test
    void shouldNeitherTakeBackNorConfirmAQuestionAfterAShortWorkOfTheCpu() {
        Host host = new Host("dev");
        host.run(180, Load.TRAINING);
        host.run(75, Load.NOTHING);
        host.run(5, Load.LOADING_DATA);
        host.run(10, Load.NOTHING);
        Instant confirmed = host.confirmed.get(host.last().finding().id()).through();
        host.run(20, Load.NOTHING);

        assertThat(host.published).hasSize(2);
        assertThat(confirmed).isBefore(at(264));
        assertThat(host.confirmed.get(host.last().finding().id()).through()).isEqualTo(confirmed);

        host.run(60, Load.NOTHING);

        assertThat(host.published).hasSize(2);
        assertThat(host.confirmed.get(host.last().finding().id()).through()).isEqualTo(at(180 + 75 + 5 + 10 + 20 + 59));
    }

    @Test
    void shouldTellAGpuThatNeverWorkedFromOneThatIsIdleAgain() {
        Host used = new Host("dev");
        used.run(180, Load.TRAINING);
        used.run(40, Load.NOTHING);
        Host unused = new Host("dev");
        unused.run(200, Load.NOTHING);

        assertThat(used.last().evidence())
                .contains("minutes since a GPU worked")
                .doesNotContain("readings of a GPU at work");
        assertThat(unused.last().evidence())
                .contains("readings of a GPU at work")
                .doesNotContain("minutes since a GPU worked");
    }

    @ParameterizedTest
    @CsvSource({"11, true", "6, false", "3, false"})
    void shouldOnlyAnswerIfATenthOfTheMinutesIsMissingAtMost(int oneOf, boolean isAnswered) {
        Host host = new Host("dev");
        host.run(180, Load.TRAINING);
        for (int minute = 0; minute < 120; minute++) {
            host.run(1, minute % oneOf == 0 ? Load.UNREAD : Load.NOTHING);
        }

        assertThat(host.published).extracting(one -> one.finding().status()).doesNotContain(Finding.Status.WITHDRAWN);
        assertThat(!host.published.isEmpty()).isEqualTo(isAnswered);
    }

    /** Such as by a line of cron: the hours decide, as they do on final findings. */
    @ParameterizedTest
    @CsvSource({"2", "3", "10"})
    void shouldFindAHostThatIsReadEveryFewMinutesByHours(int interval) {
        Host host = new Host("dev");
        host.run(180, Load.TRAINING);
        for (int minute = 0; minute < 6 * 60; minute++) {
            host.run(1, minute % interval == 0 ? Load.NOTHING : Load.UNREAD);
        }

        assertThat(host.published).hasSize(1);
        assertThat(host.last().actions()).contains("stop-instance");
        assertThat(host.last().minute()).isEqualTo(180 + 4 * 60 + 10);
        assertThat(host.confirmed.get(host.last().finding().id()).through())
                .isAfterOrEqualTo(at(180 + 6 * 60 - interval));
    }

    @Test
    void shouldConfirmAQuestionThatHoursFoundWithEachReadingOfAMinute() {
        Host host = new Host("dev");
        for (int minute = 0; minute < 7 * 60; minute++) {
            host.run(1, minute % 3 == 0 ? Load.NOTHING : Load.UNREAD);
        }
        for (int minute = 7 * 60; minute < 9 * 60; minute++) {
            host.run(1, Load.NOTHING);

            assertThat(host.confirmed.get(host.last().finding().id()).through()).isEqualTo(at(minute));
        }
        assertThat(host.published).hasSize(1);
    }

    @Test
    void shouldKeepTheNoticeWhenReadingsBecomeRare() {
        Host host = new Host("dev");
        host.run(180, Load.TRAINING);
        host.run(40, Load.NOTHING);
        for (int minute = 0; minute < 60; minute++) {
            host.run(1, minute % 4 == 0 ? Load.UNREAD : Load.NOTHING);
        }

        assertThat(host.published).hasSize(1);
    }

    @Test
    void shouldNotAnswerForAGpuThatIsNotRead() {
        Host host = new Host("dev", "p5en.48xlarge");
        host.run(180, Load.TRAINING);
        host.run(120, Load.NOTHING);

        assertThat(host.published).isEmpty();
    }

    @Test
    void shouldNameTheProcessThatHoldsTheGpuAndOfferNoStop() {
        Host host = new Host("dev");
        host.run(180, Load.TRAINING);
        host.run(150, Load.HELD);

        assertThat(host.published).hasSize(1);
        assertThat(host.last().finding().remedies().get(0).text()).contains("process");
    }

    @Test
    void shouldAwaitThePointsOfCpuAndNetwork() {
        Host host = new Host("dev");
        host.run(180, Load.TRAINING);
        host.delay = 50;
        host.run(90, Load.NOTHING);

        assertThat(host.published).isEmpty();

        host.delay = 5;
        host.run(10, Load.NOTHING);

        assertThat(host.last().actions()).contains("stop-instance");
    }

    @Test
    void shouldPutAFinalFindingInDoubtInTheBatchThatOpensIt() {
        Host host = new Host("dev");
        host.run(8 * 60, Load.NOTHING);
        host.run(26 * 60, Load.TRAINING);
        List<Finding> finals = host.published.stream()
                .map(Published::finding)
                .filter(finding ->
                        finding.rule().equals("idle-gpu") && finding.revision() == 0 && !finding.provisional())
                .filter(finding -> finding.status() == Finding.Status.OPEN)
                .toList();

        assertThat(finals).hasSize(1);
        assertThat(host.published
                        .get(indexOf(host, finals.get(0)) + 1)
                        .finding()
                        .status())
                .isEqualTo(Finding.Status.IN_DOUBT);
        assertThat(host.published.get(indexOf(host, finals.get(0)) + 1).minute())
                .isEqualTo(host.published.get(indexOf(host, finals.get(0))).minute());
    }

    private static int indexOf(Host host, Finding finding) {
        return host.published.stream().map(Published::finding).toList().indexOf(finding);
    }

    /** Whatever a host does: what is said of it is true at that minute, and it is said in time. */
    @SeededTest(1000)
    void shouldOnlyReportAHostThatHasBeenIdleAndReportItInTime(long seed) {
        Random random = new Random(seed);
        Host host = new Host("dev");
        host.delay = 2 + random.nextInt(8);
        host.run(60 + random.nextInt(90), Load.TRAINING);
        int phases = 2 + random.nextInt(4);
        for (int phase = 0; phase < phases; phase++) {
            host.run(1 + random.nextInt(20), Load.TRAINING);
            host.run(Load.values()[random.nextInt(Load.values().length)], random);
        }

        for (Published one : host.published) {
            if (one.finding().status() == Finding.Status.OPEN) {
                int idle = host.idleBefore(one.minute());
                assertThat(idle).as("idle minutes when it is reported").isGreaterThanOrEqualTo(NOTICE);
                if (one.actions().contains("stop-instance")) {
                    assertThat(idle).as("idle minutes when a stop is offered").isGreaterThanOrEqualTo(QUESTION);
                }
            }
        }
        host.assertReportedInTime();
    }

    /** skypilot-org/skypilot#6292: someone is logged in, and nothing of that shows in the metrics of the host. */
    @SeededTest(1000)
    void shouldNeverNoticeAHostThatReportsWorkEveryTenMinutes(long seed) {
        Random random = new Random(seed);
        Host host = new Host("dev");
        host.reports = true;
        host.delay = 2 + random.nextInt(8);
        for (int phase = 0; phase < 4; phase++) {
            host.run(Load.values()[random.nextInt(Load.values().length)], random);
        }

        assertThat(host.published).isEmpty();
    }

    /** skypilot-org/skypilot#10628: a report holds for a bounded time, and the idle time counts from the end of the last one. */
    @Test
    void shouldWithdrawANoticeWithTheFirstReportOfWorkAndNoticeAgainAfterTheLast() {
        Host host = new Host("dev");
        host.run(120, Load.TRAINING);
        host.run(40, Load.NOTHING);
        host.reports = true;
        host.run(41, Load.NOTHING);
        host.reports = false;
        host.run(100, Load.NOTHING);

        assertThat(host.published)
                .extracting(Published::minute, one -> one.finding().status(), Published::actions)
                .containsExactly(
                        tuple(150, Finding.Status.OPEN, List.of(Remedy.ADVICE)),
                        tuple(160, Finding.Status.WITHDRAWN, List.of(Remedy.ADVICE)),
                        tuple(200 + 15 + NOTICE, Finding.Status.OPEN, List.of(Remedy.ADVICE)),
                        tuple(200 + 15 + QUESTION, Finding.Status.OPEN, List.of("stop-instance", "schedule-instance")));
        assertThat(host.published.get(2).finding().evidence())
                .filteredOn(evidence -> evidence.name().equals("minutes idle"))
                .extracting(Evidence::value)
                .containsExactly((double) NOTICE);
    }

    private static Instant at(int minute) {
        return START.plus(minute, ChronoUnit.MINUTES);
    }

    /** What a host does in a minute. */
    private enum Load {
        TRAINING(90, 300, 1900, 0, 1, 30),
        NOTHING(0, 30, 300, 0, 0, 1),
        /** The CPU prepares data. */
        LOADING_DATA(0, 30, 300, 0, 0, 70),
        /** A debugger holds the GPU. */
        HELD(0, 60, 1900, 0, 1, 1),
        ENCODING(0, 30, 300, 40, 1, 1),
        /** The counter of the GPU is stuck. */
        STUCK(0, 250, 1900, 0, 0, 1),
        /** A GPU in MIG mode that works: it reports no utilization. */
        MIG_WORK(-1, 250, 1900, 0, 1, 1),
        /** Nobody reads the GPU. */
        UNREAD(-2, 0, 0, 0, 0, 1);

        private final int utilization;
        private final int watts;
        private final int megahertz;
        private final int encoder;
        private final int processes;
        private final int cpu;

        Load(int utilization, int watts, int megahertz, int encoder, int processes, int cpu) {
            this.utilization = utilization;
            this.watts = watts;
            this.megahertz = megahertz;
            this.encoder = encoder;
            this.processes = processes;
            this.cpu = cpu;
        }

        /** Whether nothing is at work: a GPU that is only held is idle, too. */
        boolean isIdle() {
            return this == NOTHING || this == HELD;
        }
    }

    private record Published(int minute, Finding finding) {
        List<String> actions() {
            return finding.remedies().stream().map(Remedy::action).toList();
        }

        List<String> evidence() {
            return finding.evidence().stream().map(Evidence::name).toList();
        }
    }

    /** A host with one GPU, and all that was said of it. */
    private static final class Host implements FindingSink {

        private final String resource = Signals.instance("i-host");
        private final List<Load> loads = new ArrayList<>();
        private final List<Published> published = new ArrayList<>();
        private final Map<String, FindingConfirmation> confirmed = new LinkedHashMap<>();
        private final PartitionEvaluator evaluator = Defaults.evaluator(PartitionStores.inMemory(), this);

        /** Minutes after the end of a period until its points arrive. */
        private int delay = 3;

        private int sentThrough;

        /** Whether work is reported every ten minutes, for fifteen minutes. */
        private boolean reports;

        Host(String environment) {
            this(environment, "g5.xlarge");
        }

        Host(String environment, String type) {
            send(Signals.listed(resource, START, Signals.running().setType(type).putTags("environment", environment)));
        }

        /** A phase of some length; 20 idle minutes, as between two epochs, or several hours. */
        void run(Load load, Random random) {
            int minutes = random.nextBoolean() ? 20 : 25 + random.nextInt(150);
            run(minutes, load);
        }

        void run(int minutes, Load load) {
            for (int end = loads.size() + minutes; loads.size() < end; ) {
                int minute = loads.size();
                loads.add(load);
                sendPoints(minute);
                if (reports && minute % 10 == 0) {
                    send(Signals.activity(resource, at(minute), at(minute + 15), "1 login session"));
                }
                if (minute % 60 == 10) {
                    for (String source : List.of("gpu", "metric-stream", "inventory")) {
                        send(Signals.progress(source, at(minute - 10)));
                    }
                    evaluator.evaluate(Integer.MAX_VALUE);
                }
                if (load.utilization > -2) {
                    send(reading(minute, load));
                }
            }
        }

        /** The points of five minutes that arrive in a minute. */
        private void sendPoints(int minute) {
            while (sentThrough + 5 + delay <= minute) {
                double cpu = 0;
                for (int one = sentThrough; one < sentThrough + 5; one++) {
                    cpu += loads.get(one).cpu / 5.0;
                }
                MetricSet.Builder set = MetricSet.newBuilder()
                        .addMetrics(point(Signals.CPU, sentThrough, cpu))
                        .addMetrics(point(Signals.NETWORK_IN, sentThrough, 1000))
                        .addMetrics(point(Signals.NETWORK_OUT, sentThrough, 1000));
                send(Signal.newBuilder()
                        .setResource(resource)
                        .setSource("metric-stream")
                        .setAccount(Signals.ACCOUNT)
                        .setRegion(Signals.REGION)
                        .setObservedAt(at(sentThrough).toEpochMilli())
                        .setMetricSet(set)
                        .build());
                sentThrough += 5;
            }
        }

        private static Metric point(String name, int minute, double mean) {
            return Metric.newBuilder()
                    .setMetric(name)
                    .setPeriod(300)
                    .setStart(at(minute).toEpochMilli())
                    .addIndex(0)
                    .addMean(mean)
                    .addMaximum(mean)
                    .addSum(mean * 5)
                    .addCount(5)
                    .build();
        }

        private Signal reading(int minute, Load load) {
            CardSample.Builder sample = CardSample.newBuilder()
                    .setTime(at(minute).toEpochMilli())
                    .setPowerDraw(load.watts)
                    .setPowerLimit(300)
                    .setSmClock(load.megahertz)
                    .setSmClockMaximum(2000)
                    .setEncoder(load.encoder)
                    .setProcesses(load.processes);
            if (load.utilization >= 0) {
                sample.setUtilization(load.utilization);
            }
            return Signals.cards(
                    resource,
                    at(minute),
                    Card.newBuilder()
                            .setUuid("GPU-1")
                            .setMig(load.utilization == -1)
                            .addSamples(sample));
        }

        /** Number of minutes for which nothing had been at work when the reading of a minute came. */
        int idleBefore(int minute) {
            int idle = 0;
            while (minute - idle > 0 && loads.get(minute - idle - 1).isIdle()) {
                idle++;
            }
            return loads.get(minute).isIdle() ? idle : 0;
        }

        /**
         * Each idle time was noticed in its 31st minute, and a stop offered in its 61st unless a process held the GPU. After work of CPU
         * or network it may take until the end of the five minutes in which that ended.
         */
        void assertReportedInTime() {
            int idle = 0;
            int free = 0;
            int allowed = 0;
            for (int minute = 0; minute < loads.size(); minute++) {
                Load load = loads.get(minute);
                allowed = load.isIdle() ? allowed : load == Load.LOADING_DATA ? 5 : 0;
                idle = load.isIdle() ? idle + 1 : 0;
                free = load == Load.NOTHING ? free + 1 : 0;
                if (idle == NOTICE + 1 + allowed) {
                    assertThat(openAt(minute))
                            .as("reported at minute " + minute)
                            .isNotNull();
                }
                if (free == QUESTION + 1 + allowed) {
                    assertThat(openAt(minute))
                            .as("reported at minute " + minute)
                            .isNotNull();
                    assertThat(openAt(minute).actions())
                            .as("offered at minute " + minute)
                            .contains("stop-instance");
                }
            }
        }

        private Published openAt(int minute) {
            Published open = null;
            for (Published one : published) {
                if (one.minute() <= minute) {
                    open = one.finding().status() == Finding.Status.OPEN ? one : null;
                }
            }
            return open;
        }

        Published last() {
            return published.get(published.size() - 1);
        }

        private void send(Signal signal) {
            Signals.send(signal, evaluator);
        }

        @Override
        public void publish(Finding finding) {
            if (finding.rule().equals("idle-gpu") && finding.status() != Finding.Status.INSUFFICIENT) {
                published.add(new Published(loads.size() - 1, finding));
            }
        }

        @Override
        public void confirm(String findingId, FindingConfirmation confirmation) {
            confirmed.put(findingId, confirmation);
        }
    }
}
