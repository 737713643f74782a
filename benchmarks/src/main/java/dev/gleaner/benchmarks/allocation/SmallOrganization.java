package dev.gleaner.benchmarks.allocation;

import dev.gleaner.contracts.spend.SpendRecord;
import dev.gleaner.test.AllowedOrders;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A few instances, reservations and savings plans at random, whose bill is that of one of the orders in which AWS may allocate. What may be
 * charged is computed by the documentation alone, of which this is a second implementation.
 */
final class SmallOrganization {

    static final String PAYER = "111111111111";

    private static final String BILL = PAYER + " 2026-10-01";
    private static final LocalDate DAY = LocalDate.parse("2026-10-20");
    private static final List<String> ACCOUNTS = List.of(PAYER, "222222222222", "333333333333");
    private static final List<String> ZONES = List.of("us-east-1a", "us-east-1b");
    private static final List<String> TYPES = List.of("m5.large", "m5.xlarge", "g5.xlarge");
    private static final List<Double> PRICES = List.of(0.096, 0.192, 1.006);

    private final Random random;
    private final List<Host> hosts = new ArrayList<>();
    private final List<Commitment> commitments = new ArrayList<>();

    /** Whether the bill shows a rate of a plan; before there is a bill, it does not matter. */
    private Predicate<String> isShown = rate -> true;

    SmallOrganization(Random random) {
        this.random = random;
        for (int number = 2 + random.nextInt(4); number > 0; number--) {
            hosts.add(new Host(any(ACCOUNTS), any(ZONES), random.nextInt(TYPES.size()), 1 + random.nextInt(4) / 4.0));
        }
        for (int number = 1 + random.nextInt(2); number > 0; number--) {
            boolean isPlan = random.nextInt(3) == 0;
            boolean isOfFamily = isPlan && random.nextBoolean();
            commitments.add(new Commitment(
                    (isPlan ? "arn:aws:savingsplans::1:savingsplan/" : "arn:aws:ec2:us-east-1:1:reserved-instances/")
                            + number,
                    any(ACCOUNTS),
                    isPlan || random.nextBoolean() ? "" : any(ZONES),
                    random.nextInt(TYPES.size()),
                    isPlan ? isOfFamily ? "EC2Instance" : "Compute" : "standard",
                    isPlan ? (1 + random.nextInt(10)) / 10.0 : 1 + random.nextInt(2)));
        }
    }

    /** An instance; it runs in each hour for as long. */
    private record Host(String account, String zone, int type, double hours) {

        String arn(int index) {
            return "arn:aws:ec2:us-east-1:" + account + ":instance/i-" + index;
        }

        SpendRecord.EligibleHours.Kind kind() {
            return new SpendRecord.EligibleHours.Kind(
                    account, "us-east-1", zone, TYPES.get(type), "Linux/UNIX", "default");
        }

        double units() {
            return type == 0 ? 4 : 8;
        }

        /** The plan rate of an hour. */
        double rate(String offering) {
            return PRICES.get(type) * (offering.equals("Compute") ? 0.7 : 0.6) + (type == 2 ? 0.05 : 0);
        }
    }

    /** @param amount number of instances, or USD an hour of a plan */
    private record Commitment(String arn, String account, String zone, int type, String offering, double amount) {

        boolean isPlan() {
            return !offering.equals("standard");
        }

        /** Only of the family m5 is size-flexible. */
        boolean isFlexible() {
            return !isPlan() && zone.isEmpty() && type < 2;
        }

        double capacity() {
            return isFlexible() ? amount * (type == 0 ? 4 : 8) : amount;
        }

        double taken(Host host) {
            boolean isSameFamily = type < 2 == host.type() < 2;
            if (isPlan()) {
                return offering.equals("Compute") || isSameFamily ? host.rate(offering) : 0;
            }
            if (isFlexible()) {
                return isSameFamily ? host.units() : 0;
            }
            return type == host.type() && (zone.isEmpty() || zone.equals(host.zone())) ? 1 : 0;
        }

        SpendRecord.CommitmentTerms terms() {
            String family = TYPES.get(type).substring(0, 2);
            return new SpendRecord.CommitmentTerms(
                    arn,
                    isPlan() ? offering.equals("Compute") ? "" : family : TYPES.get(type),
                    isPlan() ? null : (int) amount,
                    offering,
                    null,
                    isPlan() ? BigDecimal.valueOf(amount) : null,
                    null,
                    new SpendRecord.CommitmentTerms.Scope(
                            account, offering.equals("Compute") ? "" : "us-east-1", zone, "Linux/UNIX", "default"));
        }
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    int size() {
        return hosts.size();
    }

    List<SpendRecord.CommitmentTerms> terms() {
        return commitments.stream().map(Commitment::terms).toList();
    }

