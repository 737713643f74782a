package dev.gleaner.benchmarks.allocation;

import dev.gleaner.actuator.commitment.CommitmentAllocator;
import dev.gleaner.actuator.commitment.EligibleUsage;
import dev.gleaner.actuator.commitment.InstanceReservation;
import dev.gleaner.actuator.commitment.SavingsPlan;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An organisation of 25 accounts with the usage of many instances in 300 kinds, of which the amounts differ in each hour, with 25
 * reservations and a savings plan.
 */
final class LargeOrganization {

    static final String PAYER = "111111111111";
    static final int KINDS = 300;

    private static final String BILL = PAYER + " 2026-10-01";
    private static final LocalDate FIRST = LocalDate.parse("2026-10-01");
    private static final int ACCOUNTS = 25;
    private static final int HOURS = 24;
    private static final String PLAN = "arn:aws:savingsplans::111111111111:savingsplan/p1";
    private static final String LINUX = "Linux/UNIX";
    private static final double RATE = 0.7;
    private static final List<String> TYPES =
            List.of("m5.large", "m5.xlarge", "m5.2xlarge", "c5.large", "c5.xlarge", "g5.xlarge");
    private static final List<Double> PRICES = List.of(0.096, 0.192, 0.384, 0.085, 0.17, 1.006);
    private static final List<Double> UNITS = List.of(4.0, 8.0, 16.0, 4.0, 8.0, 0.0);

    private final int resources;
    private final int days;
    private final List<InstanceReservation> reservations = new ArrayList<>();
    private final List<SpendRecord.EligibleDay> records = new ArrayList<>();
    private final Random random = new Random(1);

    LargeOrganization(int resources, int days) {
        this.resources = resources;
        this.days = days;
        int instances = resources / 200;
        for (int account = 0; account < ACCOUNTS; account++) {
            reservations.add(new InstanceReservation(
                    "arn:aws:ec2:us-east-1:1:reserved-instances/r" + account,
                    account(account),
                    "us-east-1",
                    "",
                    "m5.xlarge",
                    LINUX,
                    "default",
                    instances,
                    8));
        }
        for (int day = 0; day < days; day++) {
            records.add(new SpendRecord.EligibleDay(BILL, FIRST.plusDays(day), PAYER, bill()));
        }
    }

    private static String account(int number) {
        return "%012d".formatted(number + 1);
    }

    private static SpendRecord.EligibleHours.Kind kind(int index) {
        return new SpendRecord.EligibleHours.Kind(
                account(index % ACCOUNTS),
                "us-east-1",
                index / ACCOUNTS % 2 == 0 ? "us-east-1a" : "us-east-1b",
                TYPES.get(type(index)),
                LINUX,
                "default");
    }

    private static int type(int index) {
        return index / (2 * ACCOUNTS);
    }

    /** The lines of a day: by one of the reservations, by the plan and on demand. */
    private List<SpendRecord.EligibleHours> bill() {
        CommitmentAllocator reserved = new CommitmentAllocator(reservations, List.of(), Set.of());
        double commitment = resources * 0.05;
        CommitmentAllocator all = new CommitmentAllocator(
                reservations,
                List.of(new SavingsPlan(PLAN, PAYER, SavingsPlan.Kind.COMPUTE, "", "", commitment)),
                Set.of());
        double[][] byReservation = new double[KINDS][HOURS];
        double[][] byPlan = new double[KINDS][HOURS];
        double[][] onDemand = new double[KINDS][HOURS];
        for (int hour = 0; hour < HOURS; hour++) {
            List<EligibleUsage> usage = IntStream.range(0, KINDS)
                    .mapToObj(index ->
                            usage(index, resources / KINDS * 3 / 4 + random.nextInt(resources / KINDS / 2 + 1)))
                    .toList();
            double[] unreserved = reserved.uncovered(usage);
            double[] left = all.uncovered(usage);
            for (int index = 0; index < KINDS; index++) {
                byReservation[index][hour] = usage.get(index).hours() - unreserved[index];
                byPlan[index][hour] = unreserved[index] - left[index];
                onDemand[index][hour] = left[index];
            }
        }
        List<SpendRecord.EligibleHours> lines = new ArrayList<>();
        for (int index = 0; index < KINDS; index++) {
            addLine(lines, index, reservations.get(0).id(), byReservation[index], 0.6);
            addLine(lines, index, PLAN, byPlan[index], RATE);
            addLine(lines, index, "", onDemand[index], 1);
        }
        return lines;
    }

    private static EligibleUsage usage(int index, double hours) {
        SpendRecord.EligibleHours.Kind kind = kind(index);
        double price = PRICES.get(type(index));
        return new EligibleUsage(
                kind.account(),
                kind.region(),
                kind.zone(),
                kind.type(),
                kind.platform(),
                kind.tenancy(),
                UNITS.get(type(index)),
                hours,
                price,
                Map.of(SavingsPlan.Kind.COMPUTE, RATE * price));
    }

    private static void addLine(
            List<SpendRecord.EligibleHours> lines, int index, String commitment, double[] hours, double part) {
        double all = Arrays.stream(hours).sum();
        if (all > 0) {
            double list = all * PRICES.get(type(index));
            lines.add(new SpendRecord.EligibleHours(
                    kind(index),
                    commitment,
                    BigDecimal.valueOf(list),
                    BigDecimal.valueOf(list * part),
                    Arrays.stream(hours).boxed().toList()));
        }
    }

    List<SpendRecord.EligibleDay> days() {
        return records;
    }

    List<SpendRecord.CommitmentTerms> terms() {
        List<SpendRecord.CommitmentTerms> terms = new ArrayList<>();
        reservations.forEach(some -> terms.add(terms(
                some.id(), some.type(), (int) some.instances(), "standard", null, some.account(), "us-east-1", LINUX)));
        terms.add(terms(PLAN, "", null, "Compute", BigDecimal.valueOf(resources * 0.05), PAYER, "", ""));
        return terms;
    }

    private static SpendRecord.CommitmentTerms terms(
            String arn,
            String type,
            @Nullable Integer instances,
            String offering,
            @Nullable BigDecimal hourly,
            String account,
            String region,
            String platform) {
        return new SpendRecord.CommitmentTerms(
                arn,
                type,
                instances,
                offering,
                null,
                hourly,
                null,
                new SpendRecord.CommitmentTerms.Scope(
                        account, region, "", platform, platform.isEmpty() ? "" : "default"));
    }

    /** Instances with findings, which run in all hours; the bill says that a reservation covers them. */
    Map<String, List<SpendRecord.ResourceHours>> findings(int number) {
        Map<String, List<SpendRecord.ResourceHours>> findings = new LinkedHashMap<>();
        for (int index = 0; index < number; index++) {
            SpendRecord.EligibleHours.Kind kind = kind(index % KINDS);
            String arn = "arn:aws:ec2:us-east-1:" + kind.account() + ":instance/i-" + index;
            BigDecimal usd = BigDecimal.valueOf(HOURS * PRICES.get(type(index % KINDS)));
            SpendRecord.EligibleHours hours = new SpendRecord.EligibleHours(
                    kind, reservations.get(0).id(), usd, usd, Collections.nCopies(HOURS, 1.0));
            List<SpendRecord.ResourceHours.Day> used = IntStream.range(0, days)
                    .mapToObj(day -> new SpendRecord.ResourceHours.Day(FIRST.plusDays(day), List.of(hours)))
                    .toList();
            findings.put(arn, List.of(new SpendRecord.ResourceHours(arn, BILL, used)));
        }
        return findings;
    }
}
