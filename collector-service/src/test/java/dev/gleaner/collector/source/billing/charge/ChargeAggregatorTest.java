package dev.gleaner.collector.source.billing.charge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.CommitmentStatus;
import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.io.TempDir;

class ChargeAggregatorTest {

    private static final long DAY = ChargeAggregator.DAY;

    @TempDir
    Path folder;

    /** However little fits into memory, and in however many levels it has to be merged. */
    @SeededTest(40)
    void shouldAddUpExactlyWhateverTheOrder(long seed) throws Exception {
        Random random = new Random(seed);
        int inMemory = 1 + random.nextInt(5);
        List<BillCharge> lines = lines(random, 1 + random.nextInt(3000), 1 + random.nextInt(400));

        List<BillCharge> expected = naively(lines);
        assertThat(sums(lines, inMemory)).containsExactlyElementsOf(expected);
        Collections.shuffle(lines, random);
        assertThat(sums(lines, Integer.MAX_VALUE)).containsExactlyElementsOf(expected);
        assertThat(folder).isEmptyDirectory();
    }

    /** Of lines for an hour each, some of them whole hours, in any order and however little fits into memory. */
    @SeededTest(40)
    void shouldKnowTheUsageOfEachHour(long seed) throws Exception {
        Random random = new Random(seed);
        List<BillCharge> lines = new ArrayList<>();
        Map<Integer, double[]> expected = new TreeMap<>();
        for (int resource = 0; resource < 20; resource++) {
            boolean isWhole = random.nextBoolean();
            double[] hours = new double[HourlyAmounts.HOURS];
            for (int hour = 0; hour < hours.length; hour++) {
                for (int line = random.nextInt(isWhole ? 2 : 4); line > 0; line--) {
                    BigDecimal amount = isWhole ? BigDecimal.ONE : BigDecimal.valueOf(1 + random.nextInt(999), 3);
                    hours[hour] += amount.doubleValue();
                    lines.add(ofHour(resource, hour, amount));
                }
            }
            if (DoubleStream.of(hours).sum() > 0) {
                expected.put(resource, hours);
            }
        }
        Collections.shuffle(lines, random);

        List<BillCharge> sums = sums(lines, 1 + random.nextInt(30));

        assertThat(sums).hasSameSizeAs(expected.keySet());
        for (BillCharge sum : sums) {
            double[] hours = expected.get(
                    Integer.parseInt(sum.key().identity().resource().substring(4)));
            for (int hour = 0; hour < hours.length; hour++) {
                assertThat(sum.hours().in(hour)).isCloseTo(hours[hour], within(1e-8));
            }
        }
        Collections.shuffle(lines, random);
        assertThat(sums(lines, Integer.MAX_VALUE)).isEqualTo(sums);
    }

    private static BillCharge ofHour(int resource, int hour, BigDecimal amount) {
        BillCharge.Identity identity = new BillCharge.Identity(
                "arn:" + resource,
                "account",
                "payer",
                "AmazonEC2",
                "BoxUsage:m5.large",
                ChargeCategory.USAGE,
                "",
                CommitmentStatus.NO_COMMITMENT,
                "",
                CommitmentStatus.NO_COMMITMENT,
                "",
                "Hrs",
                "us-east-1a",
                "RunInstances");
        long from = 5 * DAY + hour * 3_600_000L;
        return new BillCharge(
                new BillCharge.Key(identity, from, from + 3_600_000L, 4),
                BigDecimal.ONE,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                amount,
                HourlyAmounts.NONE);
    }

    private List<BillCharge> sums(List<BillCharge> lines, int inMemory) throws Exception {
        List<BillCharge> sums = new ArrayList<>();
        try (ChargeAggregator all = new ChargeAggregator(folder, inMemory)) {
            for (BillCharge line : lines) {
                BillCharge.Key key = line.key();
                all.add(
                        all.numberOf(key.identity()),
                        key.from(),
                        key.until(),
                        amount(true, line.billed()),
                        amount(line.isEffectiveKnown(), line.effective()),
                        amount(line.isListKnown(), line.list()),
                        amount(line.isQuantityKnown(), line.quantity()));
                if (all.isFull()) {
                    all.spill();
                }
            }
            all.all().forEachRemaining(sum -> sums.add(plain(sum)));
        }
        return sums;
    }

    private static ExactAmount amount(boolean known, BigDecimal number) {
        ExactAmount amount = new ExactAmount();
        if (known) {
            amount.set(number);
        }
        return amount;
    }

    private static List<BillCharge> naively(List<BillCharge> lines) {
        TreeMap<BillCharge.Key, BillCharge> sums = new TreeMap<>();
        lines.forEach(line -> sums.merge(line.key(), line, BillCharge::plus));
        return sums.values().stream().map(ChargeAggregatorTest::plain).toList();
    }

    /** Without the number of decimals. */
    private static BillCharge plain(BillCharge charge) {
        return new BillCharge(
                charge.key(),
                charge.billed().stripTrailingZeros(),
                charge.effective().stripTrailingZeros(),
                charge.list().stripTrailingZeros(),
                charge.quantity().stripTrailingZeros(),
                charge.hours());
    }

    private static List<BillCharge> lines(Random random, int count, int keys) {
        List<BillCharge> lines = new ArrayList<>();
        for (int line = 0; line < count; line++) {
            int key = random.nextInt(keys);
            BillCharge.Identity identity = new BillCharge.Identity(
                    "arn:" + key % 7,
                    "account" + key % 2,
                    "payer",
                    "service",
                    "type" + key,
                    ChargeCategory.forNumber(key % 6),
                    key % 4 == 0 ? "" : "plan" + key % 4,
                    CommitmentStatus.forNumber(key % 3),
                    key % 6 == 0 ? "" : "capacity" + key % 6,
                    CommitmentStatus.forNumber(key / 3 % 3),
                    key % 5 == 0 ? "{\"team\":\"ü\"}" : "",
                    key % 3 == 0 ? "GB" : key % 3 == 1 ? "Hrs" : "",
                    key % 2 == 0 ? "us-east-1a" : "",
                    key % 4 == 1 ? "RunInstances:0002" : "");
            long from = key % 3 * DAY;
            long until = from + (1 + key % 5 * 3) * DAY;
            int known = key % 8;
            lines.add(new BillCharge(
                    new BillCharge.Key(identity, from, until, known),
                    amount(random),
                    (known & 1) == 0 ? BigDecimal.ZERO : amount(random),
                    (known & 2) == 0 ? BigDecimal.ZERO : amount(random),
                    (known & 4) == 0 ? BigDecimal.ZERO : amount(random),
                    HourlyAmounts.NONE));
        }
        return lines;
    }

    private static BigDecimal amount(Random random) {
        return switch (random.nextInt(10)) {
            // Larger than 128 bits hold, or with more decimals.
            case 0 -> new BigDecimal("123456789012345678901234567890").add(BigDecimal.valueOf(random.nextInt()));
            case 1 -> BigDecimal.valueOf(random.nextLong(), 25);
            default -> BigDecimal.valueOf(random.nextInt(2_000_001) - 1_000_000, 10);
        };
    }
}
