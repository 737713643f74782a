package dev.gleaner.analyzer.rule.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.HostHours;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.signal.proto.CardSample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnderusedGpuTest {

    @ParameterizedTest
    @CsvSource({"49.9, true", "50, false"})
    void shouldFindCardsThatWorkBelowHalf(double utilization, boolean underused) {
        HostHours host = HostHours.of(168).card("GPU-1", hour -> working(utilization));

        assertThat(host.judgedBy("underused-gpu") instanceof Verdict.Found).isEqualTo(underused);
    }

    @Test
    void shouldTellTheMemoryThatASmallerCardNeeds() {
        HostHours host = HostHours.of(168).card("GPU-1", hour -> working(20));

        Verdict.Found found = (Verdict.Found) host.judgedBy("underused-gpu");

        assertThat(found.part()).isEqualTo(0.8);
        assertThat(found.remedies()).extracting(Remedy::text).anyMatch(text -> text.contains("10.0 GiB"));
    }

    @Test
    void shouldOfferToCutOnlyWhatCanBeCut() {
        HostHours a10 = HostHours.of(168).named("NVIDIA A10G").card("GPU-1", hour -> working(20));
        HostHours h100 = HostHours.of(168).named("NVIDIA H100 80GB HBM3").card("GPU-1", hour -> working(20));

        assertThat(texts(a10)).doesNotContain("MIG");
        assertThat(texts(h100)).contains("MIG");
    }

    @Test
    void shouldLeaveIdleCardsAndUnreadOnesAlone() {
        assertThat(HostHours.of(168).card("GPU-1", hour -> working(0)).judgedBy("underused-gpu"))
                .isInstanceOf(Verdict.Nothing.class);
        assertThat(HostHours.of(168).judgedBy("underused-gpu")).isInstanceOf(Verdict.Nothing.class);
        assertThat(HostHours.of(168)
                        .card("GPU-1", hour -> hour < 60 ? null : working(20))
                        .judgedBy("underused-gpu"))
                .isInstanceOf(Verdict.Insufficient.class);
    }

    private static String texts(HostHours host) {
        return ((Verdict.Found) host.judgedBy("underused-gpu")).remedies().toString();
    }

    private static CardSample.Builder working(double utilization) {
        return CardSample.newBuilder()
                .setUtilization(utilization)
                .setProcesses(1)
                .setMemoryUsed(10L << 30)
                .setMemoryTotal(80L << 30);
    }
}
