package dev.gleaner.systemtests.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.ledger.BillComparison;
import dev.gleaner.actuator.ledger.BilledSaving;
import dev.gleaner.actuator.ledger.SavingsPeriod;
import dev.gleaner.actuator.ledger.SavingsRate;
import dev.gleaner.contracts.spend.SpendRecord;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateArns;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.bill.EstateBill;
import dev.gleaner.local.estate.bill.EstateBillLine;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The ledger on the bill of the small estate: the bill goes on as it was for everything but the resources that were acted on, so that
 * what it would have been without the actions is known to the cent.
 */
class EstateLedgerTest {

    /** Not at a full hour. The days before are in November and December, those after in December and January. */
    private static final Instant ACTED = Instant.parse("2026-12-08T13:20:00Z");

    private static final Instant END = Instant.parse("2026-11-20T10:00:00Z");
    private static final Instant UNTIL = Instant.parse("2027-01-20T00:00:00Z");
    private static final Instant STATED = Instant.parse("2027-02-05T00:00:00Z");
    private static final String PAYER = "123456789012";
    private static final Duration WHOLE = Duration.ofDays(30);
    private static final Duration RESTARTED = Duration.ofDays(9);
    private static final Duration STOPPED_AGAIN = Duration.ofDays(12);

    private static final Estate ESTATE = EstateGenerator.small(42);
    private static final EstateIdentities IDENTITIES = EstateIdentities.made(ESTATE);
    private static final List<EstateBillLine> BEFORE =
            EstateBill.linesUntil(EstateTimeline.endingAt(ESTATE, END), IDENTITIES, UNTIL).values().stream()
                    .flatMap(List::stream)
                    .filter(line -> !line.resource().isEmpty())
                    .toList();

    private final List<EstateBillLine> after = new ArrayList<>(BEFORE);
    private final Map<String, Map<String, SavingsPeriod>> periods = new LinkedHashMap<>();

    @Test
    void shouldSayWhatTheBillFellByAStopThatIsUndoneAndRepeated() {
        String instance = arn("forgotten-1");
        Instant restart = ACTED.plus(RESTARTED);
        Instant again = ACTED.plus(STOPPED_AGAIN);
        remove(instance, ACTED, restart);
        remove(instance, again, UNTIL);
        act("stop", instance, ACTED, restart);
        act("stop-again", instance, again, again.plus(WHOLE));

        Map<String, BilledSaving> savings = compare(instance);

        assertFollowsTheBill(savings, fall(instance, again.plus(WHOLE)));
        assertThat(savings.values()).allMatch(saving -> saving.isFinal());
        assertThat(savings.get("stop").usageTypes()).hasSize(1);
    }

    @Test
    void shouldSayWhatTheBillFellByADeletedVolumeLessItsSnapshot() {
        String volume = ESTATE.all(KindRegistry.VOLUMES).stream()
                .map(one -> arn(one.name()))
                .filter(one -> cost(BEFORE, one).signum() > 0)
                .findFirst()
                .orElseThrow();
        remove(volume, ACTED, UNTIL);
        replaceDaily(volume, "EBS:SnapshotUsage", "0.07");
        act("snapshot-and-delete-volume", volume, ACTED, ACTED.plus(WHOLE));

        Map<String, BilledSaving> savings = compare(volume);

        assertFollowsTheBill(savings, fall(volume, ACTED.plus(WHOLE)));
        assertThat(savings.get("snapshot-and-delete-volume").usageTypes())
                .extracting(BilledSaving.UsageTypeChange::usageType)
                .hasSize(2)
                .contains("EBS:SnapshotUsage");
    }

    @Test
    void shouldSayWhatTheBillFellByADeletedGateway() {
        String gateway = ESTATE.vpcs().stream()
                .flatMap(vpc -> vpc.natGateways().stream())
                .map(EstateLedgerTest::arn)
                .filter(one -> cost(BEFORE, one).signum() > 0)
                .findFirst()
                .orElseThrow();
        remove(gateway, ACTED, UNTIL);
        act("delete-nat-gateway", gateway, ACTED, ACTED.plus(WHOLE));

        assertFollowsTheBill(compare(gateway), fall(gateway, ACTED.plus(WHOLE)));
    }

    /** Two thirds move into a cheaper class after two days; requests of the transition and a retrieval take some of it back. */
    @Test
    void shouldSayWhatTheBillFellByATransitionLessItsRequestsAndRetrievals() {
        String bucket = ESTATE.buckets().stream()
                .map(one -> arn(one.name()))
                .max((one, other) -> cost(BEFORE, one).compareTo(cost(BEFORE, other)))
                .orElseThrow();
        Instant moved = ACTED.plus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS);
        List<EstateBillLine> cheaper = new ArrayList<>();
        change(bucket, moved, UNTIL, line -> {
            cheaper.add(line(
                    line.from(), line.until(), "AmazonS3", bucket, "TimedStorage-SIA-ByteHrs", part(line, "0.36")));
            return Stream.of(line(line.from(), line.until(), "AmazonS3", bucket, line.usageType(), part(line, "0.34")));
        });
        after.addAll(cheaper);
        after.add(line(moved, moved.plusSeconds(3600), "AmazonS3", bucket, "Requests-Tier4", new BigDecimal("3.10")));
        after.add(line(
                moved.plus(9, ChronoUnit.DAYS),
                moved.plus(9, ChronoUnit.DAYS).plusSeconds(3600),
                "AmazonS3",
                bucket,
                "Retrieval-SIA",
                new BigDecimal("1.23")));
        act("put-lifecycle-rule", bucket + "/runs/", ACTED, ACTED.plus(WHOLE));

