package dev.gleaner.analyzer.profile.reuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gleaner.analyzer.profile.RowBuffer;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DistinctBytesTest {

    /** Of the estimate: 1.04 divided by the root of 512. */
    private static final double ERROR = 0.046;

    /** One object, some of about the same size, and many of which few have nearly all bytes. */
    @SeededTest(20)
    void shouldEstimateTheBytesOfDifferentObjectsOfAnySizes(long seed) {
        Random random = new Random(seed);
        for (int objects : new int[] {1, 2, 30, 5000}) {
            for (double spread : new double[] {0, 1, 4}) {
                byte[] registers = new byte[DistinctBytes.REGISTERS];
                double sum = 0;
                for (int object = 0; object < objects; object++) {
                    long key = random.nextLong();
                    long bytes = 1 + (long) (1e6 * Math.exp(spread * random.nextGaussian()));
                    sum += bytes;
                    add(registers, key, bytes);
                    add(registers, key, bytes / 2);
                }

                assertThat(DistinctBytes.estimate(registers))
                        .as("%d objects, spread %s", objects, spread)
                        .isCloseTo(sum, within(4.5 * ERROR * sum));
            }
        }
    }

    @Test
    void shouldHaveTheErrorThatIsStated() {
        Random random = new Random(5);
        double squares = 0;
        int samples = 300;
        for (int sample = 0; sample < samples; sample++) {
            byte[] registers = new byte[DistinctBytes.REGISTERS];
            for (int object = 0; object < 200; object++) {
                add(registers, random.nextLong(), 1000);
            }
            double relative = DistinctBytes.estimate(registers) / 200_000 - 1;
            squares += relative * relative / samples;
        }

        assertThat(Math.sqrt(squares)).isCloseTo(ERROR, within(0.007));
    }

    @SeededTest(20)
    void shouldNotDependOnOrderAndRepetition(long seed) {
        Random random = new Random(seed);
        List<long[]> reads = new ArrayList<>();
        for (int read = 0; read < 500; read++) {
            reads.add(new long[] {random.nextInt(100), 1 + random.nextInt(1_000_000)});
        }
        byte[] ordered = registers(reads);
        reads.addAll(reads.subList(0, 250));
        Collections.shuffle(reads, random);

        assertThat(registers(reads)).isEqualTo(ordered);
    }

    @Test
    void shouldBeStoredExactly() {
        byte[] empty = new byte[DistinctBytes.REGISTERS];
        assertThat(stored(empty)).isEqualTo(empty);
        byte[] wide = empty.clone();
        wide[3] = 14;
        wide[4] = 15;
        wide[5] = 16;
        wide[511] = 60;
        wide[510] = Byte.MAX_VALUE;
        assertThat(stored(wide)).isEqualTo(wide);
        assertThat(DistinctBytes.estimate(empty)).isZero();
    }

    @SeededTest(20)
    void shouldStoreAnyRegisters(long seed) {
        Random random = new Random(seed);
        byte[] registers = new byte[DistinctBytes.REGISTERS];
        int range = 1 + random.nextInt(Byte.MAX_VALUE);
        int lowest = random.nextInt(Byte.MAX_VALUE + 2 - range);
        for (int register = 0; register < registers.length; register++) {
            registers[register] = (byte) (lowest + random.nextInt(range));
        }

        assertThat(stored(registers)).isEqualTo(registers);
    }

    /** The entropy of a register is 2.8 bits. */
    @SeededTest(20)
    void shouldTakeAboutThreeBitsForARegister(long seed) {
        Random random = new Random(seed);
        List<long[]> reads = new ArrayList<>();
        for (int read = 1 + random.nextInt(3000); read > 0; read--) {
            reads.add(new long[] {random.nextLong(), 100_000 + random.nextInt(1_000_000)});
        }
        RowBuffer row = RowBuffer.ofSize(16);
        DistinctBytes.write(row, registers(reads));

        assertThat(row.toBytes().length).isLessThan(DistinctBytes.REGISTERS * 33 / 10 / Byte.SIZE);
    }

    private static byte[] registers(List<long[]> reads) {
        byte[] registers = new byte[DistinctBytes.REGISTERS];
        reads.forEach(read -> add(registers, read[0], read[1]));
        return registers;
    }

    private static void add(byte[] registers, long key, long bytes) {
        DistinctBytes.draw(key, bytes, registers, (register, value) -> registers[register] = value);
    }

    private static byte[] stored(byte[] registers) {
        RowBuffer row = RowBuffer.ofSize(16);
        DistinctBytes.write(row, registers);
        byte[] bytes = row.toBytes();
        return DistinctBytes.read(RowBuffer.of(bytes));
    }
}
