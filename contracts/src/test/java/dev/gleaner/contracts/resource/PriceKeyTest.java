package dev.gleaner.contracts.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class PriceKeyTest {

    /** Keys of records that others write and look up, too. */
    @Test
    void shouldNameWhatIsPricedAsEver() {
        assertThat(PriceKey.linuxOnDemand("g5.xlarge", "us-east-1").text())
                .isEqualTo("ec2|g5.xlarge|us-east-1|Linux/UNIX|default|hour");
        assertThat(PriceKey.linuxSpot("g5.xlarge", "us-east-1").text())
                .isEqualTo("ec2-spot|g5.xlarge|us-east-1|Linux/UNIX|default|hour");
        assertThat(new Price(
                                PriceKey.linuxSpot("g5.xlarge", "us-east-1"),
                                BigDecimal.ONE,
                                LocalDate.of(2026, 11, 25),
                                "spot market")
                        .topicKey())
                .isEqualTo("ec2-spot|g5.xlarge|us-east-1|Linux/UNIX|default|hour|2026-11-25");
    }
}
