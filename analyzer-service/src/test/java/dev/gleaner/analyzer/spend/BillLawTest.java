package dev.gleaner.analyzer.spend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.InMemoryStateStore;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.proto.BillStatement;
import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.BilledCharges;
import dev.gleaner.contracts.signal.proto.BilledTags;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.CommitmentStatus;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.spend.SpendDimension;
import dev.gleaner.contracts.spend.SpendRecord;
import dev.gleaner.contracts.topic.RootPartitioner;
import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Whatever is billed, restated, refunded, sent twice and in any order: the values of each dimension add up to the bill. */
class BillLawTest {

    private static final long DAY = 86_400_000;
    private static final List<String> BILLS = List.of("111122223333 2026-10-01", "111122223333 2026-11-01");
    private static final List<List<String>> USAGE = List.of(
            List.of("AmazonEC2", "BoxUsage:g5.xlarge"),
            List.of("AmazonEC2", "EBS:VolumeUsage.gp3"),
            List.of("AmazonEC2", "USE2-NatGateway-Bytes"),
            List.of("AmazonEC2", "DataTransfer-Out-Bytes"),
            List.of("AmazonS3", "TimedStorage-ByteHrs"),
            List.of("AWSSupportBusiness", "Dollar"),
            List.of("AmazonSomethingNew", "Unheard-Of"));
    private static final List<String> TEAMS = List.of("search", "ads", "");

    @SeededTest(1000)
    void shouldAddUpToTheNewestStatementOfEachBill(long seed) throws MalformedSignalException {
        Random random = new Random(seed);
        Account account = new Account(random.nextInt(4) + 1, random);
        Map<String, Statement> newest = new HashMap<>();
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < random.nextInt(4) + 1; i++) {
            String bill = BILLS.get(random.nextInt(BILLS.size()));
            Statement statement = Statement.random(bill, 1000L + i, random);
            newest.put(bill, statement);
            for (int again = 0; again <= random.nextInt(2); again++) {
                readings.add(new Reading(statement, "r" + i + "-" + again, true));
            }
            if (random.nextBoolean()) {
                readings.add(new Reading(statement, "broken" + i, false));
            }
        }
        Collections.shuffle(readings, random);

        account.read(readings);

