package dev.gleaner.contracts.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GroupCapacityUnitTest {

    @Test
    void shouldCountInInstancesWithoutWeights() {
        assertThat(GroupCapacityUnit.of(null, List.of())).isEqualTo("instance");
        assertThat(GroupCapacityUnit.of("", List.of())).isEqualTo("instance");
        assertThat(GroupCapacityUnit.of("units", List.of())).isEqualTo("instance");
        assertThat(GroupCapacityUnit.of("units", List.of("1", "1"))).isEqualTo("instance");
    }

    @Test
    void shouldCountInWeightsIfATypeHasOne() {
        assertThat(GroupCapacityUnit.of("units", List.of("1", "16"))).isEqualTo("weight");
        assertThat(GroupCapacityUnit.of(null, List.of("8"))).isEqualTo("weight");
    }

    /** Whatever EC2 Auto Scaling may count in one day. */
    @Test
    void shouldKeepTheNameOfAnyOtherUnit() {
        assertThat(GroupCapacityUnit.of("vcpu", List.of())).isEqualTo("vcpu");
        assertThat(GroupCapacityUnit.of("memory-mib", List.of("1"))).isEqualTo("memory-mib");
        assertThat(GroupCapacityUnit.of("UNKNOWN_TO_SDK_VERSION", List.of())).isEqualTo("UNKNOWN_TO_SDK_VERSION");
    }
}