        Map<String, BilledSaving> savings = compare(bucket);

        assertFollowsTheBill(savings, fall(bucket, ACTED.plus(WHOLE)));
        assertThat(savings.get("put-lifecycle-rule").usageTypes()).hasSize(4);
    }

    /** The bill shows only the half that is bought on demand; commitments are paid for either way. */
    @Test
    void shouldNotCountWhatACommitmentGoesOnPayingFor() {
        String half = arn("render-queue");
        String covered = arn("session-store");
        remove(half, ACTED, UNTIL);
        remove(covered, ACTED, UNTIL);
        act("stop-half", half, ACTED, ACTED.plus(WHOLE));
        act("stop-covered", covered, ACTED, ACTED.plus(WHOLE));

        Map<String, BilledSaving> partly = compare(half);
        BilledSaving nothing = compare(covered).get("stop-covered");

        assertFollowsTheBill(partly, fall(half, ACTED.plus(WHOLE)));
        assertThat(nothing.usd()).contains(new BigDecimal("0.00"));
        assertThat(nothing.reason()).hasValueSatisfying(text -> assertThat(text).contains("commitment"));
    }

    /** Within 1 %, and never above. */
    private static void assertFollowsTheBill(Map<String, BilledSaving> savings, BigDecimal fall) {
        BigDecimal sum = BilledSaving.sum(savings.values()).orElseThrow();
        assertThat(fall).isPositive();
        assertThat(sum).isLessThanOrEqualTo(fall);
        assertThat(sum).isGreaterThanOrEqualTo(fall.multiply(new BigDecimal("0.99")));
    }

    private Map<String, BilledSaving> compare(String resource) {
        Map<YearMonth, List<SpendRecord.ResourceCharges.Charge>> months = new HashMap<>();
        after.stream()
                .filter(line -> line.resource().equals(resource))
                .forEach(line -> months.computeIfAbsent(YearMonth.from(day(line.from())), month -> new ArrayList<>())
                        .add(new SpendRecord.ResourceCharges.Charge(
                                day(line.from()),
                                day(line.until().minusNanos(1)).plusDays(1),
                                line.service(),
                                line.usageType(),
                                line.billed(),
                                line.effective())));
        List<SpendRecord.ResourceCharges> charges = new ArrayList<>();
        months.forEach((month, list) ->
                charges.add(new SpendRecord.ResourceCharges(resource, PAYER + " " + month.atDay(1), STATED, list)));
        List<SpendRecord.Bill> bills = Stream.of("2026-11", "2026-12", "2027-01")
                .map(month -> new SpendRecord.Bill(
                        PAYER + " " + month + "-01", STATED, 1, 0, BigDecimal.ZERO, BigDecimal.ZERO))
                .toList();
        return new BillComparison(Duration.ofHours(24), BigDecimal.TEN)
                .compare(periods.getOrDefault(resource, Map.of()), charges, bills);
    }

    private void act(String action, String target, Instant since, Instant through) {
        periods.computeIfAbsent(BillComparison.billedResource(target), absent -> new LinkedHashMap<>())
                .put(
                        action,
                        new SavingsPeriod(
                                target,
                                since,
                                through,
                                true,
                                Optional.of(new SavingsRate(BigDecimal.TEN, BigDecimal.ZERO))));
    }

    /** What all lines from the day of the action to another one cost less than they would have without it. */
    private BigDecimal fall(String resource, Instant through) {
        LocalDate last = day(through);
        Function<List<EstateBillLine>, BigDecimal> cost = lines -> lines.stream()
                .filter(line -> line.resource().equals(resource))
                .filter(line -> !day(line.from()).isBefore(day(ACTED))
                        && !day(line.from()).isAfter(last))
                .map(EstateBillLine::billed)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return cost.apply(BEFORE).subtract(cost.apply(after));
    }

    /** Takes the lines that begin within a time out of the bill: an hour that has begun is billed. */
    private void remove(String resource, Instant from, Instant until) {
        change(resource, from, until, line -> Stream.empty());
    }

    private void change(
            String resource, Instant from, Instant until, Function<EstateBillLine, Stream<EstateBillLine>> change) {
        List<EstateBillLine> changed = after.stream()
                .flatMap(line -> line.resource().equals(resource)
                                && !line.from().isBefore(from)
                                && line.from().isBefore(until)
                        ? change.apply(line)
                        : Stream.of(line))
                .toList();
        after.clear();
        after.addAll(changed);
    }

    private void replaceDaily(String resource, String usageType, String usd) {
        for (LocalDate day = day(ACTED); day.isBefore(day(UNTIL)); day = day.plusDays(1)) {
            Instant from = day.atStartOfDay(ZoneOffset.UTC).toInstant();
            after.add(line(from, from.plus(1, ChronoUnit.DAYS), "AmazonEC2", resource, usageType, new BigDecimal(usd)));
        }
    }

    private static EstateBillLine line(
            Instant from, Instant until, String service, String resource, String usageType, BigDecimal usd) {
        return EstateBillLine.usage(
                from,
                until,
                new EstateBillLine.Item(service, usageType, "", PAYER, "us-east-1", "", resource, Map.of()),
                BigDecimal.ONE,
                "",
                usd);
    }

    private static BigDecimal part(EstateBillLine line, String part) {
        return line.billed().multiply(new BigDecimal(part));
    }

    private static BigDecimal cost(List<EstateBillLine> lines, String resource) {
        return lines.stream()
                .filter(line -> line.resource().equals(resource))
                .map(EstateBillLine::billed)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static String arn(String name) {
        return new EstateArns(ESTATE, IDENTITIES).arn(name).toString();
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
