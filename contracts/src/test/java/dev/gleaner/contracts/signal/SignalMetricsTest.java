package dev.gleaner.contracts.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.MetricSet;
import dev.gleaner.contracts.signal.proto.Signal;
import org.junit.jupiter.api.Test;

class SignalMetricsTest {

    private static final Metric CPU =
            Metric.newBuilder().setMetric("AWS/EC2 CPUUtilization").build();
    private static final Metric NETWORK =
            Metric.newBuilder().setMetric("AWS/EC2 NetworkIn").build();

    @Test
    void shouldReadEitherForm() {
        Signal single = Signal.newBuilder().setMetric(CPU).build();
        Signal joined = Signal.newBuilder()
                .setMetricSet(MetricSet.newBuilder().addMetrics(CPU).addMetrics(NETWORK))
                .build();

        assertThat(SignalMetrics.of(single)).containsExactly(CPU);
        assertThat(SignalMetrics.of(joined)).containsExactly(CPU, NETWORK);
    }

    @Test
    void shouldFindNoMetricsInOtherSignals() {
        assertThat(SignalMetrics.of(Signal.getDefaultInstance())).isEmpty();
        assertThat(SignalMetrics.of(Signal.newBuilder()
                        .setInventory(Inventory.getDefaultInstance())
                        .build()))
                .isEmpty();
    }
}
