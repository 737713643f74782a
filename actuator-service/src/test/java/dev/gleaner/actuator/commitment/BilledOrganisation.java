package dev.gleaner.actuator.commitment;

import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An organisation with the bill of a day on which AWS allocated its commitments to what it ran, and with what the listings and the bill say
 * of it. All of its resources run as many hours a day as their number of hours, from midnight on.
 */
final class BilledOrganisation {

    static final String PAYER = "111111111111";
    static final String BILL = PAYER + " 2026-10-01";
    static final LocalDate DAY = LocalDate.parse("2026-10-20");
    static final String REGION = "us-east-1";
    static final String LINUX = "Linux/UNIX";

    private static final List<String> ACCOUNTS = List.of(PAYER, "222222222222", "333333333333");
    private static final List<String> ZONES = List.of("us-east-1a", "us-east-1b");
    private static final Map<String, Double> PRICES = Map.of("m5.large", 0.096, "m5.xlarge", 0.192, "g5.xlarge", 1.006);

    private final List<Host> hosts = new ArrayList<>();
    private final List<SpendRecord.CommitmentTerms> terms = new ArrayList<>();
    private final Map<Host, List<SpendRecord.EligibleHours>> lines = new LinkedHashMap<>();

    /** A resource. */
    record Host(String arn, SpendRecord.EligibleHours.Kind kind, int hours) {}

    /** One at random. */
    static BilledOrganisation of(Random random) {
        BilledOrganisation organisation = new BilledOrganisation();
        for (int number = 2 + random.nextInt(9); number > 0; number--) {
            organisation.run(
                    any(random, ACCOUNTS),
                    any(random, ZONES),
                    any(random, PRICES.keySet().stream().sorted().toList()),
                    random.nextInt(3) == 0 ? 1 + random.nextInt(24) : 24);
        }
        for (int number = random.nextInt(4); number > 0; number--) {
            organisation.reserve(
                    any(random, ACCOUNTS),
                    random.nextInt(4) == 0 ? any(random, ZONES) : "",
                    any(random, PRICES.keySet().stream().sorted().toList()),
                    1 + random.nextInt(2));
        }
        for (int number = random.nextInt(3); number > 0; number--) {
            boolean isOfFamily = random.nextBoolean();
            organisation.plan(
                    any(random, ACCOUNTS),
                    isOfFamily ? "EC2Instance" : "Compute",
                    isOfFamily ? any(random, List.of("m5", "g5")) : "",
                    0.05 + random.nextInt(20) / 20.0);
        }
        organisation.bill(random);
        return organisation;
    }

    /** Adds an instance. */
    Host run(String account, String zone, String type, int hours) {
        Host host = new Host(
                "arn:aws:ec2:us-east-1:" + account + ":instance/i-" + hosts.size(),
                new SpendRecord.EligibleHours.Kind(account, REGION, zone, type, LINUX, "default"),
                hours);
        hosts.add(host);
        return host;
    }

    /** Adds reservations. */
    void reserve(String account, String zone, String type, int instances) {
        terms.add(new SpendRecord.CommitmentTerms(
                "arn:aws:ec2:us-east-1:" + account + ":reserved-instances/r" + terms.size(),
                type,
                instances,
                "standard",
                null,
                null,
                null,
                new SpendRecord.CommitmentTerms.Scope(account, REGION, zone, LINUX + " (Amazon VPC)", "default")));
    }

    /** Adds a savings plan. */
    void plan(String account, String offering, String family, double hourly) {
        terms.add(new SpendRecord.CommitmentTerms(
                "arn:aws:savingsplans::" + account + ":savingsplan/p" + terms.size(),
                family,
                null,
                offering,
                null,
                BigDecimal.valueOf(hourly),
                null,
                new SpendRecord.CommitmentTerms.Scope(account, family.isEmpty() ? "" : REGION, "", "", "")));
    }

    /** Lets AWS allocate the commitments. Which of several hosts of a kind is covered is at random. */
    void bill(Random random) {
        ListedCommitments listed = new ListedCommitments(terms);
        CommitmentAllocator allocator =
                listed.allocator(DAY.atStartOfDay().toInstant(ZoneOffset.UTC), Set.copyOf(ACCOUNTS), Set.of());
        // In the order of the records, since AWS leaves open which of several accounts with usage of a size comes
        // first.
        List<SpendRecord.EligibleHours.Kind> kinds = hosts.stream()
                .map(Host::kind)
                .distinct()
                .sorted(Comparator.comparing(SpendRecord.EligibleHours.Kind::account))
                .toList();
        List<EligibleUsage> usage =
                kinds.stream().map(BilledOrganisation::usage).toList();
        CoverageOrder order = allocator.order(usage);
        Map<Host, Map<String, double[]>> covered = new HashMap<>();
        for (int hour = 0; hour < AllocatedDay.HOURS; hour++) {
            int now = hour;
            double[] amounts = kinds.stream()
                    .mapToDouble(kind -> hosts.stream()
                            .filter(host -> host.kind().equals(kind) && now < host.hours())
                            .count())
                    .toArray();
            Map<Host, Double> left = new HashMap<>();
            hosts.stream().filter(host -> now < host.hours()).forEach(host -> left.put(host, 1.0));
            for (CoverageOrder.Coverage coverage : order.coverage(amounts)) {
                give(covered, left, kinds.get(coverage.usage()), coverage.commitment(), now, coverage.hours(), random);
            }
            left.forEach((host, amount) -> add(covered, host, "", now, amount));
        }
        hosts.forEach(host -> lines.put(
                host,
                covered.getOrDefault(host, Map.of()).entrySet().stream()
                        .map(entry -> line(host.kind(), entry.getKey(), entry.getValue()))
                        .toList()));
    }

