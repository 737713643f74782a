package dev.gleaner.local.estate.bill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateCommitments;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.kind.EstateAddress;
import dev.gleaner.local.estate.kind.EstateNotebook;
import dev.gleaner.local.estate.kind.EstateVolume;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.output.BucketFile;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EstateBillTest {

    private static final Instant END = Instant.parse("2026-11-20T10:00:00Z");
    private static final Estate ESTATE = EstateGenerator.small(42);
    private static final EstateTimeline TIMELINE = EstateTimeline.endingAt(ESTATE, END);
    private static final EstateIdentities IDENTITIES = EstateIdentities.made(ESTATE);

    private static final List<EstateBillLine> LINES = EstateBill.linesUntil(TIMELINE, IDENTITIES, END).values().stream()
            .flatMap(List::stream)
            .toList();

    /** From midnight of the sixth to ten o'clock of the twentieth are 346 hours. */
    @Test
    void shouldBillEachHourOfARunningInstance() {
        List<EstateBillLine> some = of("forgotten-1");

        assertThat(some).hasSize(346);
        assertThat(some)
                .allMatch(line -> line.billed().compareTo(line.list()) == 0
                        && line.commitment().isEmpty());
    }

    @Test
    void shouldBillWhatACommitmentCoversWithTheCommitment() {
        assertThat(List.of("session-store", "roomy-api"))
                .allSatisfy(name -> assertThat(of(name))
                        .hasSize(346)
                        .allMatch(line ->
                                line.billed().signum() == 0 && line.commitment().endsWith(":savingsplan/plan-1")));
        assertThat(of("small-holes"))
                .hasSize(346)
                .allMatch(line ->
                        line.billed().signum() == 0 && line.commitment().endsWith(":reserved-instances/reservation-1"));
        // 0.768 and 0.384 less 27 % are 0.84096 of 1.2 USD.
        assertThat(where(line -> line.commitment().endsWith("plan-1") && line.isUnused()))
                .hasSize(346)
                .allSatisfy(line -> assertThat(line.effective()).isEqualByComparingTo("0.35904"));
    }

    /** A reservation for two r6i.large of another account covers an r6i.xlarge, as it is smaller than the other of its family. */
    @Test
    void shouldCoverWithTheReservationOfAnotherAccount() {
        assertThat(of("notes-index")).hasSize(346).allSatisfy(line -> {
            assertThat(line.commitment())
                    .isEqualTo("arn:aws:ec2:us-east-1:210987654321:reserved-instances/reservation-2");
            assertThat(line.item().account()).isEqualTo("123456789012");
        });
        assertThat(of("catalog-cache"))
                .hasSize(346)
                .allMatch(line -> line.commitment().isEmpty());
    }

    /** Three c6a.2xlarge are two instances and half of one of twice the size. */
    @Test
    void shouldCoverAPartOfAnInstance() {
        List<EstateBillLine> half = of("render-queue");

        assertThat(half)
                .hasSize(2 * 346)
                .allSatisfy(line -> assertThat(line.quantity()).isEqualByComparingTo("0.5"));
        assertThat(sum(half, EstateBillLine::billed).multiply(BigDecimal.valueOf(2)))
                .isEqualByComparingTo(sum(half, EstateBillLine::list));
        assertThat(List.of("preview-render-1", "preview-render-2"))
                .allSatisfy(name -> assertThat(of(name))
                        .hasSize(346)
                        .allMatch(line -> line.commitment().endsWith(":reserved-instances/reservation-3")));
    }

    /** A commitment that covers too little would cover these. */
    @Test
    void shouldLeaveNothingOnDemandThatAnUnusedCommitmentWouldCover() {
        Set<String> unused = where(EstateBillLine::isUnused).stream()
                .map(EstateBillLine::commitment)
                .collect(Collectors.toSet());

        assertThat(unused).containsExactly("arn:aws:savingsplans::123456789012:savingsplan/plan-1");
        assertThat(where(line -> line.usageType().startsWith("BoxUsage:m6i.")))
                .isNotEmpty()
                .noneMatch(line -> line.commitment().isEmpty());
    }

    /** What the stand-in shows of a commitment is what it costs. */
    @ParameterizedTest
    @ValueSource(strings = {"plan-1", "reservation-1", "reservation-2", "reservation-3"})
    void shouldBillTheChargeOfACommitmentEachHour(String id) {
        EstateCommitments.Commitment commitment =
                EstateCommitments.of(ESTATE).all().get(id);

        assertThat(where(line -> line.commitment().equals(commitment.arn())
                        && line.category().equals("Purchase")))
                .hasSize(346)
                .allSatisfy(line -> assertThat(line.billed())
                        .isEqualByComparingTo(commitment.terms().hourly()));
    }

    /** Spread over what it covers, a fee is not lost: what is billed is what was effective. */
    @Test
    void shouldSpreadTheFeesWithoutLosingAny() {
        assertThat(sum(LINES, EstateBillLine::billed)).isEqualByComparingTo(sum(LINES, EstateBillLine::effective));
    }

    /** Else a prediction of it would have no cost. */
    @ParameterizedTest
    @ValueSource(strings = {"chat-assistant", "web-api"})
    void shouldBillEachServiceThatIsCounted(String service) {
        List<EstateBillLine> some = where(line -> service.equals(line.tags().get("service")));

        assertThat(some.stream().map(EstateBillLine::from).distinct()).hasSize(346);
        assertThat(sum(some, EstateBillLine::billed)).isPositive();
    }

    /** 40 summaries in five minutes of 1,500 and 200 tokens are 0.00025 and 0.00125 USD for a thousand tokens. */
    @Test
    void shouldBillTheTokensOfAnInferenceProfileByTheDay() {
        List<EstateBillLine> some =
                where(line -> "ticket-summaries".equals(line.tags().get("service")));

        assertThat(some).hasSize(2 * 14).allSatisfy(line -> {
            assertThat(line.service()).isEqualTo("AmazonBedrock");
            assertThat(line.resource()).contains(":application-inference-profile/");
            assertThat(Duration.between(line.from(), line.until())).isEqualTo(Duration.ofDays(1));
        });
        double expected = 14 * 288 * 40 * (1.5 * 0.00025 + 0.2 * 0.00125);
        assertThat(sum(some, EstateBillLine::billed).doubleValue()).isCloseTo(expected, offset(expected / 50));
    }

    @Test
    void shouldAddSupportTaxAndARefund() {
        assertThat(where(line -> line.category().equals("Tax"))).hasSize(1);
        assertThat(where(line -> line.service().equals("AWSDeveloperSupport"))).hasSize(1);
        assertThat(sum(where(line -> line.category().equals("Credit")), EstateBillLine::billed))
                .isEqualByComparingTo("-12.34");
    }

    /** As a monthly line of AWS, which is there as a whole before the month is over. */
    @Test
    void shouldBillSupportAndTaxForTheWholeMonth() {
        List<EstateBillLine> monthly =
                where(line -> line.category().equals("Tax") || line.service().equals("AWSDeveloperSupport"));

        assertThat(monthly).hasSize(2).allSatisfy(line -> {
            assertThat(line.from()).isEqualTo("2026-11-01T00:00:00Z");
            assertThat(line.until()).isEqualTo("2026-12-01T00:00:00Z");
        });
        BigDecimal usage = sum(
                where(line -> !monthly.contains(line) && !line.category().equals("Credit")), EstateBillLine::billed);
        assertThat(sum(monthly, EstateBillLine::billed).doubleValue())
                .isCloseTo(usage.doubleValue() * (1.03 * 1.08 - 1), offset(0.01));
    }

    /** From ten o'clock of the eighteenth to ten o'clock of the twentieth are 48 hours. */
    private static final Instant CHANGED = Instant.parse("2026-11-18T09:30:00Z");

    private static List<EstateBillLine> changed(String name, boolean isRunning, String type, String schedule) {
        UsageChanges.InstanceChange change = new UsageChanges.InstanceChange(
                CHANGED.plus(Duration.ofDays(1)),
                isRunning,
                type,
                schedule.isEmpty() ? null : ScheduledHours.parse(schedule).orElseThrow());
        return lines(UsageChanges.ofInstances(Map.of(name, change)).earlierBy(Duration.ofDays(1)));
    }

    private static List<EstateBillLine> of(String name, List<EstateBillLine> lines) {
        String arn = IDENTITIES.arn(ESTATE.require(name)).toString();
        return lines.stream().filter(line -> line.resource().equals(arn)).toList();
    }

    @Test
    void shouldBillNothingOfAnInstanceAfterItsTermination() {
        assertThat(of("forgotten-1", changed("forgotten-1", false, "t3.large", "")))
                .hasSize(346 - 48)
                .allMatch(line -> line.from().isBefore(Instant.parse("2026-11-18T10:00:00Z")));
    }

    @Test
    void shouldBillAnotherTypeAtItsOwnPrice() {
        List<EstateBillLine> lines = of("four-peaks", changed("four-peaks", true, "m5.xlarge", ""));

        assertThat(lines.stream().filter(line -> line.usageType().equals("BoxUsage:m5.xlarge")))
                .hasSize(48)
                .allSatisfy(line -> assertThat(line.billed()).isEqualByComparingTo("0.192"));
        assertThat(lines.stream().filter(line -> line.usageType().equals("BoxUsage:m5.2xlarge")))
                .hasSize(346 - 48)
                .allSatisfy(line -> assertThat(line.billed()).isEqualByComparingTo("0.384"));
    }

    /** It is started ten minutes before its hours; the 18th of November 2026 is a Wednesday, and Berlin an hour ahead. */
    @Test
    void shouldBillTheHoursOfASchedule() {
        List<EstateBillLine> lines = of(
                "bursty-report",
                changed(
                        "bursty-report",
                        true,
                        "c5.2xlarge",
                        "Europe/Berlin Wed 12:00-14:00 / Thu Fri 00:00-02:00 22:00-24:00"));

        assertThat(lines.stream()
                        .filter(line -> line.from().isAfter(CHANGED))
                        .map(line -> line.from().toString().substring(8, 13) + " "
                                + line.quantity().setScale(4, RoundingMode.HALF_UP)))
                .containsExactly(
                        "18T10 0.1667",
                        "18T11 1.0000",
                        "18T12 1.0000",
                        "18T22 0.1667",
                        "18T23 1.0000",
                        "19T00 1.0000",
                        "19T20 0.1667",
                        "19T21 1.0000",
                        "19T22 1.0000",
                        "19T23 1.0000",
                        "20T00 1.0000");
        assertThat(lines)
                .allSatisfy(line -> assertThat(line.billed())
                        .isEqualByComparingTo(line.quantity().multiply(new BigDecimal("0.34"))));
    }

    @Test
    void shouldKnowNoHoursOfATagOfAnotherForm() {
        assertThat(ScheduledHours.parse("Mon-Fri 09:00-17:00 UTC")).isEmpty();
        assertThat(ScheduledHours.parse("UTC Mon office")).isEmpty();
        assertThat(ScheduledHours.parse("UTC")).isEmpty();
    }

    /** It is paid for whether it covers anything or not. */
    @Test
    void shouldBillACommitmentAsBeforeWhenWhatItCoversHasEnded() {
        List<EstateBillLine> lines = changed("session-store", false, "m5.2xlarge", "");

        assertThat(fee(lines)).isEqualByComparingTo(fee(LINES));
        assertThat(sum(lines, EstateBillLine::billed)).isEqualByComparingTo(sum(lines, EstateBillLine::effective));
        assertThat(of("session-store", lines))
                .hasSize(of("session-store", LINES).size() - 48);
    }

    private static BigDecimal fee(List<EstateBillLine> lines) {
        return sum(
                lines.stream()
                        .filter(line -> line.category().equals("Purchase"))
                        .toList(),
                EstateBillLine::billed);
    }

    @Test
    void shouldBillNothingOfADeletedVolumeAndAModifiedOneByItsTypeAndPerformance() {
        UsageChanges changes = new UsageChanges(
                Map.of(),
                Map.of(
                        "never-attached", new UsageChanges.ResourceChange(CHANGED, null),
                        "model-cache",
                                new UsageChanges.ResourceChange(
                                        CHANGED,
                                        ESTATE.find(KindRegistry.VOLUMES, "model-cache")
                                                .orElseThrow()
                                                .modified(EstateVolume.VolumeType.GP3, 12_000, 250))),
                Map.of());
        List<EstateBillLine> lines = lines(changes);

        assertThat(ofVolume("never-attached", lines))
                .hasSize(ofVolume("never-attached", LINES).size() - 3);
        assertThat(ofVolume("model-cache", lines).stream()
                        .filter(line -> line.from().isAfter(CHANGED))
                        .map(EstateBillLine::usageType))
                .containsExactly("EBS:VolumeUsage.gp3", "EBS:VolumeP-IOPS.gp3", "EBS:VolumeP-Throughput.gp3");
    }

    private static List<EstateBillLine> ofVolume(String name, List<EstateBillLine> lines) {
        String arn = IDENTITIES
                .arn(
                        KindRegistry.VOLUMES,
                        ESTATE.find(KindRegistry.VOLUMES, name).orElseThrow())
                .toString();
        return lines.stream().filter(line -> line.resource().equals(arn)).toList();
    }

    /** From ten o'clock of the eighteenth on, of 346 hours. */
    @Test
    void shouldBillTheHoursOfOtherResourcesUntilTheyAreReleasedDeletedOrStopped() {
        String endpoint = "old-ranker";
        EstateVpc vpc = ESTATE.all(KindRegistry.VPCS).stream()
                .filter(each -> !each.natGateways().isEmpty())
                .findFirst()
                .orElseThrow();
        EstateNotebook notebook =
                ESTATE.find(KindRegistry.NOTEBOOKS, "old-notebook").orElseThrow();
        EstateAddress address =
                ESTATE.all(KindRegistry.ADDRESSES).stream().findFirst().orElseThrow();
        List<EstateBillLine> lines = lines(new UsageChanges(
                Map.of(),
                Map.of(
                        address.name(),
                        new UsageChanges.ResourceChange(CHANGED, null),
                        endpoint,
                        new UsageChanges.ResourceChange(CHANGED, null),
                        notebook.name(),
                        new UsageChanges.ResourceChange(CHANGED, notebook.with(true)),
                        vpc.name(),
                        new UsageChanges.ResourceChange(CHANGED, vpc.withNatGateways(List.of()))),
                Map.of()));

        Instant firstHour = Instant.parse("2026-11-18T10:00:00Z");
        List<String> arns = List.of(
                IDENTITIES.arn(KindRegistry.ADDRESSES, address).toString(),
                IDENTITIES
                        .arn(
                                KindRegistry.INFERENCE_ENDPOINTS,
                                ESTATE.find(KindRegistry.INFERENCE_ENDPOINTS, endpoint)
                                        .orElseThrow())
                        .toString(),
                IDENTITIES.arn(KindRegistry.NOTEBOOKS, notebook).toString(),
                KindRegistry.VPCS
                        .arn(vpc, vpc.natGateways().get(0), IDENTITIES::id)
                        .toString());
        assertThat(arns)
                .allSatisfy(arn -> assertThat(hoursOf(arn, lines))
                        .isNotEmpty()
                        .isEqualTo(hoursOf(arn, LINES).stream()
                                .filter(hour -> hour.isBefore(firstHour))
                                .toList()));
    }

    @Test
    void shouldBillACapacityReservationUntilItIsCancelled() {
        String arn = EstateCommitments.of(ESTATE).arn("launch-week").orElseThrow();
        List<EstateBillLine> lines = lines(new UsageChanges(Map.of(), Map.of(), Map.of("launch-week", CHANGED)));

        assertThat(hoursOf(arn, LINES)).hasSize(346);
        assertThat(hoursOf(arn, lines)).hasSize(346 - 48);
    }

    private static List<EstateBillLine> lines(UsageChanges changes) {
        return EstateBill.linesUntil(TIMELINE, IDENTITIES, END, changes).values().stream()
                .flatMap(List::stream)
                .toList();
    }

    private static List<Instant> hoursOf(String arn, List<EstateBillLine> lines) {
        return lines.stream()
                .filter(line -> line.resource().equals(arn))
                .map(EstateBillLine::from)
                .toList();
    }

    @Test
    void shouldRestateEarlierHoursAsTheyWere() {
        List<EstateBillLine> before =
                EstateBill.linesUntil(TIMELINE, IDENTITIES, END.minus(Duration.ofDays(1))).values().stream()
                        .flatMap(List::stream)
                        .filter(line -> line.unit().equals("Hrs"))
                        .toList();

        // By their hashes: an assertion on the list compares each with each, for minutes.
        Set<EstateBillLine> now = new HashSet<>(LINES);
        assertThat(before).isNotEmpty();
        assertThat(before.stream().filter(line -> !now.contains(line))).isEmpty();
    }

    @Test
    void shouldRenderEachMonthAsAnExportWithItsManifest() throws IOException {
        List<BucketFile> files = new FocusBillRenderer(TIMELINE, IDENTITIES, "gleaner-billing").render(END);

        assertThat(files)
                .extracting(BucketFile::key)
                .containsExactly(
                        "bills/focus/data/BILLING_PERIOD=2026-11/focus-00001.csv.gz",
                        "bills/focus/metadata/BILLING_PERIOD=2026-11/focus-Manifest.json");
        String csv = new String(
                new GZIPInputStream(new ByteArrayInputStream(files.get(0).bytes())).readAllBytes(),
                StandardCharsets.UTF_8);
        assertThat(csv.lines().count()).isEqualTo(LINES.size() + 1L);
        assertThat(csv.lines())
                .filteredOn(line -> line.startsWith("us-east-1f,0,123456789012,")
                        && line.endsWith(",RunInstances,AmazonEC2,BoxUsage:m5.xlarge"))
                .hasSize(346);
        assertThat(csv.lines())
                .filteredOn(line -> line.startsWith(",0.15876,123456789012,")
                        && line.contains("reserved-instances/reservation-2,AmazonEC2,210987654321,"))
                .hasSize(346);
        assertThat(new String(files.get(1).bytes(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"dataFiles\":[\"s3://gleaner-billing/bills/focus/data/BILLING_PERIOD=2026-11/focus-00001.csv.gz\"]}");
    }

    private List<EstateBillLine> of(String name) {
        String arn = IDENTITIES.arn(ESTATE.require(name)).toString();
        return where(line -> line.resource().equals(arn));
    }

    private List<EstateBillLine> where(Predicate<EstateBillLine> condition) {
        return LINES.stream().filter(condition).toList();
    }

    private static BigDecimal sum(List<EstateBillLine> some, Function<EstateBillLine, BigDecimal> amount) {
        return some.stream().map(amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
