package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gleaner.analyzer.cost.BundledPriceSource;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Seeing;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import dev.gleaner.contracts.signal.proto.CheckpointWrites;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.ScalingGroup;
import dev.gleaner.contracts.signal.proto.Signal;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hosts that save checkpoints, from signals to findings. */
class TrainingHostKindTest {

    private static final Instant START = Instant.parse("2026-07-20T00:00:00Z");
    private static final String GROUP = "arn:aws:autoscaling:" + Signals.REGION + ":" + Signals.ACCOUNT
            + ":autoScalingGroup:u-1:autoScalingGroupName/train";
    private static final String HOST = Signals.instance("i-0aaaaaaaaaaaaaaa1");
    private static final String RUN = "lake/runs/bert/";

    /** Of g5.xlarge in us-east-1, Linux; on demand it is 1.006 in the bundled catalogue. */
    private static final double SPOT_PRICE = 0.40;

    private final PartitionStores partitionStores = PartitionStores.inMemory();
    private final Seeing said = new Seeing();
    private PartitionEvaluator evaluator = evaluator(List.of(spotPrice()));

    @Test
    void shouldProposeSpotForAGroupWithCloseCheckpoints() throws Exception {
        list(GROUP, group());
        save(GROUP, 8, 48);
        through(48);

        Finding finding = open("spot-candidate");

        assertThat(finding.resource()).isEqualTo(GROUP);
        assertThat(finding.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo("set-mixed-instances");
            assertThat(remedy.parameters())
                    .isEqualTo(
                            Map.of("instance-types", "g5.xlarge", "on-demand-base", "0", "on-demand-percentage", "0"));
            assertThat(remedy.reversible()).isFalse();
            assertThat(remedy.irreversibleParts()).isNotEmpty();
        });
        assertThat(evidence(finding, "longest gap between checkpoints").value()).isEqualTo(8);
        assertThat(evidence(finding, "longest gap between checkpoints").threshold())
                .isEqualTo(10);
        // g5.xlarge in us-east-1: more than 20 % a month, for which 0.15 an hour is assumed.
        assertThat(evidence(finding, "interruptions").value()).isEqualTo(0.15);
        double hours = trainingHours(finding, 8);
        double stretch = Math.exp(0.15 / 6) * (Math.exp(0.15 * 8 / 60) - 1) / (0.15 * 8 / 60);
        assertThat(finding.saving().monthly().doubleValue())
                .isCloseTo(hours * (1.006 - SPOT_PRICE * stretch), within(0.01));
        assertThat(finding.saving().low()).isEqualByComparingTo("0");
        assertThat(finding.saving().basis()).contains("1.006/h", "0.4/h", "on Spot");
        assertThat(of("checkpoint-gap")).isEmpty();
    }

    @Test
    void shouldAskForCloserCheckpoints() throws Exception {
        list(GROUP, group());
        save(GROUP, 40, 48);
        through(48);

        Finding finding = open("checkpoint-gap");

        assertThat(finding.resource()).isEqualTo(GROUP);
        assertThat(evidence(finding, "longest gap between checkpoints").value()).isEqualTo(40);
        assertThat(evidence(finding, "lost by an interruption at most").value())
                .isCloseTo(1.006 * 40 / 60, within(0.001));
        assertThat(finding.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
            assertThat(remedy.text())
                    .contains("Save the run lake/runs/bert/ every 10 minutes")
                    .contains("By Young and Daly, 28 minutes are best")
                    .contains("deploy/kits/checkpoint/render --bucket lake --run runs/bert --region us-east-1"
                            + " --checkpoint-seconds 60 --interruptions-per-hour 0.150000 out");
        });
        double hours = trainingHours(finding, 40);
        double stretch = Math.exp(0.15 / 6) * (Math.exp(0.15 / 6) - 1) / (0.15 / 6);
        assertThat(finding.saving().monthly().doubleValue())
                .isCloseTo(hours * (1.006 - SPOT_PRICE * stretch), within(0.01));
        assertThat(finding.saving().low()).isEqualByComparingTo("0");
        assertThat(of("spot-candidate")).isEmpty();
    }

    @Test
    void shouldAdviseAHostWithoutAGroup() throws Exception {
        list(HOST, host());
        save(HOST, 8, 48);
        through(48);

        Finding finding = open("spot-candidate");

        assertThat(finding.resource()).isEqualTo(HOST);
        assertThat(finding.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
            assertThat(remedy.text())
                    .contains("deploy/kits/checkpoint/render --bucket lake --run runs/bert")
                    .contains("--instance-types g5.xlarge");
        });
    }

    /** What it costs that interrupted work is computed again is paid at the Spot price. */
    @Test
    void shouldPriceTheGapsOfAHostOnSpot() throws Exception {
        list(HOST, host().setMarket("spot"));
        save(HOST, 40, 48);
        through(48);

        Finding finding = open("checkpoint-gap");

        assertThat(of("spot-candidate")).isEmpty();
        double now = Math.exp(0.15 / 6) * (Math.exp(0.15 * 40 / 60) - 1) / (0.15 * 40 / 60);
        double best = Math.exp(0.15 / 6) * (Math.exp(0.15 / 6) - 1) / (0.15 / 6);
        assertThat(finding.saving().monthly().doubleValue())
                .isCloseTo(trainingHours(finding, 40) * SPOT_PRICE * (now - best), within(0.01));
        assertThat(evidence(finding, "lost by an interruption at most").value())
                .isCloseTo(SPOT_PRICE * 40 / 60, within(0.001));
    }

    @ParameterizedTest
    @CsvSource({
        "it saves no checkpoints, none",
        "production, production",
        "without an environment it is production, untagged",
        "it serves requests, inference",
        "it is Windows, windows",
        "it is on Spot, spot",
        "its type is not in the table, unknown-type",
        "its group is evaluated instead, grouped",
        "it was stopped, stopped",
        "it trained for less than three hours, short"
    })
    void shouldNotProposeSpot(String why, String trap) throws Exception {
        Inventory.Builder host = host();
        int hours = 48;
        switch (trap) {
            case "none" -> hours = 0;
            case "production" -> host.putTags("environment", "production");
            case "untagged" -> host.removeTags("environment");
            case "inference" -> host.putTags("Workload", "Inference");
            case "windows" -> host.setPlatform("Windows");
            case "spot" -> host.setMarket("spot");
            case "unknown-type" -> host.setType("g99.xlarge").putTags("workload", "training");
            case "grouped" -> host.setOwner("autoscaling:train");
            case "stopped" -> host.setState("stopped");
            default -> hours = 2;
        }
        list(HOST, host);
        save(HOST, 8, hours);
        through(48);

        assertThat(of("spot-candidate").stream().filter(finding -> finding.status() == Finding.Status.OPEN))
                .as(why)
                .isEmpty();
    }

    @Test
    void shouldNotProposeSpotForAGroupThatMixesInstancesAlready() throws Exception {
        Inventory.Builder group = group();
        group.getScalingGroupBuilder().setMixedInstancesDocument("{}");
        list(GROUP, group);
        save(GROUP, 8, 48);
        through(48);

        assertThat(said.findings()).isEmpty();
    }

    /** A group of which no instance is listed may run anything. */
    @Test
    void shouldNotGuessWhatAGroupLaunches() throws Exception {
        list(GROUP, group());
        for (long minute = 0; minute < 48 * 60; minute += 8) {
            send(writes(GROUP, minute).toBuilder()
                    .setCheckpointWrites(
                            CheckpointWrites.newBuilder().setRun(RUN).addMinutes(minute(minute)))
                    .build());
        }
        through(48);

        assertThat(said.findings())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.status()).isEqualTo(Finding.Status.INSUFFICIENT));
    }

    @Test
    void shouldNotProposeSpotAtAnUnknownPrice() throws Exception {
        evaluator = evaluator(List.of());
        list(HOST, host());
        save(HOST, 8, 48);
        through(48);

        assertThat(of("spot-candidate"))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.status()).isEqualTo(Finding.Status.INSUFFICIENT));
    }

    @Test
    void shouldNotProposeSpotThatCostsMore() throws Exception {
        evaluator = evaluator(List.of(new Price(
                PriceKey.linuxSpot("g5.xlarge", Signals.REGION),
                new BigDecimal("0.99"),
                LocalDate.of(2026, 7, 1),
                "spot-prices")));
        list(HOST, host());
        save(HOST, 8, 48);
        through(48);

        assertThat(said.findings()).isEmpty();
    }

    /** Its first gap beyond the limit ends the proposal, and a later one begins the other. */
    @Test
    void shouldWithdrawSpotWhenCheckpointsFallApart() throws Exception {
        list(HOST, host());
        save(HOST, 8, 48);
        through(48);
        assertThat(open("spot-candidate").resource()).isEqualTo(HOST);

        send(writes(HOST, 48 * 60 + 30));
        send(Signals.listed(HOST, "inventory", at(48 * 60 + 30), host()));
        through(80);

        assertThat(of("spot-candidate").get(of("spot-candidate").size() - 1).status())
                .isNotEqualTo(Finding.Status.OPEN);
        assertThat(open("checkpoint-gap").resource()).isEqualTo(HOST);
    }

    /** Hosts without GPUs are in each listing, and are none of its subjects. */
    @Test
    void shouldKeepHostsThatMayTrainAlone() throws Exception {
        list(Signals.instance("i-0web"), host().setType("m5.xlarge"));
        list(Signals.instance("i-0cpu"), host().setType("m5.xlarge").putTags("purpose", "Training"));

        assertThat(rows("training ")).singleElement().asString().endsWith("i-0cpu");
    }

    @Test
    void shouldWaitForTheTrail() throws Exception {
        list(HOST, host());
        save(HOST, 8, 48);
        evaluator.accept(Signals.progress("inventory", at(48 * 60)));
        evaluator.evaluate(Integer.MAX_VALUE);

        assertThat(said.findings().stream().filter(finding -> finding.status() == Finding.Status.OPEN))
                .isEmpty();
    }

    /** Else the progress of the whole evaluation would follow a listing that is made once a day. */
    @Test
    void shouldReportRarelyOfGroupsAlone() {
        assertThat(Defaults.kinds().all().stream()
                        .filter(kind -> kind.name().startsWith("training-"))
                        .collect(Collectors.toMap(SubjectKind::name, SubjectKind::reportsRarely)))
                .isEqualTo(Map.of("training-groups", true, "training-instances", false));
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        for (CheckpointWrites.Builder wrong : List.of(
                CheckpointWrites.newBuilder().addMinutes(minute(0)),
                CheckpointWrites.newBuilder().setRun("a\nb").addMinutes(minute(0)),
                CheckpointWrites.newBuilder().setRun(RUN).addMinutes(0),
                CheckpointWrites.newBuilder().setRun(RUN).addMinutes(Long.MAX_VALUE),
                CheckpointWrites.newBuilder().setRun(RUN).setType("a\nb").addMinutes(minute(0)))) {
            Signal signal =
                    writes(HOST, 0).toBuilder().setCheckpointWrites(wrong).build();
            assertThatThrownBy(() -> send(signal)).isInstanceOf(MalformedSignalException.class);
        }
        assertThat(rows("")).isEmpty();
    }

    private void list(String resource, Inventory.Builder inventory) throws MalformedSignalException {
        boolean isGroup = inventory.hasScalingGroup();
        send(Signals.listed(resource, isGroup ? "inventory-scaling-groups" : "inventory", at(1), inventory));
    }

    /** A checkpoint at minute 0 and whenever so many minutes have passed, for some hours. */
    private void save(String resource, int everyMinutes, int hours) throws MalformedSignalException {
        for (long minute = 0; minute < hours * 60L; minute += everyMinutes) {
            send(writes(resource, minute));
        }
    }

    private void send(Signal signal) throws MalformedSignalException {
        evaluator.accept(signal);
    }

    private void through(int hour) throws MalformedSignalException {
        for (String source : List.of("inventory", "inventory-scaling-groups", "cloudtrail-s3")) {
            evaluator.accept(Signals.progress(source, at(hour * 60L)));
        }
        evaluator.evaluate(Integer.MAX_VALUE);
    }

    /** Of a month, by the time from the first to the last checkpoint of a run in the hours of which a finding tells. */
    private static double trainingHours(Finding finding, int everyMinutes) {
        long minutes = Duration.between(START, finding.window().to()).toMinutes();
        long last = (minutes - 1) / everyMinutes * everyMinutes;
        return 730.0 * last / minutes;
    }

    private Finding open(String rule) {
        List<Finding> findings = of(rule);
        assertThat(findings).as(rule).isNotEmpty();
        Finding newest = findings.get(findings.size() - 1);
        assertThat(newest.status()).isEqualTo(Finding.Status.OPEN);
        return newest;
    }

    private List<Finding> of(String rule) {
        return said.findings().stream()
                .filter(finding -> finding.rule().equals(rule))
                .toList();
    }

    private static Evidence evidence(Finding finding, String name) {
        return finding.evidence().stream()
                .filter(evidence -> evidence.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> rows(String mark) {
        List<String> rows = new ArrayList<>();
        partitionStores.profiles().scan(mark, (key, row) -> rows.add(key));
        partitionStores.days().scan(mark, (key, row) -> rows.add(key));
        return rows;
    }

    private static Signal writes(String resource, long minute) {
        return Signals.listed(resource, "cloudtrail-s3", at(minute + 5), Inventory.newBuilder()).toBuilder()
                .setCheckpointWrites(CheckpointWrites.newBuilder()
                        .setRun(RUN)
                        .addMinutes(minute(minute))
                        .setInstance("i-0aaaaaaaaaaaaaaa1")
                        .setType("g5.xlarge")
                        .setPlatform("Linux/UNIX")
                        .setTenancy("default"))
                .build();
    }

    private static Inventory.Builder group() {
        return Inventory.newBuilder()
                .putTags("environment", "dev")
                .setScalingGroup(
                        ScalingGroup.newBuilder().setMaximum(1).setDesired(1).addInstances("i-0aaaaaaaaaaaaaaa1"));
    }

    private static Inventory.Builder host() {
        return Signals.running().setType("g5.xlarge").putTags("environment", "dev");
    }

    private PartitionEvaluator evaluator(List<Price> overlay) {
        PriceBook prices = new PriceBook(
                BundledPriceSource.bundled(),
                key -> overlay.stream().filter(price -> price.key().equals(key)).toList());
        return Defaults.evaluator(
                partitionStores, Defaults.kinds(prices, ExemptionSource.NONE), said, new SignalCounters());
    }

    private static Price spotPrice() {
        return new Price(
                PriceKey.linuxSpot("g5.xlarge", Signals.REGION),
                BigDecimal.valueOf(SPOT_PRICE),
                LocalDate.of(2026, 7, 1),
                "spot-prices");
    }

    private static long minute(long minutes) {
        return at(minutes).getEpochSecond() / 60;
    }

    private static Instant at(long minutes) {
        return START.plus(Duration.ofMinutes(minutes));
    }
}
