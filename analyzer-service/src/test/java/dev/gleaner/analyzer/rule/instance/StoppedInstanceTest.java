package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.cost.BundledPriceSource;
import dev.gleaner.analyzer.cost.PriceBook;
import dev.gleaner.analyzer.finding.Episode;
import dev.gleaner.analyzer.finding.EpisodeStateMachine;
import dev.gleaner.analyzer.finding.RuleEvaluation;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.HostHours;
import dev.gleaner.analyzer.fixture.Savings;
import dev.gleaner.analyzer.fixture.Seeing;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.Week;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.instance.BackfillHorizon;
import dev.gleaner.analyzer.profile.instance.InstanceProfile;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.signal.proto.AttachedVolume;
import dev.gleaner.contracts.signal.proto.AttachedVolumes;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.StoppedInstance;
import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoppedInstanceTest {

    private static final Instant END = Instant.parse("2026-10-20T00:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 10, 20);
    private static final Duration LONG_AGO = Duration.ofDays(40);
    private static final PriceBook BUNDLED = new PriceBook(BundledPriceSource.bundled(), key -> List.of());
    private static final AttachedVolume ROOT = volume("gp3", 100).build();

    @Test
    void shouldFindAnInstanceThatIsStoppedForLong() {
        Verdict.Found found = (Verdict.Found) judge(stopped(LONG_AGO, ROOT));

        assertThat(found.evidence())
                .containsExactly(
                        new Evidence("stopped for", 40, "days", 30.0, 1, 1),
                        new Evidence("volumes", 1, "volumes", null, 1, 1),
                        new Evidence("size of the volumes", 100L << 30, "bytes", null, 1, 1),
                        new Evidence("public addresses", 0, "addresses", null, 1, 1));
        assertThat(found.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo("terminate-instance");
            assertThat(remedy.reversible()).isFalse();
        });
    }

    @Test
    void shouldNotFindOneAMillisecondTooEarly() {
        assertThat(judge(stopped(Duration.ofDays(30), ROOT))).isInstanceOf(Verdict.Found.class);
        assertThat(judge(stopped(Duration.ofDays(30).minusMillis(1), ROOT)))
                .isEqualTo(new Verdict.Nothing("it is stopped for less than 30 days"));
    }

    /** Other rules price hours of an instance, for which nobody pays while it is stopped. */
    @Test
    void shouldBeTheOnlyRuleThatFindsWasteOnAStoppedInstance() {
        Inventory.Builder stopped = stopped(LONG_AGO.plus(Duration.between(Week.END, END)), ROOT);
        assertThat(quiet(Signals.running()).judgedBy("idle-instance")).isInstanceOf(Verdict.Found.class);
        assertThat(quietGpu(Signals.running()).judgedBy("idle-gpu")).isInstanceOf(Verdict.Found.class);

        assertThat(Defaults.instanceRules().rules())
                .extracting(Rule::name)
                .filteredOn(rule -> quiet(stopped).judgedBy(rule) instanceof Verdict.Found
                        || quietGpu(stopped).judgedBy(rule) instanceof Verdict.Found)
                .contains("stopped-instance")
                .isSubsetOf("stopped-instance", "missing-tags");
    }

    private static Week quiet(Inventory.Builder view) {
        return Week.of(336).listedAs(view);
    }

    private static HostHours quietGpu(Inventory.Builder view) {
        return HostHours.of(336)
                .card("GPU-1", hour -> CardSample.newBuilder().setUtilization(0).setProcesses(0))
                .listedAs(view);
    }

    /** They cost the same whether the instance runs or not, and can be released while it stays. */
    @Test
    void shouldFindTheAddressesOfOneThatIsStoppedForAWeek() {
        Inventory.Builder instance = withAddresses(stopped(Duration.ofDays(7), ROOT), 2);

        Verdict.Found found = (Verdict.Found) judge(instance);

        assertThat(found.evidence())
                .containsExactly(
                        new Evidence("stopped for", 7, "days", 7.0, 1, 1),
                        new Evidence("public addresses", 2, "addresses", null, 1, 1));
        assertThat(found.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
            assertThat(remedy.text()).contains("--filters Name=instance-id,Values=i-week", "release-address");
        });
        // 2 x 0.005 x 730
        assertThat(Savings.of(found, BUNDLED.on(DAY)).monthly()).isEqualByComparingTo("7.30");
        assertThat(judge(withAddresses(stopped(Duration.ofDays(7).minusMillis(1), ROOT), 2)))
                .isEqualTo(new Verdict.Nothing("it is stopped for less than 30 days"));
        assertThat(judge(withAddresses(stopped(Duration.ofDays(7), ROOT), 2).putTags("gleaner:quarantined", "x")))
                .isInstanceOf(Verdict.Nothing.class);
    }

    /** An image of the full size of all volumes costs more than the root volume that goes. */
    @ParameterizedTest
    @CsvSource({"8, 500, true", "100, 0, false"})
    void shouldAdviseFirstWhereTerminationSavesNothing(int root, int data, boolean isAdvisedFirst) throws Exception {
        List<AttachedVolume> volumes =
                new ArrayList<>(List.of(volume("gp3", root).build()));
        if (data > 0) {
            volumes.add(volume("gp3", data)
                    .setId("vol-2")
                    .setGoesWithInstance(false)
                    .build());
        }
        Rule<InstanceSnapshot> rule = Week.rule("stopped-instance");
        InstanceSnapshot snapshot = snapshot(
                List.of(listed(Duration.ofHours(1), stopped(LONG_AGO, volumes.toArray(new AttachedVolume[0])))));
        Verdict.Found found = (Verdict.Found) rule.evaluate(snapshot);
        Seeing seen = new Seeing();

        EpisodeStateMachine.applyFinal(
                Episode.NONE,
                new RuleEvaluation(rule, snapshot, found, () -> Savings.of(found, BUNDLED.on(DAY)), null),
                seen);

        assertThat(seen.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedies())
                        .extracting(Remedy::action)
                        .containsExactlyElementsOf(
                                isAdvisedFirst
                                        ? List.of(Remedy.ADVICE, "terminate-instance")
                                        : List.of("terminate-instance")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"running", "stopping", "pending", "terminated"})
    void shouldNotFindOneThatIsNotStopped(String state) {
        assertThat(judge(stopped(LONG_AGO, ROOT).setState(state)))
                .isEqualTo(new Verdict.Nothing("it is not known to be stopped"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gleaner:schedule", "gleaner:quarantined"})
    void shouldNotFindOneThatGleanerKeepsStopped(String tag) {
        assertThat(judge(stopped(LONG_AGO, ROOT).putTags(tag, "x"))).isInstanceOf(Verdict.Nothing.class);
        assertThat(judge(stopped(LONG_AGO, ROOT).putTags("gleaner:protected", "true")))
                .isInstanceOf(Verdict.Found.class);
    }

    @Test
    void shouldNotFindOneThatCostsNothing() {
        assertThat(judge(stopped(LONG_AGO))).isInstanceOf(Verdict.Nothing.class);
        assertThat(judge(stopped(LONG_AGO)
                        .setStoppedInstance(stopped(LONG_AGO).getStoppedInstance().toBuilder()
                                .setPublicAddresses(1))))
                .isInstanceOf(Verdict.Found.class);
    }

    /** Absent is not zero. */
    @Test
    void shouldTellWhatIsNotKnown() {
        Inventory.Builder bare = stopped(LONG_AGO, ROOT);
        bare.setStoppedInstance(bare.getStoppedInstance().toBuilder().clearAttachedVolumes());

        assertThat(judge(bare))
                .isEqualTo(
                        new Verdict.Insufficient(List.of("its volumes and addresses: ec2:DescribeVolumes is needed")));
    }

    /** One that was first seen lately may have been stopped lately. */
    @Test
    void shouldNotGuessTheTimeOfAStop() {
        Inventory.Builder timeless = stopped(LONG_AGO, ROOT);
        timeless.setStoppedInstance(timeless.getStoppedInstance().toBuilder().clearSince());
        Inventory.Builder earlierCollector = stopped(LONG_AGO, ROOT).clearStoppedInstance();

        assertThat(evaluate(List.of(listed(LONG_AGO, timeless)))).isInstanceOf(Verdict.Insufficient.class);
        assertThat(evaluate(List.of(listed(LONG_AGO, earlierCollector)))).isInstanceOf(Verdict.Insufficient.class);
        assertThat(judge(timeless)).isEqualTo(new Verdict.Nothing("it is known for less than 30 days"));
    }

    /** Without a time in the listing that of the trail counts, and the listing still tells the volumes. */
    @Test
    void shouldTakeTheTimeFromTheTrail() {
        StoppedInstance timeless = stopped(LONG_AGO, ROOT).getStoppedInstance().toBuilder()
                .clearSince()
                .build();
        List<Signal> signals = List.of(
                listed(Duration.ofDays(50), Signals.running()),
                trail(Change.STOPPED, Duration.ofDays(35)),
                listed(Duration.ofHours(1), stopped(LONG_AGO).setStoppedInstance(timeless)));

        assertThat(evaluate(signals))
                .isInstanceOfSatisfying(
                        Verdict.Found.class,
                        found -> assertThat(found.evidence().get(0).value()).isEqualTo(35));
    }

    @Test
    void shouldNotFindOneThatWasStartedSince() {
        assertThat(evaluate(List.of(
                        listed(Duration.ofDays(2), stopped(LONG_AGO, ROOT)),
                        trail(Change.STARTED, Duration.ofHours(20)))))
                .isInstanceOf(Verdict.Nothing.class);
        assertThat(evaluate(List.of(
                        listed(Duration.ofDays(2), stopped(LONG_AGO, ROOT)),
                        trail(Change.STARTED, Duration.ofHours(20)),
                        trail(Change.STOPPED, Duration.ofHours(10)))))
                .isEqualTo(new Verdict.Nothing("it is stopped for less than 30 days"));
    }

    /** One listing without volumes, as a request failed, leaves what is known of the same stop. */
    @Test
    void shouldKeepWhatAnEarlierListingShowed() {
        Inventory.Builder bare = stopped(LONG_AGO, ROOT);
        bare.setStoppedInstance(bare.getStoppedInstance().toBuilder().clearAttachedVolumes());

        assertThat(evaluate(List.of(
                        listed(Duration.ofHours(5), stopped(LONG_AGO, ROOT)), listed(Duration.ofHours(1), bare))))
                .isInstanceOf(Verdict.Found.class);
    }

    @Test
    void shouldShowTheChangeOfAController() {
        Verdict.Found found = (Verdict.Found) judge(stopped(LONG_AGO, ROOT)
                .setOwner("autoscaling:workers")
                .putTags("aws:autoscaling:groupName", "workers"));

        assertThat(found.remedies()).singleElement().satisfies(remedy -> {
            assertThat(remedy.action()).isEqualTo(Remedy.ADVICE);
            assertThat(remedy.text()).contains("--auto-scaling-group-name workers");
        });
    }

    /** gp3: 0.08 a GB; a snapshot: 0.05. io1: 0.125 and 0.065 an IOPS. Volumes that are kept, and addresses, are paid for afterwards too. */
    @ParameterizedTest
    @CsvSource({
        "gp3, 100, , true, 0, 8.00, 3.00",
        "gp2, 100, , true, 0, 10.00, 5.00",
        "gp3, 100, , false, 0, 0.00, 0.00",
        "st1, 500, , true, 0, 22.50, 0.00",
        "io1, 100, 1000, true, 0, 77.50, 72.50",
        "gp3, 100, , true, 2, 8.00, 3.00"
    })
    void shouldPriceWhatTheTerminationEnds(
            String type, int size, @Nullable Integer iops, boolean goes, int addresses, String high, String low) {
        AttachedVolume.Builder volume = volume(type, size).setGoesWithInstance(goes);
        if (iops != null) {
            volume.setIops(iops);
        }
        Inventory.Builder instance = stopped(LONG_AGO, volume.build());
        instance.setStoppedInstance(instance.getStoppedInstance().toBuilder().setPublicAddresses(addresses));

        Saving saving = saving(instance);

        assertThat(saving.monthly()).isEqualByComparingTo(low);
        assertThat(saving.high()).isEqualByComparingTo(high);
        assertThat(saving.low()).isEqualByComparingTo(new BigDecimal(low));
        assertThat(saving.charge()).isEqualTo(Saving.Charge.ofVolumes(Week.RESOURCE, false));
    }

    @Test
    void shouldSayWhatIsPaidForAfterTheTermination() {
        Inventory.Builder instance = stopped(
                LONG_AGO,
                volume("gp3", 8).setGoesWithInstance(true).build(),
                volume("gp3", 500).setGoesWithInstance(false).build());
        instance.setStoppedInstance(instance.getStoppedInstance().toBuilder().setPublicAddresses(1));

        Saving saving = saving(instance);

        // 8 x 0.08, of which nothing is certain, as an image of 508 GiB may cost more.
        assertThat(saving.monthly()).isZero();
        assertThat(saving.high()).isEqualByComparingTo("0.64");
        assertThat(saving.basis())
                .contains("; an image stays: ", "; what is not deleted with it stays: ", "public IPv4");
    }

    @Test
    void shouldNotPriceAVolumeOfUnknownSize() {
        assertThat(saving(stopped(LONG_AGO, volume("gp3", 100).clearSize().build()))
                        .priced())
                .isFalse();
    }

    /** In any order and with repetitions. It is found only if nothing started it in 30 days, whether EC2 or the trail tells that. */
    @SeededTest(60)
    void shouldSayTheSameInAnyOrder(long seed) {
        Random random = new Random(seed);
        List<Signal> signals = new ArrayList<>();
        signals.add(listed(Duration.ofDays(70), Signals.running()));
        Duration stop = Duration.ofDays(60);
        boolean isStopped = false;
        Duration lastStop = stop;
        for (Duration ago = stop; ago.toHours() > 2; ago = ago.minusHours(1 + random.nextInt(600))) {
            isStopped = !isStopped;
            signals.add(trail(isStopped ? Change.STOPPED : Change.STARTED, ago));
            lastStop = isStopped ? ago : lastStop;
        }
        Inventory.Builder last = isStopped ? stopped(lastStop, ROOT) : Signals.running();
        if (isStopped && random.nextBoolean()) {
            last.setStoppedInstance(last.getStoppedInstance().toBuilder().clearSince());
        }
        signals.add(listed(Duration.ofHours(1), last));
        List<Signal> shuffled = new ArrayList<>(signals);
        shuffled.addAll(signals.subList(0, random.nextInt(signals.size())));
        Collections.shuffle(shuffled, random);

        Verdict verdict = evaluate(shuffled);

        assertThat(verdict instanceof Verdict.Found)
                .isEqualTo(isStopped && lastStop.compareTo(Duration.ofDays(30)) >= 0);
        assertThat(verdict.getClass()).isEqualTo(evaluate(signals).getClass());
    }

    private static Inventory.Builder stopped(Duration ago, AttachedVolume... volumes) {
        return Signals.running()
                .setState("stopped")
                .putTags("environment", "dev")
                .setStoppedInstance(StoppedInstance.newBuilder()
                        .setSince(END.minus(ago).toEpochMilli())
                        .setAttachedVolumes(AttachedVolumes.newBuilder().addAllVolumes(List.of(volumes))));
    }

    private static Inventory.Builder withAddresses(Inventory.Builder instance, int addresses) {
        return instance.setStoppedInstance(
                instance.getStoppedInstance().toBuilder().setPublicAddresses(addresses));
    }

    private static AttachedVolume.Builder volume(String type, int gibibytes) {
        return AttachedVolume.newBuilder()
                .setId("vol-1")
                .setType(type)
                .setSize((long) gibibytes << 30)
                .setIops(3000)
                .setThroughput(125L << 20)
                .setGoesWithInstance(true);
    }

    private static Signal listed(Duration ago, Inventory.Builder inventory) {
        return Signals.listed(Week.RESOURCE, END.minus(ago), inventory);
    }

    private static Signal trail(Change change, Duration ago) {
        return Signals.changed(Week.RESOURCE, change, END.minus(ago), change + "-" + ago, Map.of());
    }

    private static Verdict judge(Inventory.Builder inventory) {
        return evaluate(List.of(listed(Duration.ofHours(1), inventory)));
    }

    private static Saving saving(Inventory.Builder inventory) {
        return Savings.of(judge(inventory), BUNDLED.on(DAY));
    }

    private static Verdict evaluate(List<Signal> signals) {
        Rule<InstanceSnapshot> rule = Week.rule("stopped-instance");
        return rule.evaluate(snapshot(signals));
    }

    private static InstanceSnapshot snapshot(List<Signal> signals) {
        InstanceProfile profile = Defaults.instances().blank(Week.RESOURCE);
        signals.forEach(signal -> Week.fold(profile, signal));
        return profile.at(Hour.of(END).plus(-1), BackfillHorizon.NONE);
    }
}
