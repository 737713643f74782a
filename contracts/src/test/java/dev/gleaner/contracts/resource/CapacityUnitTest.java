package dev.gleaner.contracts.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CapacityUnitTest {

    @Test
    void shouldCountInInstancesWithoutWeights() {
        assertThat(CapacityUnit.of(null, List.of())).isEqualTo("instance");
        assertThat(CapacityUnit.of("", List.of())).isEqualTo("instance");
        assertThat(CapacityUnit.of("units", List.of())).isEqualTo("instance");
        assertThat(CapacityUnit.of("units", List.of("1", "1"))).isEqualTo("instance");
    }

    @Test
    void shouldCountInWeightsIfATypeHasOne() {
        assertThat(CapacityUnit.of("units", List.of("1", "16"))).isEqualTo("weight");
        assertThat(CapacityUnit.of(null, List.of("8"))).isEqualTo("weight");
    }

    /** Whatever EC2 Auto Scaling may count in one day. */
    @Test
    void shouldKeepTheNameOfAnyOtherUnit() {
        assertThat(CapacityUnit.of("vcpu", List.of())).isEqualTo("vcpu");
        assertThat(CapacityUnit.of("memory-mib", List.of("1"))).isEqualTo("memory-mib");
        assertThat(CapacityUnit.of("UNKNOWN_TO_SDK_VERSION", List.of())).isEqualTo("UNKNOWN_TO_SDK_VERSION");
    }
}