    /** Lines of each instance, by one of the orders. */
    List<List<SpendRecord.EligibleHours>> bill() {
        AllowedOrders.Outcome outcome = outcomes(hosts).iterator().next();
        Set<String> shown = new HashSet<>();
        outcome.covered()
                .forEach((index, by) -> by.keySet().forEach(arn -> shown.add(rateName(arn, hosts.get(index)))));
        isShown = shown::contains;
        return IntStream.range(0, hosts.size())
                .mapToObj(index -> lines(
                        hosts.get(index),
                        outcome.left().get(index),
                        outcome.covered().getOrDefault(index, Map.of())))
                .toList();
    }

    private List<SpendRecord.EligibleHours> lines(Host host, double left, Map<String, Double> covered) {
        List<SpendRecord.EligibleHours> lines = new ArrayList<>();
        Map<String, Double> all = new TreeMap<>(covered);
        all.merge("", left, Double::sum);
        all.forEach((commitment, hours) -> {
            if (hours > 0) {
                lines.add(new SpendRecord.EligibleHours(
                        host.kind(),
                        commitment,
                        BigDecimal.valueOf(24 * hours * PRICES.get(host.type())),
                        BigDecimal.valueOf(24 * hours * rate(host, commitment)),
                        Collections.nCopies(24, hours)));
            }
        });
        return lines;
    }

    private double rate(Host host, String commitment) {
        return commitments.stream()
                .filter(some -> some.arn().equals(commitment) && some.isPlan())
                .mapToDouble(some -> host.rate(some.offering()))
                .findFirst()
                .orElse(PRICES.get(host.type()));
    }

    static List<SpendRecord.EligibleDay> days(List<List<SpendRecord.EligibleHours>> bill) {
        return List.of(new SpendRecord.EligibleDay(
                BILL, DAY, PAYER, bill.stream().flatMap(List::stream).toList()));
    }

    /** The hours of an instance. */
    Map<String, List<SpendRecord.ResourceHours>> hours(List<List<SpendRecord.EligibleHours>> bill, int index) {
        String arn = hosts.get(index).arn(index);
        return Map.of(
                arn,
                List.of(new SpendRecord.ResourceHours(
                        arn, BILL, List.of(new SpendRecord.ResourceHours.Day(DAY, bill.get(index))))));
    }

    /** USD that may be charged on demand in an hour, without one of the instances; with all of them if it is -1. */
    DoubleSummaryStatistics charged(int without) {
        List<Host> left = new ArrayList<>(hosts);
        if (without >= 0) {
            left.remove(without);
        }
        double[] prices =
                left.stream().mapToDouble(host -> PRICES.get(host.type())).toArray();
        return outcomes(left).stream()
                .mapToDouble(outcome -> outcome.charged(prices))
                .summaryStatistics();
    }

    private Collection<AllowedOrders.Outcome> outcomes(List<Host> some) {
        Map<String, Double> capacities = new HashMap<>();
        commitments.forEach(commitment -> capacities.put(commitment.arn(), commitment.capacity()));
        List<List<AllowedOrders.Pair>> stages = new ArrayList<>();
        for (String zonality : List.of("zonal", "regional", "EC2Instance", "Compute")) {
            for (boolean isOwn : new boolean[] {true, false}) {
                stages.add(stage(some, zonality, isOwn));
            }
        }
        return AllowedOrders.outcomes(capacities, some.stream().map(Host::hours).toList(), stages);
    }

    private List<AllowedOrders.Pair> stage(List<Host> some, String stage, boolean isOwn) {
        return commitments.stream()
                .filter(commitment -> stage.equals(stage(commitment)))
                .flatMap(commitment -> IntStream.range(0, some.size())
                        .filter(index ->
                                commitment.account().equals(some.get(index).account()) == isOwn)
                        .mapToObj(index -> pair(commitment, some.get(index), index)))
                .toList();
    }

    /** Plans of a kind have one rate for a type. */
    private String rateName(String arn, Host host) {
        return commitments.stream()
                        .filter(some -> some.arn().equals(arn))
                        .map(Commitment::offering)
                        .findFirst()
                        .orElseThrow()
                + host.type();
    }

    private static String stage(Commitment commitment) {
        if (commitment.isPlan()) {
            return commitment.offering();
        }
        return commitment.zone().isEmpty() ? "regional" : "zonal";
    }

    private AllowedOrders.Pair pair(Commitment commitment, Host host, int index) {
        boolean isUnknown = commitment.isPlan() && !isShown.test(rateName(commitment.arn(), host));
        double taken = isUnknown ? 0 : commitment.taken(host);
        return commitment.isPlan()
                ? new AllowedOrders.Pair(commitment.arn(), index, taken, taken / PRICES.get(host.type()), taken)
                : new AllowedOrders.Pair(commitment.arn(), index, taken, host.units(), 0);
    }
}
