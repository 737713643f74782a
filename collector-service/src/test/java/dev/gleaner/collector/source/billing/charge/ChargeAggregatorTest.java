package dev.gleaner.collector.source.billing.charge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.signal.proto.CommitmentStatus;
import dev.gleaner.test.SeededTest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
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
                charge.quantity().stripTrailingZeros());
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
                    key % 3 == 0 ? "GB" : "");
            long from = key % 3 * DAY;
            long until = from + (1 + key % 5 * 3) * DAY;
            int known = key % 8;
            lines.add(new BillCharge(
                    new BillCharge.Key(identity, from, until, known),
                    amount(random),
                    (known & 1) == 0 ? BigDecimal.ZERO : amount(random),
                    (known & 2) == 0 ? BigDecimal.ZERO : amount(random),
                    (known & 4) == 0 ? BigDecimal.ZERO : amount(random)));
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
