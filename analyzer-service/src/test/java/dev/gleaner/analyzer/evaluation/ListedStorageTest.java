package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gleaner.analyzer.evaluation.ResourceExplanation.Opinion;
import dev.gleaner.analyzer.finding.ExemptionSource;
import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Listed;
import dev.gleaner.analyzer.fixture.Seeing;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.fixture.StoragePrices;
import dev.gleaner.analyzer.fixture.StorageSights;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.inventory.VolumeFacts;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Exemption;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Images;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.test.SeededTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Volumes, addresses, snapshots and log groups, listed once a day or once a week, from signals to findings. */
class ListedStorageTest {

    private static final Instant START = Instant.parse("2026-07-01T06:20:00Z");
    private static final String VOLUMES = "inventory-volumes";
    private static final String VOLUME_METRICS = "get-metric-data-volumes";
    private static final String LOG_METRICS = "get-metric-data-log-groups";

    private final PartitionStores partitionStores = PartitionStores.inMemory();
    private final Seeing said = new Seeing();
    private final SignalCounters signalCounters = new SignalCounters();
    private PartitionEvaluator partitionEvaluator = evaluator(ExemptionSource.NONE);

    @Test
    void shouldFindAVolumeThatIsUnattachedForAFortnightOfDailyListings() throws Exception {
        for (int day = 0; day < 17; day++) {
            listVolume(day, Listed.gp3());
        }

        assertThat(finals()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("forgotten-storage");
            assertThat(finding.step()).isEqualTo(2);
            assertThat(finding.status()).isEqualTo(Finding.Status.OPEN);
            assertThat(finding.updatedAt()).isEqualTo(Instant.parse("2026-07-15T07:00:00Z"));
            assertThat(finding.owner().team()).isEqualTo("vision");
            assertThat(finding.saving().high()).isEqualByComparingTo("8.00");
            assertThat(finding.saving().low()).isEqualByComparingTo("3.00");
        });
    }

    /** Its owner has to delete it, which no action does. */
    @Test
    void shouldBeCertainOfNoSavingOfAnOwnedVolume() throws Exception {
        for (int day = 0; day < 17; day++) {
            listVolume(day, Listed.gp3().setOwner("eks:training"));
        }

        assertThat(finals()).singleElement().satisfies(finding -> {
            assertThat(finding.remedies()).extracting(Remedy::action).containsExactly(Remedy.ADVICE);
            assertThat(finding.saving().high()).isEqualByComparingTo("8.00");
            assertThat(finding.saving().low()).isEqualByComparingTo("0");
            assertThat(finding.saving().basis()).endsWith("; low: no action carries out what is advised");
        });
    }

    /** The action refuses it. */
    @Test
    void shouldNotProposeToDeleteTheVolumeOfAClaim() throws Exception {
        for (int day = 0; day < 17; day++) {
            listVolume(day, Listed.gp3().putTags("CSIVolumeName", "pvc-7"));
        }

        assertThat(finals())
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedies())
                        .extracting(Remedy::action)
                        .containsExactly(Remedy.ADVICE));
    }

    @Test
    void shouldSayNothingOfAVolumeThatIsAttachedOnceAWeek() throws Exception {
        for (int day = 0; day < 60; day++) {
            listVolume(day, day % 7 == 5 ? Listed.attached(Listed.gp3()) : Listed.gp3());
        }

        assertThat(said.findings()).isEmpty();
    }

    /** Only the listings of the hours that are not final are kept, whatever came before. */
    @Test
    void shouldKeepAVolumeInARowOfConstantSize() throws Exception {
        List<Integer> sizes = new ArrayList<>();
        for (int day = 0; day < 400; day++) {
            listVolume(day, day % 5 == 1 ? Listed.attached(Listed.gp3()) : Listed.gp3());
            partitionStores.profiles().scan(Listed.FORGOTTEN, (key, row) -> sizes.add(row.length));
        }

        assertThat(sizes).hasSize(400).allMatch(size -> size < 120);
    }

    @Test
    void shouldGoOnAfterARestart() throws Exception {
        for (int day = 0; day < 17; day++) {
            listVolume(day, Listed.gp3());
            partitionEvaluator = evaluator(ExemptionSource.NONE);
        }

        assertThat(finals()).hasSize(1);
    }

    @Test
    void shouldResolveWhatIsAttachedOrDeleted() throws Exception {
        for (int day = 0; day < 19; day++) {
            listVolume(day, day == 16 ? Listed.attached(Listed.gp3()) : Listed.gp3());
        }
        assertThat(finals()).extracting(Finding::status).containsExactly(Finding.Status.OPEN, Finding.Status.RESOLVED);

        send(Signals.changed(Listed.FORGOTTEN, Change.DELETED, day(18).plusSeconds(60), "e", Map.of()));
        progress(VOLUMES, day(25));
        progress(VOLUME_METRICS, day(25));

        assertThat(rows()).isEmpty();
    }

    /** As at a first start, at which the calls of the last 90 days are read. */
    @Test
    void shouldFindAVolumeByItsFirstListingWhereACallTellsSinceWhenItIsUnattached() throws Exception {
        send(changed(Change.DETACHED, -40, "e-2"));
        send(Listed.volume(Listed.FORGOTTEN, day(0), Listed.gp3().clearTags()));
        send(changed(Change.CREATED, -80, "e-1"));
        progress(VOLUMES, day(0));

        Finding last = said.findings().get(said.findings().size() - 1);
        assertThat(last.status()).isEqualTo(Finding.Status.OPEN);
        assertThat(last.updatedAt()).as("a fortnight after the call").isEqualTo(Instant.parse("2026-06-05T07:00:00Z"));
        assertThat(last.creator()).isEqualTo("role/builder");
        assertThat(last.owner().source()).isEqualTo(Finding.Owner.Source.CLOUDTRAIL);
        assertThat(said.findings()).extracting(Finding::status).containsOnly(Finding.Status.OPEN);

        listVolume(1, Listed.gp3());
        listVolume(2, Listed.gp3());
        assertThat(finals()).extracting(Finding::status).containsExactly(Finding.Status.OPEN);
    }

    /** It may have become unattached when its instance was terminated, of which no call tells. */
    @Test
    void shouldCountFromTheFirstListingWhereTheVolumeWasAttachedAgain() throws Exception {
        send(changed(Change.DETACHED, -40, "e-1"));
        send(changed(Change.ATTACHED, -39, "e-2"));
        listVolume(0, Listed.gp3());

        assertThat(said.findings()).isEmpty();
    }

    /** Without a trail nothing shows that it was deleted, and a listing without it is no proof. */
    @Test
    void shouldNoLongerCountWhatListingsDoNotShowAnyMore() throws Exception {
        for (int day = 0; day < 16; day++) {
            listVolume(day, Listed.gp3());
        }
        for (int day = 16; day < 25; day++) {
            progress(VOLUMES, day(day));
        }

        assertThat(finals())
                .extracting(Finding::status)
                .containsExactly(Finding.Status.OPEN, Finding.Status.INSUFFICIENT);
        assertThat(finals().get(1).missing().get(0)).startsWith("a listing that shows it");
    }

    @Test
    void shouldForgetNothingOfWhatCameInTimeAndTakeNothingLate() throws Exception {
        listVolume(0, Listed.gp3());
        listVolume(4, Listed.gp3());

        send(Listed.volume(Listed.FORGOTTEN, day(2), Listed.attached(Listed.gp3())));
        assertThat(signalCounters.count(SignalCounters.Fate.LATE)).isEqualTo(1);
        send(Listed.volume(Listed.FORGOTTEN, day(4).minusSeconds(3600), Listed.attached(Listed.gp3())));
        assertThat(signalCounters.count(SignalCounters.Fate.LATE)).isEqualTo(1);
        for (int day = 5; day < 30; day++) {
            listVolume(day, Listed.gp3());
        }

        assertThat(finals())
                .singleElement()
                .satisfies(finding -> assertThat(finding.updatedAt()).isEqualTo(Instant.parse("2026-07-19T07:00:00Z")));
    }

    @Test
    void shouldFindBothRulesOnOneVolume() throws Exception {
        for (int day = 0; day < 17; day++) {
            listVolume(day, Listed.gp2(1000));
            progress(VOLUME_METRICS, day(day));
        }

        assertThat(finals()).extracting(Finding::rule).containsExactly("old-volume-type", "forgotten-storage");
        assertThat(finals().get(0).saving().monthly()).isEqualByComparingTo("15.00");
    }

    /** Its termination deletes the volume, so that both findings save the same charge. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNameTheChargeOfAVolumeThatIsDeletedWithItsInstance(boolean goes) throws Exception {
        Inventory.Builder volume = Listed.attached(Listed.gp2(1000));
        volume.getAttachmentsBuilder(0).setGoesWithInstance(goes);
        listVolume(0, volume);
        progress(VOLUME_METRICS, day(1));

        assertThat(said.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.saving().charge())
                        .isEqualTo(goes ? Saving.Charge.ofVolumes(Signals.instance("i-1"), true) : null));
    }

    @Test
    void shouldWaitForItsOwnSourcesOnly() throws Exception {
        send(snapshot(Images.newBuilder()));
        send(logGroup());
        progress("inventory-snapshots", day(0));
        progress("inventory-snapshots", day(7));
        assertThat(finals()).extracting(Finding::resource).containsExactly(Listed.SNAPSHOT);

        progress("inventory-log-groups", day(0));
        progress("inventory-log-groups", day(7));
        progress(LOG_METRICS, day(7));
        assertThat(finals()).extracting(Finding::resource).containsExactly(Listed.SNAPSHOT, Listed.LOG_GROUP);
        assertThat(finals().get(1).saving().high()).isEqualByComparingTo("4.20");
    }

    @Test
    void shouldSayWhichPermissionIsMissing() throws Exception {
        send(snapshot(null));
        progress("inventory-snapshots", day(0));
        progress("inventory-snapshots", day(7));

        assertThat(finals()).singleElement().satisfies(finding -> {
            assertThat(finding.status()).isEqualTo(Finding.Status.INSUFFICIENT);
            assertThat(finding.missing().get(0)).contains("ec2:DescribeImages");
        });
    }

    @Test
    void shouldTellThatALogGroupIsExempt() throws Exception {
        Exemption kept = new Exemption(Listed.LOG_GROUP, Exemption.ALL, "audit", "anna", day(-1), day(90));
        partitionEvaluator = evaluator(ExemptionSource.of(List.of(kept)));
        send(logGroup());
        progress("inventory-log-groups", day(0));
        progress("inventory-log-groups", day(7));
        progress(LOG_METRICS, day(7));

        assertThat(finals())
                .singleElement()
                .satisfies(finding -> assertThat(finding.exemption()).isEqualTo(kept.text()));
    }

    /** The weekly listing must not hold back what is shown of the hourly evaluation. */
    @Test
    void shouldNotHoldBackTheProgressOfOtherKinds() throws Exception {
        send(logGroup());
        progress("inventory-log-groups", day(0));
        send(Signals.bucket("lake", day(0), Inventory.newBuilder()));
        progress("inventory-buckets", day(3));

        assertThat(partitionEvaluator.progress().judgedThrough()).isEqualTo(Instant.parse("2026-07-04T06:00:00Z"));
    }

    @Test
    void shouldExplainAResourceOfEachKind() throws Exception {
        for (int day = 0; day < 17; day++) {
            listVolume(day, Listed.gp3());
            send(Listed.address(day(day), true));
            progress("inventory-addresses", day(day));
        }
        send(snapshot(Images.newBuilder().addIds("ami-1")));
        progress("inventory-snapshots", day(1));
        send(logGroup());
        progress("inventory-log-groups", day(1));
        progress(LOG_METRICS, day(1));

        assertThat(explain(Listed.FORGOTTEN).rules())
                .extracting(Opinion::rule, Opinion::verdict)
                .containsExactly(
                        tuple("forgotten-storage", "found"),
                        tuple("missing-tags", "nothing"),
                        tuple("old-volume-type", "nothing"));
        assertThat(explain(Listed.FORGOTTEN).rules().get(0).finding()).isNotNull();
        assertThat(explain(Listed.FORGOTTEN).facts()).isEqualTo(StorageSights.facts(Listed.gp3()));
        assertThat(explain(Listed.FORGOTTEN).facts()).isInstanceOf(VolumeFacts.class);
        assertThat(explain(Listed.ADDRESS).rules()).extracting(Opinion::verdict).containsExactly("found", "nothing");
        assertThat(explain(Listed.SNAPSHOT).rules())
                .extracting(Opinion::because)
                .containsExactly("images use it: ami-1", "no tags are needed");
        assertThat(explain(Listed.LOG_GROUP).rules())
                .extracting(Opinion::verdict)
                .containsExactly("found", "nothing");
        assertThat(explain(Listed.LOG_GROUP).traffic()).isEmpty();
    }

    /**
     * The actuator accepts a confirmation until an hour after the next listing is due, so that a finding can be approved at any
     * time of the day: each listing confirms it, for the hour before.
     */
    @SeededTest(60)
    void shouldConfirmAnOpenFindingByEachListingForTheHourBefore(long seed) throws Exception {
        Random random = new Random(seed);
        Duration minute = Duration.ofMinutes(random.nextInt(60));
        for (int day = 0; day < 30; day++) {
            Instant listed = day(day).plus(minute);
            send(Listed.volume(Listed.FORGOTTEN, listed, Listed.gp3()));
            send(Listed.address(listed, true));
            progress(VOLUMES, listed);
            progress("inventory-addresses", listed);
            progress(LOG_METRICS, listed.minus(Duration.ofHours(random.nextInt(25))));
            if (day % 7 == 0) {
                send(snapshot(Images.newBuilder(), listed));
                send(logGroup(listed));
                progress("inventory-snapshots", listed);
                progress("inventory-log-groups", listed);
            }

            for (Finding open : open()) {
                boolean isWeekly = List.of(Listed.SNAPSHOT, Listed.LOG_GROUP).contains(open.resource());
                Instant last = isWeekly ? day(day - day % 7).plus(minute) : listed;
                assertThat(said.confirmed().get(open.id()))
                        .as("%s on day %s", open.resource(), day)
                        .isAfter(last.minus(Duration.ofHours(1)))
                        .isBeforeOrEqualTo(last);
            }
        }
        assertThat(open())
                .extracting(Finding::resource)
                .contains(Listed.FORGOTTEN, Listed.ADDRESS, Listed.SNAPSHOT, Listed.LOG_GROUP);
    }

    private static Signal changed(Change change, int day, String event) {
        return Signals.changed(Listed.FORGOTTEN, change, day(day), event, Map.of());
    }

    private void listVolume(int day, Inventory.Builder volume) throws MalformedSignalException {
        send(Listed.volume(Listed.FORGOTTEN, day(day), volume));
        progress(VOLUMES, day(day));
    }

    private static Signal snapshot(Images.@Nullable Builder images) {
        return snapshot(images, START);
    }

    private static Signal snapshot(Images.@Nullable Builder images, Instant listed) {
        Inventory.Builder snapshot = Inventory.newBuilder()
                .setState("completed")
                .setType("standard")
                .setSize(StorageSights.GIB)
                .setCreated(START.minus(Duration.ofDays(90)).toEpochMilli());
        if (images != null) {
            snapshot.setImages(images);
        }
        return Signals.listed(Listed.SNAPSHOT, "inventory-snapshots", listed, snapshot);
    }

    /** 200 GB of 300 days cost 6 USD a month. */
    private static Signal logGroup() {
        return logGroup(START);
    }

    private static Signal logGroup(Instant listed) {
        return Signals.listed(
                Listed.LOG_GROUP,
                "inventory-log-groups",
                listed,
                Inventory.newBuilder()
                        .setType("STANDARD")
                        .setSize(200_000_000_000L)
                        .setCreated(START.minus(Duration.ofDays(300)).toEpochMilli()));
    }

    private ResourceExplanation explain(String arn) {
        return new ResourceExplainer(
                        Defaults.kinds(StoragePrices.book(), ExemptionSource.NONE),
                        Defaults.of(AnalyzerConfig.class).timing())
                .explain(partitionStores, Arn.parse(arn))
                .orElseThrow();
    }

    private List<Finding> finals() {
        return said.findings().stream()
                .filter(finding -> !finding.provisional() && finding.revision() == 0)
                .toList();
    }

    /** The findings whose newest version is open. */
    private List<Finding> open() {
        Map<String, Finding> newest = new LinkedHashMap<>();
        said.findings().forEach(finding -> newest.put(finding.id(), finding));
        return newest.values().stream()
                .filter(finding -> finding.status() == Finding.Status.OPEN)
                .toList();
    }

    private List<String> rows() {
        List<String> rows = new ArrayList<>();
        partitionStores.profiles().scan("", (key, row) -> rows.add(key));
        partitionStores.happenings().scan("", (key, row) -> rows.add(key));
        return rows;
    }

    private PartitionEvaluator evaluator(ExemptionSource exemptions) {
        return Defaults.evaluator(
                partitionStores, Defaults.kinds(StoragePrices.book(), exemptions), said, signalCounters);
    }

    private void send(Signal signal) throws MalformedSignalException {
        partitionEvaluator.accept(signal);
    }

    private void progress(String source, Instant time) throws MalformedSignalException {
        partitionEvaluator.accept(Signals.progress(source, time));
        partitionEvaluator.evaluate(Integer.MAX_VALUE);
    }

    private static Instant day(int day) {
        return START.plus(Duration.ofDays(day));
    }
}
