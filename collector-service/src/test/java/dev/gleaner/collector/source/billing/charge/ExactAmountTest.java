package dev.gleaner.collector.source.billing.charge;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactAmountTest {

    private final ExactAmount amount = new ExactAmount();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1",
                "+1.5",
                "-0.00000000300",
                "0.000000000000000001",
                "0.0000000000000000001",
                "123456789012345678",
                "1234567890123456789.123456789012345678901234567890",
                "-999999999999.999999999999999999",
                "0.1000000000000000000000000",
                "1E-9",
                "1.5e3",
                ".5",
                "5."
            })
    void shouldReadDecimalsExactly(String text) {
        amount.parse(text);

        assertThat(amount.isPresent()).isTrue();
        assertThat(amount.value()).isEqualByComparingTo(new BigDecimal(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "-", ".", "1.2.3", "1,5", "0x1", "1 ", "1E61", "--1"})
    void shouldNotGuess(String text) {
        amount.parse(text);

        assertThat(amount.isInvalid()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NULL"})
    void shouldTellAbsentFromZero(String text) {
        amount.parse(text);

        assertThat(amount.isPresent()).isFalse();
        assertThat(amount.isInvalid()).isFalse();
    }

    @Test
    void shouldTakeABinaryFractionForTheDecimalThatIsMeant() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            double number = random.nextBoolean()
                    ? random.nextInt(2_000_000_000) / Math.pow(10, random.nextInt(12))
                    : random.nextGaussian() * Math.pow(10, random.nextInt(24) - 12);

            amount.set(number);

            assertThat(amount.value().doubleValue()).isEqualTo(number);
            assertThat(amount.value().stripTrailingZeros().precision())
                    .isLessThanOrEqualTo(
                            BigDecimal.valueOf(number).stripTrailingZeros().precision());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void shouldNotReadWhatIsNoNumber(double number) {
        amount.set(number);

        assertThat(amount.isInvalid()).isTrue();
    }
}