    private void give(
            Map<Host, Map<String, double[]>> covered,
            Map<Host, Double> left,
            SpendRecord.EligibleHours.Kind kind,
            String commitment,
            int hour,
            double hours,
            Random random) {
        List<Host> some = new ArrayList<>(left.keySet().stream()
                .filter(host -> host.kind().equals(kind))
                .sorted(Comparator.comparing(Host::arn))
                .toList());
        Collections.shuffle(some, random);
        double open = hours;
        for (Host host : some) {
            double amount = Math.min(open, left.getOrDefault(host, 0.0));
            open -= amount;
            left.merge(host, -amount, Double::sum);
            add(covered, host, commitment, hour, amount);
        }
    }

    private static void add(
            Map<Host, Map<String, double[]>> covered, Host host, String commitment, int hour, double amount) {
        if (amount > 0) {
            covered.computeIfAbsent(host, absent -> new TreeMap<>())
                    .computeIfAbsent(commitment, absent -> new double[AllocatedDay.HOURS])[hour] += amount;
        }
    }

    private SpendRecord.EligibleHours line(SpendRecord.EligibleHours.Kind kind, String commitment, double[] hours) {
        double amount = IntStream.range(0, hours.length)
                .mapToDouble(hour -> hours[hour])
                .sum();
        double price = PRICES.getOrDefault(kind.type(), 0.0);
        double rate = commitment.isEmpty() ? price : rate(kind.type(), commitment, price);
        return new SpendRecord.EligibleHours(
                kind,
                commitment,
                BigDecimal.valueOf(price * amount),
                BigDecimal.valueOf(rate * amount),
                IntStream.range(0, hours.length).mapToObj(hour -> hours[hour]).toList());
    }

    private double rate(String type, String commitment, double price) {
        return new ListedCommitments(terms)
                .planKind(commitment)
                .map(kind -> usageRate(type, kind))
                .orElse(price * 0.6);
    }

    private static double usageRate(String type, SavingsPlan.Kind kind) {
        double part = (kind == SavingsPlan.Kind.COMPUTE ? 0.7 : 0.6) + (type.startsWith("g5") ? 0.05 : 0);
        return part * PRICES.getOrDefault(type, 0.0);
    }

    private static EligibleUsage usage(SpendRecord.EligibleHours.Kind kind) {
        return new EligibleUsage(
                kind.account(),
                kind.region(),
                kind.zone(),
                kind.type(),
                kind.platform(),
                kind.tenancy(),
                SizeFlexibility.units(kind.type(), kind.platform(), kind.tenancy()),
                0,
                PRICES.getOrDefault(kind.type(), 0.0),
                Map.of(
                        SavingsPlan.Kind.COMPUTE, usageRate(kind.type(), SavingsPlan.Kind.COMPUTE),
                        SavingsPlan.Kind.EC2_INSTANCE, usageRate(kind.type(), SavingsPlan.Kind.EC2_INSTANCE)));
    }

    List<Host> hosts() {
        return hosts;
    }

    List<SpendRecord.CommitmentTerms> terms() {
        return terms;
    }

    /** What the bill charges on demand, USD. */
    double onDemand() {
        return onDemand(hosts);
    }

    /** What the bill charges on demand for some hosts, USD. */
    double onDemand(Collection<Host> some) {
        return some.stream()
                .flatMap(host -> lines.getOrDefault(host, List.of()).stream())
                .filter(line -> line.commitment().isEmpty())
                .mapToDouble(line -> Objects.requireNonNull(line.effective()).doubleValue())
                .sum();
    }

    /** The records of all usage. */
    List<SpendRecord.EligibleDay> days() {
        Map<String, List<SpendRecord.EligibleHours>> byAccount = lines.values().stream()
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(line -> line.kind().account(), TreeMap::new, Collectors.toList()));
        return byAccount.entrySet().stream()
                .map(entry -> new SpendRecord.EligibleDay(BILL, DAY, entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The records of some hosts, in this order. */
    Map<String, List<SpendRecord.ResourceHours>> hours(Collection<Host> some) {
        Map<String, List<SpendRecord.ResourceHours>> hours = new LinkedHashMap<>();
        some.forEach(host -> hours.put(
                host.arn(),
                List.of(new SpendRecord.ResourceHours(
                        host.arn(),
                        BILL,
                        List.of(new SpendRecord.ResourceHours.Day(DAY, lines.getOrDefault(host, List.of())))))));
        return hours;
    }

    ReuseCalculator calculator() {
        return new ReuseCalculator(PAYER, days(), terms);
    }

    private static <T> T any(Random random, List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