        newest.forEach((bill, statement) -> {
            assertThat(account.bill(bill).stated()).isEqualTo(Instant.ofEpochMilli(statement.stated));
            for (SpendDimension dimension : SpendDimension.values()) {
                assertThat(account.sum(bill, dimension, SpendRecord.Amounts.DayAmount::billed))
                        .as("billed by " + dimension)
                        .isEqualByComparingTo(statement.sum(BilledCharge::getBilled));
                assertThat(account.sum(bill, dimension, SpendRecord.Amounts.DayAmount::effective))
                        .as("effective by " + dimension)
                        .isEqualByComparingTo(statement.effective());
            }
            assertThat(account.eligible(bill)).isEqualTo(statement.eligible());
            assertThat(account.byTeam(bill)).isEqualTo(statement.byTeam());
            assertThat(account.byDay(bill))
                    .usingRecursiveComparison()
                    .withComparatorForType(BillLawTest::compareRoughly, BigDecimal.class)
                    .isEqualTo(statement.byDay());
        });
    }

    /** One statement of a bill with random charges. */
    private record Statement(
            String bill, long stated, Map<String, List<BilledCharge>> charges, Map<String, String> teams) {

        static Statement random(String bill, long stated, Random random) {
            Map<String, List<BilledCharge>> charges = new TreeMap<>();
            Map<String, String> teams = new TreeMap<>();
            for (int resource = 0; resource <= random.nextInt(5); resource++) {
                String arn = resource == 0
                        ? "arn:aws:iam::444455556666:root"
                        : "arn:aws:ec2:us-east-1:444455556666:instance/i-" + resource;
                teams.put(arn, TEAMS.get(random.nextInt(TEAMS.size())));
                List<BilledCharge> some = new ArrayList<>();
                int count = resource == 0 && random.nextInt(20) == 0 ? 300 : random.nextInt(8);
                for (int i = 0; i <= count; i++) {
                    some.add(charge(LocalDate.parse(bill.split(" ")[1]), random));
                }
                charges.put(arn, some);
            }
            return new Statement(bill, stated, charges, teams);
        }

        private static BilledCharge charge(LocalDate month, Random random) {
            List<String> usage = USAGE.get(random.nextInt(USAGE.size()));
            LocalDate from = month.plusDays(random.nextInt(20));
            int days = random.nextInt(4) == 0 ? random.nextInt(9) + 1 : 1;
            BilledCharge.Builder charge = BilledCharge.newBuilder()
                    .setFrom(millis(from))
                    .setUntil(millis(from.plusDays(days)))
                    .setService(usage.get(0))
                    .setUsageType(usage.get(1))
                    .setCategory(ChargeCategory.forNumber(random.nextInt(5) + 1))
                    .setBilled(amount(random))
                    .setCommitmentStatus(CommitmentStatus.forNumber(random.nextInt(3)))
                    .setTags(random.nextInt(2));
            if (random.nextBoolean()) {
                charge.setEffective(amount(random));
            }
            if (days == 1 && usage.get(1).startsWith("BoxUsage")) {
                int hours = random.nextInt(1 << 24);
                charge.setHours(hours).setQuantity(String.valueOf(Integer.bitCount(hours)));
            }
            return charge.build();
        }

        /** Up to ten decimals, and sometimes negative. */
        private static String amount(Random random) {
            BigDecimal amount = BigDecimal.valueOf(random.nextLong(1_000_000_000_000L), random.nextInt(11));
            return (random.nextInt(5) == 0 ? amount.negate() : amount).toPlainString();
        }

        BigDecimal sum(Function<BilledCharge, String> amount) {
            return charges.values().stream()
                    .flatMap(List::stream)
                    .map(charge -> new BigDecimal(amount.apply(charge)))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        BigDecimal effective() {
            return sum(charge -> charge.getEffective().isEmpty() ? charge.getBilled() : charge.getEffective());
        }

        /** The hours that commitments may cover, by day and hour, and after them what they cost. */
        Map<LocalDate, List<BigDecimal>> eligible() {
            Map<LocalDate, List<BigDecimal>> days = new TreeMap<>();
            charges.values().stream()
                    .flatMap(List::stream)
                    .filter(charge -> charge.getHours() != 0 && charge.getCategory() == ChargeCategory.USAGE)
                    .filter(charge -> charge.getCommitmentStatus() != CommitmentStatus.UNUSED)
                    .forEach(charge -> {
                        List<BigDecimal> amounts = new ArrayList<>();
                        for (int hour = 0; hour < 24; hour++) {
                            amounts.add(BigDecimal.valueOf(charge.getHours() >> hour & 1));
                        }
                        amounts.add(new BigDecimal(
                                charge.getEffective().isEmpty() ? charge.getBilled() : charge.getEffective()));
                        days.merge(LocalDate.ofEpochDay(charge.getFrom() / DAY), amounts, BillLawTest::sum);
                    });
            days.replaceAll(
                    (day, amounts) -> amounts.stream().map(BillLawTest::plain).toList());
            return days;
        }

        /** Billed, by the tag of the charge, which is the team of the resource. */
        Map<String, BigDecimal> byTeam() {
            Map<String, BigDecimal> sums = new TreeMap<>();
            charges.forEach((resource, some) -> some.forEach(charge -> {
                String team = charge.getTags() == 0 ? "" : teams.getOrDefault(resource, "");
                sums.merge(
                        team.isEmpty() ? SpendDimension.UNALLOCATED : team,
                        new BigDecimal(charge.getBilled()),
                        BigDecimal::add);
            }));
            return plain(sums);
        }

        /** Billed, by an exact division of each charge. */
        Map<LocalDate, BigDecimal> byDay() {
            Map<LocalDate, BigDecimal> sums = new TreeMap<>();
            charges.values().stream().flatMap(List::stream).forEach(charge -> {
                long days = (charge.getUntil() - charge.getFrom()) / DAY;
                for (long day = 0; day < days; day++) {
                    sums.merge(
                            LocalDate.ofEpochDay(charge.getFrom() / DAY + day),
                            new BigDecimal(charge.getBilled()).divide(BigDecimal.valueOf(days), MathContext.DECIMAL128),
                            BigDecimal::add);
                }
            });
            return sums;
        }

        private static long millis(LocalDate day) {
            return day.toEpochDay() * DAY;
        }
    }

    private static List<BigDecimal> sum(List<BigDecimal> one, List<BigDecimal> other) {
        return IntStream.range(0, one.size())
                .mapToObj(i -> one.get(i).add(other.get(i)))
                .toList();
    }

    private static BigDecimal plain(BigDecimal amount) {
        return amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
    }

    private static <K> Map<K, BigDecimal> plain(Map<K, BigDecimal> sums) {
        Map<K, BigDecimal> plain = new TreeMap<>();
        sums.forEach((key, sum) -> plain.put(key, plain(sum)));
        return plain;
    }

    /** Equal to the ninth decimal: parts of a charge are rounded to twelve. */
    private static int compareRoughly(BigDecimal one, BigDecimal other) {
        BigDecimal difference = one.subtract(other);
        return difference.abs().compareTo(new BigDecimal("1e-9")) <= 0 ? 0 : difference.signum();
    }

    private record Reading(Statement statement, String name, boolean isWhole) {}

    /** The partitions with what they publish. */
    private static final class Account {

        private final Random random;
        private final List<BillEvaluator> partitions = new ArrayList<>();
        private final SpendMerger merger = new SpendMerger(new InMemoryStateStore());
        private final Map<String, SpendRecord> published = new TreeMap<>();

        Account(int count, Random random) {
            this.random = random;
            for (int i = 0; i < count; i++) {
                partitions.add(new BillEvaluator(new InMemoryStateStore(), SpendSettings.defaults(), new Parts(i)));
            }
        }

        /** Reads statements one after another, each in any order, with repeated parts; evaluates at any time. */
        void read(List<Reading> readings) throws MalformedSignalException {
            for (Reading reading : readings) {
                List<Signal> signals = new ArrayList<>();
                reading.statement.charges.forEach(
                        (resource, charges) -> signals.addAll(parts(reading, resource, charges)));
                signals.addAll(signals.subList(0, random.nextInt(signals.size())));
                Collections.shuffle(signals, random);
                int end = reading.isWhole ? signals.size() : random.nextInt(signals.size());
                for (Signal signal : signals.subList(0, end)) {
                    partitions
                            .get(RootPartitioner.partition(signal.getResource(), partitions.size()))
                            .accept(signal);
                    if (random.nextInt(8) == 0) {
                        evaluate();
                    }
                }
                if (reading.isWhole) {
                    Signal statement = statement(reading);
                    for (BillEvaluator partition : partitions) {
                        partition.accept(statement);
                    }
                }
            }
            while (partitions.stream().anyMatch(BillEvaluator::isDue)) {
                evaluate();
            }
            merger.publish(this::publish, Integer.MAX_VALUE);
        }

        private void evaluate() {
            partitions.forEach(BillEvaluator::evaluate);
            merger.publish(this::publish, random.nextInt(3));
        }

        private void publish(String key, @Nullable SpendRecord spendRecord) {
            if (spendRecord == null) {
                published.remove(key);
            } else {
                published.put(key, Json.read(Json.bytes(spendRecord), SpendRecord.class));
            }
        }

        SpendRecord.Bill bill(String bill) {
            return (SpendRecord.Bill) published.get("bill|" + bill);
        }

        BigDecimal sum(
                String bill, SpendDimension dimension, Function<SpendRecord.Amounts.DayAmount, BigDecimal> amount) {
            return amounts(bill, dimension).stream()
                    .flatMap(row -> row.days().stream())
                    .map(amount)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        Map<LocalDate, List<BigDecimal>> eligible(String bill) {
            Map<LocalDate, List<BigDecimal>> days = new TreeMap<>();
            published.values().stream()
                    .filter(SpendRecord.EligibleDay.class::isInstance)
                    .map(SpendRecord.EligibleDay.class::cast)
                    .filter(day -> day.bill().equals(bill))
                    .forEach(day -> day.usage().forEach(usage -> {
                        List<BigDecimal> amounts = new ArrayList<>();
                        usage.hours().forEach(hours -> amounts.add(BigDecimal.valueOf(hours)));
                        amounts.add(Objects.requireNonNull(usage.effective()));
                        days.merge(day.day(), amounts, BillLawTest::sum);
                    }));
            days.replaceAll(
                    (day, amounts) -> amounts.stream().map(BillLawTest::plain).toList());
            return days;
        }

        Map<String, BigDecimal> byTeam(String bill) {
            Map<String, BigDecimal> sums = new TreeMap<>();
            amounts(bill, SpendDimension.TEAM)
                    .forEach(row -> row.days().forEach(day -> sums.merge(row.value(), day.billed(), BigDecimal::add)));
            return plain(sums);
        }

        Map<LocalDate, BigDecimal> byDay(String bill) {
            Map<LocalDate, BigDecimal> sums = new TreeMap<>();
            amounts(bill, SpendDimension.PRODUCT)
                    .forEach(row -> row.days().forEach(day -> sums.merge(day.day(), day.billed(), BigDecimal::add)));
            return sums;
        }

        private List<SpendRecord.Amounts> amounts(String bill, SpendDimension dimension) {
            return published.values().stream()
                    .filter(SpendRecord.Amounts.class::isInstance)
                    .map(SpendRecord.Amounts.class::cast)
                    .filter(row -> row.bill().equals(bill) && row.dimension() == dimension)
                    .toList();
        }

        /** A version of the collector may split charges otherwise than another, so that a reading has other parts. */
        private List<Signal> parts(Reading reading, String resource, List<BilledCharge> charges) {
            List<Signal> parts = new ArrayList<>();
            int size = 1 + Math.floorMod(reading.name.hashCode(), 4);
            String team = reading.statement.teams.getOrDefault(resource, "");
            for (int from = 0; from < charges.size(); from += size) {
                BilledCharges.Builder part = BilledCharges.newBuilder()
                        .setBill(reading.statement.bill)
                        .setStated(reading.statement.stated)
                        .setReading(reading.name)
                        .setPart(from / size)
                        .addAllCharges(charges.subList(from, Math.min(from + size, charges.size())))
                        .addTags(BilledTags.newBuilder().putTags("Team", team));
                parts.add(Signal.newBuilder()
                        .setResource(resource)
                        .setAccount("444455556666")
                        .setBilledCharges(part)
                        .build());
            }
            return parts;
        }

        private static Signal statement(Reading reading) {
            return Signal.newBuilder()
                    .setBillStatement(BillStatement.newBuilder()
                            .setBill(reading.statement.bill)
                            .setStated(reading.statement.stated)
                            .setReading(reading.name)
                            .setLines(1)
                            .setBilled(reading.statement
                                    .sum(BilledCharge::getBilled)
                                    .toPlainString())
                            .setEffective(reading.statement.effective().toPlainString()))
                    .build();
        }

        /** Passes parts of one partition on to the merger. */
        private final class Parts implements SpendSink {

            private final int partition;

            Parts(int partition) {
                this.partition = partition;
            }

            @Override
            public void publishPart(SpendRecord part) {
                merger.accept(SpendMerger.partKey(part.topicKey(), partition), Json.bytes(part));
            }

            @Override
            public void removePart(String topicKey) {
                merger.accept(SpendMerger.partKey(topicKey, partition), null);
            }

            @Override
            public void publish(SpendRecord spendRecord) {
                Account.this.publish(spendRecord.topicKey(), spendRecord);
            }

            @Override
            public void remove(String topicKey) {
                Account.this.publish(topicKey, null);
            }
        }
    }
}
