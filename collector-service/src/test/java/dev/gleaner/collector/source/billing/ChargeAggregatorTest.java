package dev.gleaner.collector.source.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChargeAggregatorTest {

    @TempDir
    Path folder;

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    /** However little fits into memory, and in however many levels it has to be merged. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldAddUpExactlyWhateverTheOrder(long seed) throws Exception {
        Random random = new Random(seed);
        int inMemory = 1 + random.nextInt(5);
        List<BillCharge> charges = charges(random, 1 + random.nextInt(3000), 1 + random.nextInt(400));

        List<BillCharge> sums = new ArrayList<>();
        try (ChargeAggregator all = new ChargeAggregator(folder, inMemory)) {
            for (BillCharge charge : charges) {
                all.add(charge);
            }
            all.all().forEachRemaining(sums::add);
        }

        assertThat(sums).containsExactlyElementsOf(naively(charges));
        assertThat(folder).isEmptyDirectory();
    }

    private static List<BillCharge> naively(List<BillCharge> charges) {
        TreeMap<BillCharge.Key, BillCharge> sums = new TreeMap<>();
        charges.forEach(charge -> sums.merge(
                charge.key(),
                charge,
                (one, other) -> new BillCharge(
                        one.key(), one.amount().add(other.amount()), one.file(), Math.min(one.row(), other.row()))));
        return List.copyOf(sums.values());
    }

    private static List<BillCharge> charges(Random random, int count, int keys) {
        List<BillCharge> charges = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            int key = random.nextInt(keys);
            charges.add(new BillCharge(
                    new BillCharge.Key("payer", "account", "arn:" + key % 7, "service", "type" + key, key % 3, key % 5),
                    BigDecimal.valueOf(random.nextInt(2_000_001) - 1_000_000, 10),
                    "file",
                    row));
        }
        return charges;
    }
}
