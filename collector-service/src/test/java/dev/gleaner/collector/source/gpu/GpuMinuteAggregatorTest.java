package dev.gleaner.collector.source.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.source.gpu.smi.ParsedSmiOutput;
import dev.gleaner.collector.source.gpu.smi.ParsedSmiOutputTest;
import dev.gleaner.contracts.signal.proto.Card;
import java.util.List;
import org.junit.jupiter.api.Test;

class GpuMinuteAggregatorTest {

    @Test
    void shouldGatherAllCardsOfAMinute() throws Exception {
        ParsedSmiOutput reading = ParsedSmiOutputTest.read("""
                timestamp, uuid, name, persistence_mode, mig.mode.current
                2026/03/01 10:00:15.000, GPU-a1, NVIDIA T4, Disabled, [N/A]
                2026/03/01 10:00:15.001, GPU-a2, NVIDIA T4, Enabled, Disabled
                2026/03/01 10:00:30.000, GPU-a1, NVIDIA T4, Enabled, [N/A]
                2026/03/01 10:00:30.000, GPU-a1, NVIDIA T4, Enabled, [N/A]
                2026/03/01 10:01:00.000, GPU-a1, NVIDIA T4, Enabled, [N/A]
                """);

        List<GpuSignalFactory.MinuteAggregator.Minute> minutes =
                GpuSignalFactory.MinuteAggregator.aggregate(reading.readings());

        assertThat(minutes)
                .extracting(GpuSignalFactory.MinuteAggregator.Minute::line)
                .containsExactly(1L, 5L);
        List<Card> cards = minutes.get(0).gpu().getCardsList();
        assertThat(cards)
                .extracting(card -> card.getUuid() + " " + card.getName() + " " + card.getSamplesCount())
                .containsExactly("GPU-a1 NVIDIA T4 2", "GPU-a2 NVIDIA T4 1");
        assertThat(cards.get(0).getPersistence()).isTrue();
        assertThat(cards.get(0).hasMig()).isFalse();
        assertThat(cards.get(1).hasMig()).isTrue();
        assertThat(cards.get(1).getMig()).isFalse();
    }
}
